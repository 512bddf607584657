import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import { ConsoleStage } from '../../src/stages/data/consoleStage.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import { SqlConsoleClient } from '../../src/workers/console/consoleClient.ts';
import type { Settings } from '../../src/stages/shell/settings.ts';

const NEVER = new Promise<never>(() => undefined);

function stageOf(exportDatabase: () => Promise<Blob>): ConsoleStage {
  const sqlConsole = new SqlConsoleClient(() => {
    throw new Error('no worker is asked for');
  });
  const settings = { sqlHistory: signal<readonly string[]>([]) } as unknown as Settings;
  return new ConsoleStage({ store: { exportDatabase } as unknown as TrainingStore, sqlConsole, settings });
}

it('Stop ends a statement that still waits for the data set, or for the reading of its tables; the next one runs', async () => {
  let exports = 0;
  const stage = stageOf(async () => {
    exports += 1;
    return NEVER;
  });
  for (const before of [async () => undefined, async () => void stage.readTables()]) {
    await before();
    const ran = stage.run('SELECT 1');
    expect(stage.state.value.kind).toBe('running');
    stage.cancel();
    await ran;
    expect(stage.state.value.kind).toBe('stopped');
  }
  expect(exports).toBe(2);
});
