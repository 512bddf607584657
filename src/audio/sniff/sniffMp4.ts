import { readAudioSpecificConfig } from './audioSpecificConfig.ts';
import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { boxesIn, childBox, childBoxPath } from './mp4Boxes.ts';
import type { Box } from './mp4Boxes.ts';
import { checkFormat, refuse, refuseHeader } from './refusals.ts';
import type { CompressedCodec, CompressedSniff } from './sniffResult.ts';

/** More tracks than any honest film has before its first with sound. */
const MAX_TRACKS = 64;

const SAMPLE_ENTRIES: Readonly<Record<string, CompressedCodec>> = {
  mp4a: 'aac',
  Opus: 'opus',
  fLaC: 'flac',
  '.mp3': 'mp3',
};

const UNSUPPORTED_ENTRIES: Readonly<Record<string, string>> = {
  alac: 'Apple Lossless is not supported; convert to FLAC.',
  enca: 'is protected (DRM) and cannot be decoded; use an unprotected copy.',
  drms: 'is protected (DRM) and cannot be decoded; use an unprotected copy.',
  'ac-3': 'holds Dolby AC-3, which is not supported; convert it to FLAC or WAV.',
  'ec-3': 'holds Dolby E-AC-3, which is not supported; convert it to FLAC or WAV.',
};

interface StreamFacts {
  readonly codec: CompressedCodec;
  readonly sampleRateHz: number;
  readonly channels: number;
}

/**
 * Reads the movie header of an MP4, M4A or QuickTime file: the first audio track's codec, rate, channels and length.
 * Throws an `AppError` for what cannot be used. Sources: ISO 14496-12 (boxes), 14496-14 (esds), Apple QTFF.
 */
export async function sniffMp4(reader: HeaderReader): Promise<CompressedSniff> {
  const { path } = reader;
  const movie = (await boxesIn(reader, { start: 0, end: reader.size })).find((box) => box.type === 'moov');
  if (movie === undefined)
    throw refuseHeader(path, 'its MP4 index (moov) is missing, so it was not written to its end');
  const tracks = (await boxesIn(reader, movie)).filter((box) => box.type === 'trak');
  for (const track of tracks.slice(0, MAX_TRACKS)) {
    const handler = await childBoxPath(reader, track, ['mdia', 'hdlr']);
    if (handler === null || fourCc(await reader.view(handler.start + 8, 4), 0) !== 'soun') continue;
    return describeTrack(reader, track);
  }
  throw refuse('no-audio', path, 'is a video without an audio track; choose a file with sound.');
}

async function describeTrack(reader: HeaderReader, track: Box): Promise<CompressedSniff> {
  const { path } = reader;
  const description = await childBoxPath(reader, track, ['mdia', 'minf', 'stbl', 'stsd']);
  const entry =
    description === null ? undefined : (await boxesIn(reader, { ...description, start: description.start + 8 }))[0];
  const header = await childBoxPath(reader, track, ['mdia', 'mdhd']);
  if (entry === undefined || header === null) throw refuseHeader(path, 'its MP4 audio track has no description');
  const facts = await readEntry(reader, entry);
  checkFormat(path, facts.sampleRateHz, facts.channels);
  const time = await readMediaHeader(reader, header);
  const primingUnits = await readPriming(reader, track);
  const units = time.duration - primingUnits;
  const isKnown = time.timescale > 0 && units > 0;
  const declaredFrames = isKnown ? Math.round((units * facts.sampleRateHz) / time.timescale) : null;
  return {
    kind: 'compressed',
    container: 'mp4',
    ...facts,
    bitsPerSample: null,
    declaredFrames,
    durationSec: declaredFrames === null ? null : declaredFrames / facts.sampleRateHz,
    gapless: null,
    note: null,
  };
}

