/** What the user set for the app as a whole; all else belongs to a project. */
const OF_APP: ReadonlySet<string> = new Set([
  'theme',
  'hubUrl',
  'viewerUrl',
  'hubToken',
  'keepCopies',
  'roomForCopiesGb',
  'notifyJobs',
  'singleKeys',
  'hiddenColumns',
  'soundsTable',
  'arrowsPlay',
  'tourSeen',
]);

/** Written with the settings of 1.0, in one transaction. */
export const TAKEN_OVER = 'takenOver';
/** What was chosen under Hear for sounds. */
export const SOUND_CHOICES = 'soundChoices';
/** Where each part of that was kept by itself before. */
export const SOUND_CHOICES_BEFORE = {
  split: 'soundSplits',
  settings: 'soundSettings',
  treatment: 'soundTreatments',
  imported: 'soundImports',
} as const;
/** The import of a public data set that waits to go on. */
export const DATASET_IMPORT = 'datasetImport';

/** Whether a setting belongs to a project. */
export function isOfProject(key: string): boolean {
  return !OF_APP.has(key) && key !== TAKEN_OVER;
}
