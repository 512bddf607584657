/** What is loaded when a model is trained or measured, in one script: the offline copy names each of them. */
export { trainRidgeModel } from './ridgeTraining.ts';
export {
  fingerprintOfFiles,
  fingerprintOfRows,
  labelsOf,
  learnedFiles,
  learningRows,
  objectiveRows,
  trainingRows,
} from './trainingRows.ts';
