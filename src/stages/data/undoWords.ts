import type { UndoKind, UndoStep } from '../../domain/undo.ts';
import { plural } from '../../domain/numberText.ts';

/** A step in words that go on after “Undo:” and “Undo finished:”. */
export function undoWords({ kind, subject, audioFiles }: UndoStep): string {
  const files = plural(audioFiles, 'file');
  const sounds = plural(audioFiles, 'sound');
  const name = subject ?? 'a file';
  const words: Record<UndoKind, string> = {
    import: `import of ${files}`,
    'remove-audio': `removal of ${files}`,
    'merge-database': `merge of ${name}`,
    'replace-database': `replacement by ${name}`,
    'restore-backup': 'restoring of the backup',
    'delete-model': `deletion of model ${name}`,
    'delete-run': `deletion of a run of ${name}`,
    'delete-collection': 'deletion of a search over several files',
    'choose-run': `choice of a run of ${name}`,
    tag: `tags of ${sounds}`,
    'rename-tag': `change of the tag “${name}”`,
    note: `note of ${sounds}`,
    genre: `genre of ${sounds}`,
    'label-model': `name, note or pin of model ${name}`,
  };
  return words[kind];
}
