import type { ChosenFile } from '../stages/import/chosenFiles.ts';
import { routeDrop, tellsOfSounds } from '../stages/import/dropRouter.ts';
import { arrived } from '../stages/shell/arrived.ts';
import type { Workbench } from '../stages/workbench.ts';
import { EMPTY_HUB_DIALOG, type HubDialogInput, type TakesTables } from './import/hub/hubLink.ts';
import type { RouteId } from './routes.ts';

/** What of the shell takes part when files come in. */
export interface FileTaking {
  readonly route: () => RouteId;
  readonly hubDialog: () => Partial<TakesTables>;
  readonly askForHub: (ask: HubDialogInput) => void;
  readonly askForDatabases: (files: readonly File[]) => void;
  readonly showProjects: () => void;
}

/** Brings files where they belong, whatever they are: dropped, chosen, or opened with the app. */
export async function takeFiles(
  workbench: Workbench,
  dropped: readonly ChosenFile[],
  shell: FileTaking,
): Promise<void> {
  const files = await takeHubFiles(workbench, dropped, shell);
  const { databases, unfinished, projects, models, presets, rest } = routeDrop(files);
  shell.askForDatabases(databases);
  const json = await (await arrived(import('../stages/import/sortModels.ts'))).sortModels(models);
  for (const refusal of [...unfinished, ...json.refusals]) workbench.log.error(refusal);
  for (const project of projects) await (await workbench.openProjects()).importFile(project);
  if (projects.length > 0) shell.showProjects();
  for (const preset of [...presets, ...json.presets]) await hearPreset(workbench, preset, shell);
  for (const model of json.models) await workbench.models.importModel(model);
  if (rest.length === 0) return;
  if (shell.route() === 'inference') {
    workbench.prediction.offer(rest);
    return;
  }
  showImporting(shell);
  await workbench.importing.addFiles(rest);
}

/** Adds the audio files among those that a public data set was looked for in. */
export async function addPlainFiles(
  { importing }: Pick<Workbench, 'importing'>,
  files: readonly ChosenFile[],
): Promise<void> {
  await importing.addFiles(routeDrop(files).rest.filter(({ path }) => !tellsOfSounds(path)));
}

/** What of these files is no part of a data set; one is asked about, or goes on with what it was given back. */
async function takeHubFiles(
  { hubImport }: Pick<Workbench, 'hubImport'>,
  files: readonly ChosenFile[],
  shell: FileTaking,
): Promise<readonly ChosenFile[]> {
  if ((await shell.hubDialog().takeTables?.(files)) === true) return [];
  const taken = await hubImport.giveBack(files);
  if (taken !== null) {
    showImporting(shell);
    await hubImport.resume();
    return files.filter((file) => !taken.includes(file));
  }
  const source = await hubImport.recognise(files);
  if (source === null) {
    const refused = await hubImport.refuseTables(files);
    return files.filter((file) => !refused.includes(file));
  }
  showImporting(shell);
  shell.askForHub({ ...EMPTY_HUB_DIALOG, source });
  return files.filter((file) => !source.files.includes(file));
}

/** The library shows what comes in as well. */
function showImporting({ route }: FileTaking): void {
  if (route() !== 'library') location.hash = '#/import';
}

/** Where Hear is. */
async function hearPreset(workbench: Workbench, preset: File, { route }: FileTaking): Promise<void> {
  if (route() !== 'library') location.hash = '#/inference';
  const { listening } = await workbench.openHearing();
  await listening.importPreset(preset);
}
