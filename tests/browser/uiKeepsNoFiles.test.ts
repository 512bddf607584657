import { LitElement } from 'lit';
import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import type { StoreMode } from '../../src/domain/storage.ts';
import type { Workbench } from '../../src/stages/workbench.ts';
import { provideWorkbench } from '../../src/ui/contexts.ts';
import { SafetyPanel } from '../../src/ui/data/safetyPanel.ts';
import { CopySettings } from '../../src/ui/import/copySettings.ts';

class Host extends LitElement {
  readonly provide = provideWorkbench(this);
}
customElements.define('test-keeps-no-files-host', Host);

/** What Data and Copies of audio say where the data set is stored so. */
async function wordsOf(mode: StoreMode): Promise<string> {
  const host = new Host();
  const storage = { mode, lastBackupAt: null, lastBackupFailure: null, keptAside: [], quotaBytes: null };
  host.provide({
    environment: { storage: signal(storage), database: signal('open') },
    jobs: { active: () => null, running: () => null },
    settings: { keepCopies: signal(true), roomForCopiesGb: signal(null) },
    backup: { reminderOf: () => null },
    undoing: { steps: signal([]) },
    dataSet: { keptAudio: signal(new Set(['a', 'b'])) },
  } as unknown as Workbench);
  document.body.replaceChildren(host);
  const parts = [new SafetyPanel(), new CopySettings()];
  host.append(...parts);
  await Promise.all(parts.map(async (part) => part.updateComplete));
  const words = parts.map(({ renderRoot }) => renderRoot.textContent).join(' ');
  document.body.replaceChildren();
  return words.replaceAll(/\s+/gu, ' ');
}

it.each(['whole', 'memory'] as const)(
  '[S14] where no files are kept (%s), no backup and no copies are promised',
  async (mode) => {
    const words = await wordsOf(mode);
    expect(words).toContain('keeps no backup here, and Undo goes back to the last opening: export the database');
    expect(words).toContain('gives no room for copies here: after a reload Reconnect finds the sounds again');
    expect(words).not.toMatch(/There is no backup yet|holds copies/u);
  },
);

it('[S14] where files are kept, backups and copies are', async () => {
  const words = await wordsOf('opfs');
  expect(words).toContain('There is no backup yet. One is made as you work');
  expect(words).toContain('This browser holds copies of 2 files');
  expect(words).not.toMatch(/keeps no backup|no room for copies/u);
});
