import type { HubImportOptions, HubOverview } from '../../src/domain/hubImport.ts';
import type { HubFile } from '../../src/workers/contracts/hub.ts';
import { testTools } from './hubTools.ts';
import { inspect, planOf, runImport, type RunResult } from './importRun.ts';
import { noiseWav } from './sounds.ts';

/** Nothing that was dropped may ask for the network. */
export const OFFLINE = { hubUrl: 'https://hub.invalid', viewerUrl: 'https://viewer.invalid' };

/** A file of a drop by its path; a short sound where nothing else is given. */
export function dropped(path: string, content: BlobPart = noiseWav(path.length, 100 + path.length)): HubFile {
  return { path, file: new File([content], path.split('/').at(-1) ?? '') };
}

/** Looks at a dropped folder and imports it. */
export async function importFolder(
  files: readonly HubFile[],
  options: Partial<HubImportOptions> = {},
): Promise<{ readonly overview: HubOverview; readonly run: RunResult }> {
  const source = { kind: 'folder', name: 'dropped', files } as const;
  const tools = testTools(OFFLINE);
  const overview = await inspect(source, tools);
  return { overview, run: await runImport({ source, tools, plan: planOf(overview, options) }) };
}

/** The licence that each sound got, by its path in the drop. */
export function licensesOf({ items }: RunResult): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    items.map(({ metadata }) => [(JSON.parse(metadata.rawJson) as { file: string }).file, metadata.license]),
  );
}
