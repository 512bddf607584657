import { closeSync, createWriteStream, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Zip, ZipDeflate } from 'fflate';
import { writeTar, type TarEntry } from '../../tests/fakes/tarFiles.ts';
import { splitZip } from '../../tests/fakes/zipFiles.ts';
import { noiseWav } from './badFiles.ts';

/** Of a ustar archive: two blocks of zeros. */
const TAR_END_BYTES = 1024;

/** As a public data set is published: so many sounds of five seconds, which differ, and their table behind them. */
function* members(sounds: number, first = 0): Generator<TarEntry> {
  for (let i = first; i < first + sounds; i++) yield { name: `set/audio/${i}.wav`, bytes: noiseWav(i + 1, 220_500) };
  const rows = Array.from({ length: sounds }, (_, i) => `${first + i}.wav,cc0-1.0\n`);
  yield { name: 'set/meta/sounds.csv', bytes: Buffer.from(`filename,license\n${rows.join('')}`) };
}

/** As FSD50K's clips-info, with an entry for each of so many Freesound ids from 0 on; about as large as said. */
export function writeClipsInfo(path: string, megabytes: number): void {
  const file = openSync(path, 'w');
  writeSync(file, '{');
  const description = 'a field recording of rain on leaves and of the wind that comes with it, at night '.repeat(6);
  const clip = { title: 'Rain – “Ähre”', description, tags: ['rain', 'wind', 'night', 'field-recording'] };
  for (let [id, bytes] = [10_000, 1]; bytes < megabytes * 1_000_000; id += 1) {
    const said = { ...clip, license: 'http://creativecommons.org/publicdomain/zero/1.0/', uploader: `user${id}` };
    bytes += writeSync(file, `${id === 10_000 ? '' : ', '}"${id}": ${JSON.stringify(said)}`);
  }
  writeSync(file, '}');
  closeSync(file);
}

export function writeSoundsZip(path: string, sounds: number, first = 0): void {
  const file = openSync(path, 'w');
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    writeSync(file, chunk);
  });
  for (const { name, bytes } of members(sounds, first)) {
    const entry = new ZipDeflate(name, { level: 1 });
    zip.add(entry);
    entry.push(bytes, true);
  }
  zip.end();
  closeSync(file);
}

/** The same in three parts (`a.z01`, `a.z02`, `a.zip`), as FSD50K is published; gives their paths. */
export function writeSplitSoundsZip(path: string, sounds: number): string[] {
  writeSoundsZip(path, sounds);
  const whole = new Uint8Array(readFileSync(path));
  return splitZip(whole, Math.ceil(whole.length / 3)).map((bytes, part) => {
    const name = part === 2 ? path : path.replace(/zip$/u, `z0${part + 1}`);
    writeFileSync(name, bytes);
    return name;
  });
}

export async function writeSoundsTarGz(path: string, sounds: number): Promise<void> {
  const blocks = function* () {
    for (const member of members(sounds)) yield writeTar([member]).subarray(0, -TAR_END_BYTES);
    yield new Uint8Array(TAR_END_BYTES);
  };
  await pipeline(Readable.from(blocks()), createGzip({ level: 1 }), createWriteStream(path));
}
