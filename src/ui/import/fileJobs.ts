/** The jobs that concern files: they have their bars where files are listed. */
export const FILE_JOBS = [
  'import',
  'remove',
  'keep-audio',
  'reconnect',
  'descriptors',
  'run-all',
  'preset-export',
  'judging-all',
] as const;
