import { BROWSER_HAS } from '../../domain/browserHas.ts';
import type { Input, InputAudioTrack } from 'mediabunny';
import { asFileGone, HeaderReader, type AudioBytes } from '../bytes/audioBytes.ts';
import { answering } from '../decode/answering.ts';
import { codecOf, openInput, soundTrack, type ParsedContainer } from '../decode/container.ts';
import { joinNotes } from '../decode/truncation.ts';
import { isCutWebm } from '../decode/webmCut.ts';
import { AppError } from '../../domain/errors.ts';
import { readMp3Frame } from './mp3Frames.ts';
import { opusFrames, opusPreSkip, viewOf } from './opusPackets.ts';
import { checkFormat, refuse, refuseHeader, refuseNoFrames } from './refusals.ts';
import type { CompressedSniff, GaplessTrim } from './sniffResult.ts';
import { webmFrames } from './webmFrames.ts';

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

const OPUS_RATE_HZ = 48_000;
/** What lengths in headers and in packets may differ by: rounded times, delays of encoders. */
const ROUNDED_SEC = 0.2;

const CUT_NOTE = 'Cut short: the end of the WebM or Matroska file is missing.';

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
    return await describeTrack(input, track, source, container, path);
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
  input: Input,
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
  const durationSec = await timedSec(track);
  const counted =
    container === 'webm' && (codec === 'opus' || codec === 'mp3')
      ? await webmFrames(new HeaderReader(source, path), track.id, sampleRateHz, PACKET_FRAMES[codec])
      : null;
  const gapless =
    codec === 'opus'
      ? await opusTrim(track, container === 'webm' ? counted : await spannedFrames(track))
      : counted === null || counted <= 0
        ? null
        : { skipFrames: 0, totalFrames: counted };
  const timedFrames = container === 'webm' || durationSec === null ? null : Math.round(durationSec * sampleRateHz);
  const frames = gapless?.totalFrames ?? timedFrames;
  const declaredFrames = container === 'webm' ? await statedFrames(input, sampleRateHz, frames) : frames;
  // A length that its header tells is compared with what is decoded.
  const isTold = declaredFrames !== frames;
  const isCut = container === 'webm' && !isTold && (await isCutWebm(source));
  const isFirst = track.number === 1;
  return {
    kind: 'compressed',
    container,
    codec,
    sampleRateHz,
    channels,
    bitsPerSample: null,
    declaredFrames,
    durationSec: declaredFrames === null ? durationSec : declaredFrames / sampleRateHz,
    parts: [{ start: 0, end: source.size, frames, gapless }],
    isPlain: container === 'mp4' && codec !== 'pcm' && isFirst,
    note: joinNotes(decoded === null ? UNCHECKED_NOTE : null, isCut ? CUT_NOTE : null),
  };
}

/** How many frames a packet holds, of the codecs whose packets tell. */
const PACKET_FRAMES = {
  opus: opusFrames,
  mp3: (view: DataView, at: number) => readMp3Frame(view, at)?.frames ?? 0,
} as const;

/** The length by the times of the packets; null for none. In WebM they are milliseconds, and the last has no length. */
async function timedSec(track: InputAudioTrack): Promise<number | null> {
  const startSec = Math.max(0, await track.getFirstTimestamp());
  const durationSec = (await track.computeDuration()) - startSec;
  return durationSec > 0 ? durationSec : null;
}

/**
 * The length that the header of WebM tells where it is more than was counted, so that a file that is cut short is known.
 * It is that of the longest track, so only one that is alone counts.
 */
async function statedFrames(input: Input, sampleRateHz: number, counted: number | null): Promise<number | null> {
  const isAlone = (await input.getTracks()).length === 1;
  const statedSec = isAlone ? await input.getDurationFromMetadata() : null;
  if (statedSec === null) return counted;
  const stated = Math.round(statedSec * sampleRateHz);
  return counted === null || stated > counted + ROUNDED_SEC * sampleRateHz ? stated : counted;
}

/** Frames between the first packet's beginning and the last one's end, Opus at 48 kHz. */
async function spannedFrames(track: InputAudioTrack): Promise<number> {
  return Math.round(((await track.computeDuration()) - (await track.getFirstTimestamp())) * OPUS_RATE_HZ);
}

/** Which frames of Opus are the sound, to the sample; null where it cannot be told. @param held frames that were encoded. */
async function opusTrim(track: InputAudioTrack, held: number | null): Promise<GaplessTrim | null> {
  const head = (await track.getDecoderConfig())?.description;
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
  if (!BROWSER_HAS.audioDecoder()) return null;
  const { AudioSampleSink } = await import('mediabunny');
  try {
    for await (const sample of answering(new AudioSampleSink(track).samples())) {
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
