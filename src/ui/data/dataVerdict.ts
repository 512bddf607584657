import type { ExportReminder } from '../../stages/data/exportReminder.ts';
import { formatDate } from '../shared/text/format.ts';
import type { Verdict } from '../shared/verdictCard.ts';

/** What saves the work next, or takes it further: data in, data out, a backup, presets. */
export type DataStep = 'import' | 'export' | 'backup' | 'presets';

interface Standing {
  /** What is to be said of the last export; null where there is nothing to lose. */
  readonly reminder: ExportReminder | null;
  /** Whether this window keeps the data set at all, and whether the browser keeps backups of it. */
  readonly storesNothing: boolean;
  readonly keepsNone: boolean;
  readonly lastBackupAt: Date | null;
  /** Whether the last one failed, or lacks something that has been there for long. */
  readonly isBackupWanting: boolean;
}

/** How safe the work is, and what makes it safer. */
export function dataVerdict({
  reminder,
  storesNothing,
  keepsNone,
  lastBackupAt,
  isBackupWanting,
}: Standing): Verdict<DataStep> {
  if (reminder === null) {
    return {
      heading: 'Nothing to lose yet',
      words: [
        'Sounds and models will be kept in this browser. Import DuckDB brings in a data set of the desktop trainer, or one ' +
          'exported here.',
      ],
      step: 'import',
    };
  }
  if (storesNothing || reminder.isDue) {
    return {
      heading: storesNothing ? 'This window stores nothing' : 'Not all of it is exported',
      words: [reminder.words],
      step: 'export',
    };
  }
  if (!keepsNone && (lastBackupAt === null || isBackupWanting)) {
    return {
      heading: lastBackupAt === null ? 'Exported, with no backup here' : 'Exported; the backup here lacks something',
      words: [`${reminder.words} A backup beside the data set saves the way by a file.`],
      step: 'backup',
    };
  }
  return {
    heading: keepsNone ? 'Everything is exported' : 'Everything is exported and backed up',
    words: [lastBackupAt === null ? reminder.words : `${reminder.words} The backup is of ${formatDate(lastBackupAt)}.`],
    step: 'presets',
  };
}
