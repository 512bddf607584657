import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { AppError } from '../../domain/errors.ts';
import type { CompressedCodec } from '../../domain/audioCodec.ts';
import type { CompressedSniff } from '../sniff/sniffResult.ts';
import { decodedBytes, decodingPlan, WEB_AUDIO_BUDGET_BYTES } from './decodingPlan.ts';
import { isExactHere, isTested } from './selfTest.ts';

/**
 * What decodes a file as a stream: the browser; a library, where the browser is not exact in floating point; the browser all
 * the same, where there is no library; or nothing.
 */
export type DecoderKind = 'browser' | 'software' | 'rounding' | 'none';

/** Whose decoder took a sound and never answered: it is not asked again. */
const silent = new Set<CompressedCodec>();

/** The decoder of this codec is asked no more by this worker. */
export function noteSilent({ codec }: CompressedSniff): void {
  silent.add(codec);
}

/** Chooses by a self-test of the browser's decoder, not by its name. */
export async function decoderOf({ codec }: CompressedSniff): Promise<DecoderKind> {
  if (silent.has(codec)) return codec === 'mp3' ? 'software' : 'none';
  if (codec === 'pcm') return 'browser';
  if (isTested(codec) && (await isExactHere(codec))) return 'browser';
  if (codec === 'mp3') return 'software';
  if (!BROWSER_HAS.audioDecoder()) return 'none';
  return isTested(codec) ? 'rounding' : 'browser';
}

/** Only the main thread has Web Audio: it decodes the file, at this rate. */
export interface WebAudioTurn {
  readonly kind: 'needs-web-audio';
  readonly sampleRateHz: number;
  /** What the decoded samples of the whole file will take. */
  readonly decodedBytes: number;
  /** What to note on the file, because Web Audio is not what was planned; null for nothing. */
  readonly note: string | null;
}

/**
 * What `read` gives of a file that it decodes as a stream; the main thread's turn where that is planned, or where the stream
 * cannot be decoded and Web Audio may read it. The same for whoever reads the file.
 *
 * @param isStreamed whether Web Audio has failed at it: then only the stream is left
 */
export async function streamedOrTurn<T>(
  sniffed: CompressedSniff,
  blobBytes: number,
  read: () => Promise<T>,
  isStreamed = false,
): Promise<T | WebAudioTurn> {
  if (isStreamed) return read();
  const { route, fallback, fallbackNote } = decodingPlan(sniffed, blobBytes);
  const bytes = decodedBytes(sniffed, blobBytes);
  const turn: WebAudioTurn = {
    kind: 'needs-web-audio',
    sampleRateHz: sniffed.sampleRateHz,
    decodedBytes: bytes,
    note: route === 'webaudio' ? null : fallbackNote,
  };
  const fallsBack = fallback === 'webaudio' && bytes <= WEB_AUDIO_BUDGET_BYTES;
  const way = await decoderOf(sniffed);
  if (route === 'webaudio' ? way !== 'software' : way === 'none' && fallsBack) return turn;
  try {
    return await read();
  } catch (error) {
    if (fallsBack && isDecoderFailure(error)) return turn;
    throw error;
  }
}

function isDecoderFailure(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'damaged-file' || error.code === 'unsupported-format');
}
