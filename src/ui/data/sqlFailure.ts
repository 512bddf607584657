import { sqlErrorPlace, type SqlPlace } from './sqlErrorPlace.ts';

/** Why a statement was refused, as the console shows it. */
export interface SqlFailure {
  /** In DuckDB's words, without the lists of what might have been meant. */
  readonly sentence: string;
  /** What DuckDB thinks was meant, nearest first. */
  readonly near: readonly string[];
  /** Where, and the line there in three parts; null where DuckDB points nowhere or the statement has changed. */
  readonly at:
    | (SqlPlace & {
        /** From 1. */
        readonly line: number;
        readonly column: number;
        readonly excerpt: readonly [before: string, marked: string, after: string];
      })
    | null;
}

/** Takes DuckDB's message apart. @param sql the statement that it is about */
export function sqlFailure(message: string, sql: string): SqlFailure {
  const [words = ''] = message.split(/\n+LINE \d+: /u);
  const candidates = /(?:Did you mean|Candidate bindings:) *:? *((?:(?:, | or )?"[^"\n]+")+)/u.exec(words)?.[1] ?? '';
  const [sentence = ''] = words.split(/\n+\s*(?:Did you mean|Candidate)/u);
  const place = sqlErrorPlace(message, sql);
  return {
    sentence: sentence.trim(),
    near: Array.from(candidates.matchAll(/"([^"]+)"/gu), ([, name = '']) => name),
    at: place === null ? null : { ...place, ...lineOf(sql, place) },
  };
}

function lineOf(sql: string, { from, to }: SqlPlace) {
  const before = sql.slice(0, from);
  const lineFrom = before.lastIndexOf('\n') + 1;
  const lineTo = sql.indexOf('\n', from);
  return {
    line: before.split('\n').length,
    column: from - lineFrom + 1,
    excerpt: [sql.slice(lineFrom, from), sql.slice(from, to), sql.slice(to, lineTo < 0 ? undefined : lineTo)],
  } as const;
}
