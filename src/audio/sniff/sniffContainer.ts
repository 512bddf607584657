import type { Input, InputAudioTrack } from 'mediabunny';
import { asFileGone, HeaderReader, type AudioBytes } from '../bytes/audioBytes.ts';
import { codecOf, openInput, soundTrack, type ParsedContainer } from '../decode/container.ts';
import { AppError } from '../../domain/errors.ts';
import { readMp3Frame } from './mp3Frames.ts';
import { opusPreSkip, viewOf } from './opusPackets.ts';
import { checkFormat, refuse, refuseHeader, refuseNoFrames } from './refusals.ts';
import type { CompressedSniff, GaplessTrim } from './sniffResult.ts';
import { webmOpusFrames } from './webmOpus.ts';

const CONVERT = 'which is not supported; convert it to FLAC or WAV.';
const PROTECTED = 'is protected (DRM) and cannot be decoded; use an unprotected copy.';

/** What refuses a track, by the name that its container gives to its codec. */
const REFUSALS: readonly (readonly [name: RegExp, sentence: string])[] = [
  [/^alac$|^A_ALAC/u, 'cannot be read: Apple Lossless is not supported; convert to FLAC.'],
  [/^enca$|^drms$/u, PROTECTED],
  [/^ac-3$|^A_AC3/u, `holds Dolby AC-3, ${CONVERT}`],
  [/^ec-3$|^A_EAC3/u, `holds Dolby E-AC-3, ${CONVERT}`],
  [/^ima4$/u, `holds ADPCM, ${CONVERT}`],
];

/** Spectral band replication doubles the rate, and is not used above this one. */
const MAX_BAND_REPLICATED_HZ = 24_000;

const UNCHECKED_NOTE =
  'This browser does not tell whether the upper half of its spectrum is rebuilt (HE-AAC): its sample rate may be twice as high.';

/**
 * Reads an MP4, M4A, QuickTime, WebM or Matroska file or a raw stream of AAC (ADTS), of which the first audio track that can
 * be decoded counts. Rate and channels of AAC are those that its decoder gives, because a header need not tell of band
 * replication and parametric stereo; those of MP3 are its frames'.
 *
 * @throws AppError for what cannot be used
 */
export async function sniffContainer(
  source: AudioBytes,
  container: ParsedContainer,
  path: string | null,
): Promise<CompressedSniff> {
  let input: Input | null = null;
  try {
    input = await openInput(source, container);
    const track = await soundTrack(input);
    if (track === null) throw await refuseTracks(input, container, path);
    return await describeTrack(track, source, container, path);
  } catch (cause) {
    const error = asFileGone(cause, { stage: 'import', path });
    if (error instanceof AppError) throw error;
    throw refuseHeader(path, DAMAGES[container]);
  } finally {
    input?.dispose();
  }
}

type Shape = Pick<CompressedSniff, 'sampleRateHz' | 'channels'>;

const DAMAGES: Readonly<Record<ParsedContainer, string>> = {
  mp4: 'its MP4 index (moov) is missing or broken, so it was not written to its end',
  webm: 'its WebM header is incomplete',
  adts: 'its AAC frames are broken',
  ogg: 'its Ogg header is incomplete',
};

async function describeTrack(
  track: InputAudioTrack,
  source: AudioBytes,
  container: ParsedContainer,
  path: string | null,
): Promise<CompressedSniff> {
  const codec = codecOf(await track.getCodec());
  if (codec === null) throw refuseNoFrames(path);
  const stated = { sampleRateHz: await track.getSampleRate(), channels: await track.getNumberOfChannels() };
  const mayReplicate = codec === 'aac' && stated.sampleRateHz <= MAX_BAND_REPLICATED_HZ;
  const framed = codec === 'mp3' ? await firstFrame(track) : null;
  const decoded = mayReplicate ? await firstSound(track) : (framed ?? stated);
  const { sampleRateHz, channels } = decoded ?? stated;
  checkFormat(path, sampleRateHz, channels);
  const gapless = container === 'webm' && codec === 'opus' ? await opusTrim(track, source, path) : null;
  const declaredFrames = gapless?.totalFrames ?? (await timedFrames(track, sampleRateHz));
  const isFirst = track.number === 1;
  return {
    kind: 'compressed',
    container,
    codec,
    sampleRateHz,
    channels,
    bitsPerSample: null,
    declaredFrames,
    durationSec: declaredFrames === null ? null : declaredFrames / sampleRateHz,
    parts: [{ start: 0, end: source.size, frames: declaredFrames, gapless }],
    isPlain: container === 'mp4' && codec !== 'pcm' && isFirst,
    note: decoded === null ? UNCHECKED_NOTE : null,
  };
}

/** The length by the times of the packets; null for none. */
async function timedFrames(track: InputAudioTrack, sampleRateHz: number): Promise<number | null> {
  const startSec = Math.max(0, await track.getFirstTimestamp());
  const durationSec = (await track.computeDuration()) - startSec;
  return durationSec > 0 ? Math.round(durationSec * sampleRateHz) : null;
}

/** Which frames of Opus in WebM are the sound, to the sample; null where it cannot be told. */
async function opusTrim(track: InputAudioTrack, source: AudioBytes, path: string | null): Promise<GaplessTrim | null> {
  const head = (await track.getDecoderConfig())?.description;
  const held = await webmOpusFrames(new HeaderReader(source, path), track.id);
  if (head === undefined || held === null) return null;
  const skipFrames = opusPreSkip(viewOf(head));
  return held > skipFrames ? { skipFrames, totalFrames: held - skipFrames } : null;
}

/** Rate and channels by the first frame of MP3, as an MP4 may say two channels of any; null where it is none. */
async function firstFrame(track: InputAudioTrack): Promise<Shape | null> {
  const { EncodedPacketSink } = await import('mediabunny');
  const packet = await new EncodedPacketSink(track).getFirstPacket();
  return packet === null ? null : readMp3Frame(viewOf(packet.data), 0);
}

/** Rate and channels of what the first packets decode to; null where this browser does not decode them here. */
async function firstSound(track: InputAudioTrack): Promise<Shape | null> {
  if (typeof AudioDecoder === 'undefined') return null;
  const { AudioSampleSink } = await import('mediabunny');
  try {
    for await (const sample of new AudioSampleSink(track).samples()) {
      const { sampleRate: sampleRateHz, numberOfChannels: channels } = sample;
      sample.close();
      return { sampleRateHz, channels };
    }
  } catch {
    // Decoding says what is wrong.
  }
  return null;
}

async function refuseTracks(input: Input, container: ParsedContainer, path: string | null): Promise<AppError> {
  if ((await input.getTracks()).length === 0) return refuseHeader(path, DAMAGES[container]);
  const [first] = await input.getAudioTracks();
  if (first === undefined) {
    return refuse('no-audio', path, 'is a video without an audio track; choose a file with sound.');
  }
  const id = await first.getInternalCodecId();
  const name = typeof id === 'string' ? id : String(id);
  const refusal = REFUSALS.find(([pattern]) => pattern.test(name))?.[1];
  return refuse('unsupported-format', path, refusal ?? `holds audio of type “${name}”, ${CONVERT}`);
}
