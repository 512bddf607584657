/** How views turn drops and file inputs into files with paths. */
export { collectDroppedFiles, collectInputFiles, type ChosenFile } from '../audio/fileDrop.ts';
export type { DatasetSource } from '../workers/contracts/datasets.ts';
export { ACCEPTED_AUDIO } from '../audio/fileNames.ts';
