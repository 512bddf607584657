/** How views turn drops and file inputs into files with paths. */
export { collectDroppedFiles, collectInputFiles, type ChosenFile } from '../../audio/files/fileDrop.ts';
export type { HubFile, HubSource } from '../../workers/contracts/hub.ts';
export { ACCEPTED_AUDIO } from '../../audio/files/fileNames.ts';
