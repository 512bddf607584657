import type { CompressedSniff, SniffResult } from '../sniff/sniffResult.ts';
import { decodingPlan } from './decodingPlan.ts';
import { isExactHere, isTested } from './selfTest.ts';

/**
 * What decodes a file as a stream: the browser; a library, where the browser is not exact in floating point; the browser all
 * the same, where there is no library; or nothing.
 */
export type DecoderKind = 'browser' | 'software' | 'rounding' | 'none';

/** Chooses by a self-test of the browser's decoder, not by its name. */
export async function decoderOf({ codec, container }: CompressedSniff): Promise<DecoderKind> {
  if (codec === 'pcm') return 'browser';
  if (isTested(codec) && (await isExactHere(codec))) return 'browser';
  // MP3 in other containers is rare.
  if (codec === 'mp3' && (container === 'mp3' || container === 'wav')) return 'software';
  if (typeof AudioDecoder === 'undefined') return 'none';
  return isTested(codec) ? 'rounding' : 'browser';
}

/** Whether the main thread has to decode a file: where that is planned and the browser's decoder is as good as a library. */
export async function needsWebAudio(sniffed: SniffResult, blobBytes: number): Promise<boolean> {
  if (sniffed.kind === 'pcm' || decodingPlan(sniffed, blobBytes).route !== 'webaudio') return false;
  return (await decoderOf(sniffed)) !== 'software';
}
