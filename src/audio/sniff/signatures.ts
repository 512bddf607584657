import { latin1 } from '../bytes/audioBytes.ts';

/** What a file that is no supported audio seems to be: continues after its name, and ends with the way out. */
const CONVERT = 'which is not supported; convert it to FLAC or WAV.';

const SIGNATURES: readonly (readonly [offset: number, bytes: string, sentence: string])[] = [
  [0, '\u0030\u0026\u00B2\u0075\u008E\u0066\u00CF\u0011', `is a Windows Media file, ${CONVERT}`],
  [0, '.snd', `is an AU file, ${CONVERT}`],
  [0, 'wvpk', `is a WavPack file, ${CONVERT}`],
  [0, '\u000B\u0077', `is a Dolby AC-3 file, ${CONVERT}`],
  [0, 'MAC ', `is a Monkey’s Audio file, ${CONVERT}`],
  [0, 'TTA1', `is a True Audio file, ${CONVERT}`],
  [0, 'DSD ', `is a DSD file, ${CONVERT}`],
  [0, 'FRM8', `is a DSD file, ${CONVERT}`],
  [0, 'MPCK', `is a Musepack file, ${CONVERT}`],
  [0, '#!AMR', `is an AMR file, ${CONVERT}`],
  [0, 'RIFX', `is a big-endian WAV (RIFX) file, ${CONVERT}`],
  [8, 'AVI ', `is an AVI video, ${CONVERT}`],
  [0, 'FLV', `is a Flash video, ${CONVERT}`],
  [0, '\u0000\u0000\u0001\u00BA', `is an MPEG video, ${CONVERT}`],
  [0, '\u007F\u00FE\u0080\u0001', `is a DTS file, ${CONVERT}`],
  [0, 'Creative Voice File', `is a Creative Voice (VOC) file, ${CONVERT}`],
  [0, 'NIST_1A', `is a NIST SPHERE file, ${CONVERT}`],
  [0, 'MThd', 'is a MIDI file: notes without sound. Render it to WAV first.'],
  [0, '\u0089PNG', 'is a picture, not audio; choose the sound file itself.'],
  [0, '\u00FF\u00D8\u00FF', 'is a picture, not audio; choose the sound file itself.'],
  [0, 'GIF8', 'is a picture, not audio; choose the sound file itself.'],
  [0, '%PDF', 'is a PDF document, not audio; choose the sound file itself.'],
  [0, 'PK\u0003\u0004', 'is a ZIP archive, not audio; unpack it and drop the files inside.'],
  [0, '\u001F\u008B', 'is a compressed archive, not audio; unpack it and drop the files inside.'],
];

/** How many bytes {@link describeUnsupported} wants to see. */
export const SIGNATURE_BYTES = 512;

/** Names what a file is by its first bytes, for the sentence that refuses it. */
export function describeUnsupported(head: DataView): string {
  const known = SIGNATURES.find(([offset, bytes]) => latin1(head, offset, bytes.length) === bytes);
  if (known !== undefined) return known[2];
  if (isText(head)) return 'holds text, not audio, whatever its name says; choose the sound file itself.';
  return 'is not in an audio format that is known here (WAV, FLAC, AIFF, CAF, Wave64, Ogg, Opus, WebM, MP3, AAC, M4A, MP4, MOV); convert it to FLAC or WAV.';
}

function isText(head: DataView): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    // eslint-disable-next-line no-control-regex
    return text.length > 0 && !/[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/u.test(text);
  } catch {
    return false;
  }
}