async function readEntry(reader: HeaderReader, entry: Box): Promise<StreamFacts> {
  const { path } = reader;
  const refusal = UNSUPPORTED_ENTRIES[entry.type];
  if (refusal !== undefined) {
    throw refuse('unsupported-format', path, entry.type === 'alac' ? `cannot be read: ${refusal}` : refusal);
  }
  const codec = SAMPLE_ENTRIES[entry.type];
  if (codec === undefined) {
    throw refuse(
      'unsupported-format',
      path,
      `holds audio of type “${entry.type}”, which is not supported; convert it to FLAC or WAV.`,
    );
  }
  const view = await reader.view(entry.start, 64);
  if (view.byteLength < 28) throw refuseHeader(path, 'its MP4 audio track has no description');
  const version = view.getUint16(8, false);
  const extraBytes = version === 1 ? 16 : version === 2 ? 36 : 0;
  let channels = view.getUint16(16, false);
  let sampleRateHz = view.getUint32(24, false) / 65_536;
  if (version === 2 && view.byteLength >= 44) {
    sampleRateHz = view.getFloat64(32, false);
    channels = view.getUint32(40, false);
  }
  const children = { start: entry.start + 28 + extraBytes, end: entry.end };
  if (codec === 'opus') return { codec, sampleRateHz: 48_000, channels };
  if (codec === 'flac') {
    const info = await childBox(reader, children, 'dfLa');
    if (info === null) return { codec, sampleRateHz, channels };
    const block = await reader.view(info.start + 8, 18);
    const packed = block.byteLength >= 14 ? block.getUint32(10, false) : 0;
    return { codec, sampleRateHz: packed >>> 12, channels: ((packed >>> 9) & 7) + 1 };
  }
  if (codec === 'mp3') return { codec, sampleRateHz, channels };
  return readElementaryStream(reader, children, { codec, sampleRateHz, channels });
}

/** The decoder configuration of an `mp4a` entry, whose own rate and channels are often wrong. */
async function readElementaryStream(
  reader: HeaderReader,
  children: { start: number; end: number },
  stated: StreamFacts,
): Promise<StreamFacts> {
  const wave = await childBox(reader, children, 'wave');
  const esds = await childBox(reader, wave ?? children, 'esds');
  if (esds === null) return stated;
  const view = await reader.view(esds.start + 4, Math.min(esds.end - esds.start, 256));
  const config = readAudioSpecificConfig(view);
  if (config === null) return stated;
  if (config.codec === null) {
    throw refuse(
      'unsupported-format',
      reader.path,
      'holds audio that is neither AAC nor MP3, which is not supported; convert it to FLAC or WAV.',
    );
  }
  return {
    codec: config.codec,
    sampleRateHz: config.sampleRateHz ?? stated.sampleRateHz,
    channels: config.channels ?? stated.channels,
  };
}

async function readMediaHeader(reader: HeaderReader, box: Box): Promise<{ timescale: number; duration: number }> {
  const view = await reader.view(box.start, 36);
  if (view.byteLength < 20) return { timescale: 0, duration: 0 };
  if (view.getUint8(0) === 0) return { timescale: view.getUint32(12, false), duration: view.getUint32(16, false) };
  if (view.byteLength < 32) return { timescale: 0, duration: 0 };
  return { timescale: view.getUint32(20, false), duration: Number(view.getBigUint64(24, false)) };
}

/** Where the first edit that is not empty begins, in units of the media's own timescale. */
async function readPriming(reader: HeaderReader, track: Box): Promise<number> {
  const list = await childBoxPath(reader, track, ['edts', 'elst']);
  if (list === null) return 0;
  const view = await reader.view(list.start, Math.min(list.end - list.start, 8 + 20 * 8));
  if (view.byteLength < 8) return 0;
  const isLong = view.getUint8(0) === 1;
  const entryBytes = isLong ? 20 : 12;
  const entries = Math.min(view.getUint32(4, false), Math.floor((view.byteLength - 8) / entryBytes));
  for (let i = 0; i < entries; i++) {
    const at = 8 + i * entryBytes;
    const mediaTime = isLong ? Number(view.getBigInt64(at + 8, false)) : view.getInt32(at + 4, false);
    if (mediaTime >= 0) return mediaTime;
  }
  return 0;
}
