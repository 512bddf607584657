/** What a step changed that can be taken back. */
export const UNDO_KINDS = [
  'import',
  'remove-audio',
  'merge-database',
  'replace-database',
  'restore-backup',
  'delete-model',
  'delete-run',
  'choose-run',
  'delete-collection',
  'tag',
  'rename-tag',
  'note',
  'genre',
  'label-model',
] as const;
export type UndoKind = (typeof UNDO_KINDS)[number];

/** A change of the data set that can be taken back, or was and can be made again. */
export interface UndoStep {
  readonly stepId: string;
  readonly kind: UndoKind;
  /** What it was done to, as a person knows it: a file's path, a model's id; null for many or nothing in particular. */
  readonly subject: string | null;
  /** How many audio files it concerned. */
  readonly audioFiles: number;
  readonly at: Date;
  /** Whether it was taken back. */
  readonly undone: boolean;
}

/** So many steps can be taken back; older ones are forgotten. */
export const UNDO_LIMIT = 20;
