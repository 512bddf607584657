import { decodeWithWebAudio, type DecodedAudio } from '../../audio/decode/webAudio.ts';

/** A file that a worker leaves to Web Audio, and its bytes where they are at hand. */
interface LeftFile {
  readonly file: File;
  readonly bytes?: ArrayBuffer | null;
  readonly path: string;
  readonly sampleRateHz: number;
}

interface Turn {
  readonly kind: 'needs-web-audio';
}

/**
 * What `heard` makes of a file that Web Audio decodes; where it fails, what a worker makes of it as a stream. The same for
 * whoever reads the file.
 */
export async function throughWebAudio<T extends object>(
  { file, bytes, path, sampleRateHz }: LeftFile,
  heard: (decoded: DecodedAudio) => Promise<T>,
  stream: () => Promise<T | Turn>,
): Promise<T> {
  let decoded;
  try {
    decoded = await decodeWithWebAudio(bytes ?? (await file.arrayBuffer()), sampleRateHz, path);
  } catch (error) {
    const streamed = await stream();
    if (isTurn(streamed)) throw error;
    return streamed;
  }
  return heard(decoded);
}

function isTurn(answer: object): answer is Turn {
  return 'kind' in answer && answer.kind === 'needs-web-audio';
}
