/** The six words that run through everything. */
export type Stage = 'import' | 'descriptors' | 'optimisation' | 'model' | 'prediction' | 'export';
