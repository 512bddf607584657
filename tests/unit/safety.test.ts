import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../src/formats/fileNames.ts';
import { sourceTexts } from '../support/sourceTexts.ts';

const files = sourceTexts();

describe('what data could turn into code', () => {
  it('[content security] no text ever becomes HTML or script', () => {
    const sink =
      /innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|unsafeHTML|unsafeSVG|unsafeStatic|document\.write|srcdoc|createContextualFragment|DOMParser|new Function\b|\beval\(/u;
    expect(files.filter(({ text }) => sink.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('[SQL] statements take values as parameters; what stands in them is a constant or quoted', () => {
    const sql = /\b(SELECT|INSERT|DELETE|UPDATE|ATTACH|DETACH|CREATE|DROP|ALTER|COPY|SET|WHERE|VALUES)\b/u;
    const unexpected = files
      .filter(({ path }) => path.startsWith('store/'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/`[^`]*`/gu)]
          .filter(([template]) => sql.test(template))
          .flatMap(([template]) => interpolations(template))
          .filter((part) => !isSafe(part) && !(REVIEWED[path] ?? []).includes(part))
          .map((part) => `${path}: \${${part}}`),
      );
    expect([...new Set(unexpected)]).toEqual([]);
  });

  it('[names] a download never gets a name that leaves its folder or means something to the system', () => {
    const names = [
      '../../x',
      '..',
      '.',
      '',
      ' ..x',
      'CON',
      'nul.txt',
      'a/b\\c',
      'x\u202Egnp.exe',
      'x\u0000y',
      'x. . ',
      '.ssh',
    ];
    expect(names.map((name) => safeFileName(name, 'audio'))).toEqual([
      '__.._x',
      '_',
      '_',
      'audio',
      '_x',
      '_CON',
      '_nul.txt',
      'a_b_c',
      'x_gnp.exe',
      'x_y',
      'x',
      '_ssh',
    ]);
  });
});

function interpolations(template: string): string[] {
  return [...template.matchAll(/\$\{((?:[^{}]|\{[^}]*\})*)\}/gu)].map(([, part = '']) => part.trim());
}

/** Constants, choices between literals, and the functions that make or quote names. */
function isSafe(part: string): boolean {
  return (
    /^[A-Z][A-Z_]*(\.join\(', '\))?$/u.test(part) ||
    /^\w+ \? '[^']*' : '[^']*'$/u.test(part) ||
    /^isAmong\('[a-z_.]+', \w+\)$/u.test(part) ||
    /^(prefixed|columnList|quoted|quotedList|quotedName|double|valueSql|valuesSql|reasonSql|soundRows)\(.*\)$/su.test(
      part,
    )
  );
}

/** Local names that were looked at: each stands for names or statements from the code itself, never for data. */
const REVIEWED: Readonly<Record<string, readonly string[]>> = {
  // DuckDB's own lists and columns, names that are made here, and counts of tables whose names are quoted.
  'store/transfer/compactCopy.ts': ['list', 'columns', 'alias'],
  'store/transfer/compaction.ts': ['table', 'key', 'undoable', 'kind', 'sum'],
  // A count, and names that are quoted.
  'store/engine/databaseSpace.ts': ['columns', 'name', 'cells'],
  'store/engine/commandAnswers.ts': ['this.#lastNumber'],
  // One of two constants.
  'store/engine/blockList.ts': ['session.memoryLimit'],
  // Quoted, and the statement by which DuckDB says that it would make the table.
  'store/engine/deadRows.ts': ['at', "counts.join(', ')", 'name', 'nameOf(table)', "textOf(table['sql'])"],
  // A column's name, of which the code names each.
  'store/engine/amongKeys.ts': ['column'],
  // The statement that somebody typed into the console, and names that are made here or quoted.
  'store/engine/ownText.ts': ["cells.join(', ')", 'statement', "names.join(', ')"],
  // Names of the schema's own tables and columns; the names of others are quoted.
  'store/engine/setAside.ts': [
    'columns(table)',
    'definition.name',
    "hasUnique(table) ? 'OR IGNORE' : ''",
    'join',
    'name',
    'table.definition.name',
  ],
  'store/schema/refusedRows.ts': [
    'alias',
    'column.name',
    'database.refused',
    'definition.name',
    'key',
    'kind',
    'known',
    'most',
    'name',
    'refused',
    'table.definition.name',
    "values.join(', ')",
  ],
  'store/schema/rowOrder.ts': [
    'column',
    "highest.join(', ')",
    'highestOf(NUMBERED)',
    'highestOf(SEQUENCES)',
    'name',
    'next',
    'table',
  ],
  // Conditions that `isAmong` and `amongKeys` have made, and names of the schema's own tables.
  'store/tables/audioTable.ts': [
    'among',
    "numberInOrder('new_files')",
    ...[
      'audio_files',
      'descriptors',
      'audio_states',
      'best_params',
      'audio_metadata',
      'audio_licenses',
      'audio_order',
    ].map((table) => `rowsOf('${table}')`),
    "rowsOf('sound_notes')",
    "rowsOf('sound_tags')",
    'table',
    'which',
  ],
  'store/tables/preferenceTable.ts': ['among', 'isWanted', "oldestFirst('answer_id', 'sequence', 'answered_at')"],
  'store/transfer/backupRestore.ts': [
    'from',
    'key',
    "missing('audio_files', 'audio_id', 'main', image)",
    "missing('audio_files', 'audio_id', image, 'main')",
    "missing('descriptors', 'audio_id', 'main', image)",
    "missing('models', 'model_id', 'main', image)",
    "missing('trial_runs', 'run_id', 'main', image)",
    'of',
    'table',
  ],
  'store/tables/labelTable.ts': ['isTagged'],
  'store/transfer/databaseTransfer.ts': ['database', 'isNew', 'kind', 'runs', 'table'],
  // Rows of quoted texts and numbers.
  'store/tables/descriptorTable.ts': ["values.join(', ')"],
  'store/transfer/incomingDatabase.ts': ["columns.join(', ')", 'definition.name', 'rows', 'table'],
  // A name that is made in the code, and a query of the code.
  'store/tables/uniquePath.ts': ['name', 'files'],
  'store/transfer/mergeIncoming.ts': [
    "among('id')",
    "among('t.rowid')",
    'answers',
    'best',
    'collections',
    'columns',
    'condition',
    'decided',
    'ids',
    'inChoices',
    'into',
    'isNew',
    "isNewRun('measured_runs')",
    "isNewRun('trial_runs')",
    'mine',
    'models',
    'name',
    'part',
    'parts',
    "numberInOrder('new_paths')",
    "numbered('collections', 'collection_id')",
    "numbered('listening_answers', 'answer_id', 'true', 'answered_at')",
    "numbered('measured_runs', 'run_id', 'run_id IN (SELECT run_id FROM new_measured)')",
    "oldestFirst('audio_id', 'sequence', 'imported_at')",
    "oldestFirst('model_id')",
    "oldestFirst('run_id')",
    "oldestFirst(key, 'sequence', created)",
    'options',
    'rows',
    'runs',
    'table',
    'theirs',
    'trials',
    'values',
    "whose === 'take-theirs' ? 'REPLACE' : 'IGNORE'",
  ],
  'store/transfer/mergePreview.ts': [
    "comparison('b', 'c', ['score', ...HYPERPARAMETER_COLUMNS])",
    "comparison('d', 'e', DESCRIPTOR_COLUMNS)",
    'differs',
    'newRuns',
    'theirs',
  ],
  'store/tables/metadataTable.ts': ['kept', 'known', "audioId === null ? '' : 'WHERE f.audio_id = ?'"],
  'store/schema/migrations.ts': [
    'name',
    'names',
    "textOf(row['kind'])",
    "steps.join(';\\n')",
    "statements.join(';\\n')",
    'version',
  ],
  'store/tables/modelTable.ts': ["newestFirst('a.model_id', 'a.sequence', 'm.created_at')", 'table'],
  // Conditions and lists of quoted ids; lists of columns.
  'store/tables/runChoice.ts': ['audioIds', 'changed', 'from', 'hyperparameters', 'values'],
  'store/tables/collectionTable.ts': ["newestFirst('collection_id')"],
  'store/tables/measuredTable.ts': ['among', "newestFirst('run_id')"],
  'store/tables/runTable.ts': ['among', 'audioIds', 'isOrphan', "newestFirst('run_id')", 'runIds'],
  'store/tables/runWriting.ts': ['table'],
  'store/engine/scan.ts': ['database', 'qualified'],
  'store/schema/schema.ts': ["lines.join(', ')", 'name'],
  'store/engine/session.ts': [
    'attached',
    'this.memoryLimit',
    'alias',
    'change',
    'counts',
    'definition',
    'name',
    'options',
    'path',
    "String(current?.['name'])",
  ],
  'store/undo/undoJournal.ts': ['copies', 'dropped'],
  'store/undo/undoKeeper.ts': [
    'await allRuns(session)',
    'image?.bytes ?? 0',
    `isEverything ? '' : "AND audio_id IN (SELECT id FROM undo_now WHERE kind = 'audio')"`,
    `isEverything ? '' : "UNION SELECT 'run', run_id FROM undo_runs"`,
  ],
  // Table and column names of the catalogue are quoted one by one before they are put together.
  'store/undo/undoRows.ts': [
    'at',
    "counts.join(', ')",
    "idsOf('genre')",
    'from',
    'imageTable(GENRES)',
    'imageTable(name)',
    "read.join(' UNION ALL ')",
    'rows',
    'runs',
    'collection',
    'condition',
    'database',
    "idsOf('audio')",
    "idsOf('audio', 'mirror')",
    "idsOf('collection')",
    'isInImage',
    'list',
    'name',
  ],
};
