import { delMany, entries, setMany } from 'idb-keyval';
import { FIRST_PROJECT, openProject } from './appScope.ts';
import { DATASET_IMPORT, isOfProject, SOUND_CHOICES, SOUND_CHOICES_BEFORE } from './settingKeys.ts';
import { appStore, ofProject } from './settings.ts';

/** What is kept of the sounds of a project, and goes with its data; its other settings are the user's. */
const OF_SOUNDS = [
  SOUND_CHOICES,
  ...Object.values(SOUND_CHOICES_BEFORE),
  DATASET_IMPORT,
  'lastExportAtMs',
  'lastExportHolds',
];

/** The settings of the open project by their keys. */
export async function projectSettings(): Promise<Readonly<Record<string, unknown>>> {
  const project = openProject();
  const kept = await entries<string, unknown>(await (project === FIRST_PROJECT ? appStore() : ofProject(project)));
  return Object.fromEntries(kept.filter(([key]) => isOfProject(key)));
}

/** Forgets what is kept of the sounds of the first project. */
export async function forgetSoundsOfFirst(): Promise<void> {
  await delMany(OF_SOUNDS, await appStore());
}

/** Gives a new project its settings; what they say is looked at when they are loaded. */
export async function giveSettings(project: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await setMany(
    Object.entries(settings).filter(([key]) => isOfProject(key)),
    await ofProject(project),
  );
}
