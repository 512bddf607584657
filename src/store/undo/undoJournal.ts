import { UNDO_LIMIT, type UndoKind, type UndoStep } from '../../domain/undo.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { spaceOf } from '../engine/databaseSpace.ts';
import { dateOf, numberOf, numberOrNull, textOf, textOrNull } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';
import { quotedList } from '../engine/sqlLiterals.ts';

/** A step as the database keeps it. */
export interface StoredStep extends UndoStep {
  readonly stepNumber: number;
  readonly imageName: string | null;
  readonly imageBytes: number;
}

/** What nobody needs any more once the transaction is committed. */
export interface Unneeded {
  readonly imageNames: readonly string[];
  readonly stagedNames: readonly string[];
}

export interface StepImage {
  readonly name: string;
  readonly bytes: number;
}

/** All images but the newest take together no more than the rows of the data set [S18]; they may take this in any case … */
const IMAGE_BYTES_ALWAYS = 128 << 20;
/** … and never more than this. */
const IMAGE_BYTES_LIMIT = 512 << 20;

/** The kinds of what a step concerns that are of a sound each. */
const OF_A_SOUND = quotedList(['audio', 'tags', 'note', 'genre']);

/** The steps that can be taken back or made again, the newest first. */
export async function listUndoSteps(session: Session): Promise<UndoStep[]> {
  return (await listSteps(session)).map((step) => toUndoStep(step));
}

/** A step as the page knows it. */
export function toUndoStep({ stepId, kind, subject, audioFiles, at, undone }: StoredStep): UndoStep {
  return { stepId, kind, subject, audioFiles, at, undone };
}

/** All steps, the newest first. */
export async function listSteps(session: Session): Promise<StoredStep[]> {
  const rows = await session.query(
    `SELECT s.*, epoch_us(s.created_at) / 1000 AS created_ms, coalesce(c.audio_files, 0)::INTEGER AS audio_files
     FROM undo_steps s
     LEFT JOIN (SELECT step_id, count(*) AS audio_files FROM undo_scope WHERE kind IN (${OF_A_SOUND}) GROUP BY step_id) c
       USING (step_id)
     ORDER BY step_number DESC`,
  );
  return rows.map((row) => ({
    stepId: textOf(row['step_id']),
    kind: textOf(row['kind']) as UndoKind,
    subject: textOrNull(row['subject']),
    audioFiles: numberOf(row['audio_files']),
    at: dateOf(row['created_ms']),
    undone: row['undone'] === true,
    stepNumber: numberOf(row['step_number']),
    imageName: textOrNull(row['image_name']),
    imageBytes: numberOrNull(row['image_bytes']) ?? 0,
  }));
}

/** Adds a step, inside the open transaction. Steps that were taken back cannot be made again from now on. */
export async function addStep(
  session: Session,
  step: { readonly stepId: string; readonly kind: UndoKind; readonly subject: string | null },
  image: StepImage | null,
  nowMs: number,
): Promise<Unneeded> {
  session.touched.noteSteps();
  const earlier = await listSteps(session);
  const limit = await imageBytesLimit(session, earlier);
  let bytes = 0;
  const dropped = earlier.filter(({ undone, imageBytes }, index) => {
    if (undone) return true;
    bytes += imageBytes;
    const kept = earlier.slice(0, index).filter((other) => !other.undone).length;
    return kept >= UNDO_LIMIT - 1 || bytes > limit;
  });
  const unneeded = await dropSteps(session, dropped);
  const row = { ...step, stepNumber: (earlier[0]?.stepNumber ?? 0) + 1, image, nowMs };
  await session.stage(stagedTable('new_step', STEP_COLUMNS, [row]));
  await session.script(`INSERT INTO undo_steps (${STEP_NAMES}, undone) SELECT ${STEP_NAMES}, false FROM new_step`);
  return unneeded;
}

/** What the images of earlier steps may take. */
async function imageBytesLimit(session: Session, earlier: readonly StoredStep[]): Promise<number> {
  if (earlier.reduce((sum, { imageBytes }) => sum + imageBytes, 0) <= IMAGE_BYTES_ALWAYS) return IMAGE_BYTES_ALWAYS;
  const { liveBytes } = await spaceOf(session);
  return Math.min(IMAGE_BYTES_LIMIT, Math.max(IMAGE_BYTES_ALWAYS, liveBytes));
}

interface StepRow {
  readonly stepId: string;
  readonly kind: UndoKind;
  readonly subject: string | null;
  readonly stepNumber: number;
  readonly image: StepImage | null;
  readonly nowMs: number;
}

const STEP_COLUMNS: readonly InsertColumn<StepRow>[] = [
  { name: 'step_id', type: 'VARCHAR', of: (row) => row.stepId },
  { name: 'step_number', type: 'INTEGER', of: (row) => row.stepNumber },
  { name: 'kind', type: 'VARCHAR', of: (row) => row.kind },
  { name: 'subject', type: 'VARCHAR', of: (row) => row.subject },
  { name: 'image_name', type: 'VARCHAR', of: (row) => row.image?.name ?? null },
  { name: 'image_bytes', type: 'DOUBLE', of: (row) => row.image?.bytes ?? null },
  { name: 'created_at', type: 'TIMESTAMP', of: (row) => row.nowMs },
];
const STEP_NAMES = STEP_COLUMNS.map(({ name }) => name).join(', ');

/** Forgets steps, inside the open transaction. Copies of audio that only they referred to are unneeded. */
export async function dropSteps(session: Session, steps: readonly StoredStep[]): Promise<Unneeded> {
  if (steps.length === 0) return { imageNames: [], stagedNames: [] };
  session.touched.noteSteps();
  const ids: InsertColumn<StoredStep> = { name: 'step_id', type: 'VARCHAR', of: (step) => step.stepId };
  await session.stage(stagedTable('dropped_steps', [ids], steps));
  const dropped = 'step_id IN (SELECT step_id FROM dropped_steps)';
  await session.script(
    `CREATE OR REPLACE TEMP TABLE dropped_copies AS SELECT id FROM undo_scope WHERE kind = 'staged' AND ${dropped};
     DELETE FROM undo_scope WHERE ${dropped};
     DELETE FROM undo_steps WHERE ${dropped}`,
  );
  const imageNames = steps.flatMap(({ imageName }) => (imageName === null ? [] : [imageName]));
  return { imageNames, stagedNames: await unreferenced(session, 'SELECT id FROM dropped_copies') };
}

/** Which of the copies that a query names neither the data set nor a step refers to. */
async function unreferenced(session: Session, copies: string): Promise<string[]> {
  const rows = await session.query(
    `SELECT DISTINCT id FROM (${copies})
     WHERE id NOT IN (SELECT staged_name FROM main.audio_states WHERE staged_name IS NOT NULL)
       AND id NOT IN (SELECT id FROM undo_scope WHERE kind = 'staged')`,
  );
  return rows.map((row) => textOf(row['id']));
}
