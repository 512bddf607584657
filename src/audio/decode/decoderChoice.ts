import type { CompressedSniff, SniffResult } from '../sniff/sniffResult.ts';
import { decodedBytes, decodingPlan, WEB_AUDIO_BUDGET_BYTES } from './decodingPlan.ts';
import { isExactHere, isTested } from './selfTest.ts';

/**
 * What decodes a file as a stream: the browser; a library, where the browser is not exact in floating point; the browser all
 * the same, where there is no library; or nothing.
 */
export type DecoderKind = 'browser' | 'software' | 'rounding' | 'none';

/** Chooses by a self-test of the browser's decoder, not by its name. */
export async function decoderOf({ codec }: CompressedSniff): Promise<DecoderKind> {
  if (codec === 'pcm') return 'browser';
  if (isTested(codec) && (await isExactHere(codec))) return 'browser';
  if (codec === 'mp3') return 'software';
  if (typeof AudioDecoder === 'undefined') return 'none';
  return isTested(codec) ? 'rounding' : 'browser';
}

/**
 * Whether the main thread has to decode a file: where that is planned and the browser's decoder is as good as a library, or
 * where nothing else can and its samples may be held at once. The same for whoever reads the file.
 */
export async function needsWebAudio(sniffed: SniffResult, blobBytes: number): Promise<boolean> {
  if (sniffed.kind === 'pcm') return false;
  const { route, fallback } = decodingPlan(sniffed, blobBytes);
  const way = await decoderOf(sniffed);
  if (route === 'webaudio') return way !== 'software';
  return way === 'none' && fallback === 'webaudio' && decodedBytes(sniffed, blobBytes) <= WEB_AUDIO_BUDGET_BYTES;
}
