import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { DESCRIPTOR_COLUMNS } from '../../../src/domain/descriptors.ts';
import { queryNative } from '../../support/nativeDatabase.ts';
import { addAudio, fixture, FORMATS } from './chores.ts';
import type { Person } from './person.ts';

interface Sound {
  readonly sampleRateHz: number;
  /** Of each descriptor, relative to max(|x|, 1e-3). */
  readonly tolerance: number;
  readonly descriptors: readonly number[];
}

interface Expected {
  readonly files: Readonly<Record<string, Sound>>;
}

/** Adds every format, and holds what the database says of them against ffmpeg's decoding. */
export async function expectEveryFormat(person: Person, exported: () => Promise<Buffer>): Promise<void> {
  await addAudio(
    person,
    FORMATS.map((name) => fixture(`formats/${name}`)),
  );
  expect(await person.log()).toContain(`Import finished: ${FORMATS.length} added, 0 already there, 0 refused`);
  expect(await person.log()).toContain(`Descriptors finished: ${FORMATS.length} done, 0 failed`);
  const bytes = await exported();
  const [rows = []] = await queryNative(
    bytes,
    `SELECT DISTINCT d.* EXCLUDE (audio_id, updated_at) FROM descriptors d JOIN audio_files f USING (audio_id)
     WHERE f.path IN ('drums-flac.ogg', 'drums-flac.mp4')`,
  );
  expect(rows).toHaveLength(1);
  await expectLikeFfmpeg(bytes);
}

/** Holds the fixtures of an exported database against ffmpeg's decoding: 1e-9 for PCM and FLAC, 1e-3 for others, or a note [D9]. */
async function expectLikeFfmpeg(database: Buffer): Promise<void> {
  const { files } = JSON.parse(await readFile(fixture('formats/descriptors.json'), 'utf8')) as Expected;
  const [rows = []] = await queryNative(
    database,
    `SELECT f.path, f.sample_rate, s.note, ${DESCRIPTOR_COLUMNS.join(', ')} FROM audio_files f
     JOIN descriptors USING (audio_id) LEFT JOIN audio_states s USING (audio_id)`,
  );
  const strays: string[] = [];
  for (const [name, { sampleRateHz, tolerance, descriptors }] of Object.entries(files)) {
    const row = rows.find(({ path }) => path === name);
    expect(row?.['sample_rate'], name).toBe(sampleRateHz);
    const isNoted = typeof row?.['note'] === 'string';
    const worst = Math.max(
      ...DESCRIPTOR_COLUMNS.map((column, i) => {
        const wanted = descriptors[i] ?? NaN;
        return Math.abs(Number(row?.[column]) - wanted) / Math.max(Math.abs(wanted), 1e-3);
      }),
    );
    console.log(`${name}: ${worst.toExponential(1)} from ffmpeg${isNoted ? ', noted' : ''}`);
    if (!(worst <= tolerance) && !isNoted) strays.push(name);
  }
  expect(strays).toEqual([]);
}
