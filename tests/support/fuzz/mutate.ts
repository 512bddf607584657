import type { FuzzRandom } from './random.ts';

/** Numbers that parsers stumble over, as 32 bits. */
const ODD_NUMBERS = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff,
];
const WORDS = [
  'RIFF',
  'RF64',
  'WAVE',
  'fmt ',
  'data',
  'ds64',
  'FORM',
  'AIFF',
  'AIFC',
  'COMM',
  'SSND',
  'OggS',
  'fLaC',
  'ID3\u0004',
  'ftyp',
  'moov',
  'trak',
  'mdia',
  'stsd',
  'esds',
  'mp4a',
  'hdlr',
  'soun',
  'elst',
  '\u00ff\u00fb\u0090\u0064',
  '\u00ff\u00f8\u00c9\u0008',
  'Xing',
  'LAME',
  'VBRI',
];

/** Bytes made wrong in one to eight ways: flipped bits, cut, lying sizes, spliced with another file, repeated. */
export function mutateBytes(random: FuzzRandom, corpus: readonly Uint8Array[]): Uint8Array {
  let bytes = Uint8Array.from(random.pick(corpus));
  for (let change = 1 + random.below(8); change > 0; change--) bytes = mutateOnce(random, bytes, corpus);
  return bytes;
}

function mutateOnce(
  random: FuzzRandom,
  bytes: Uint8Array<ArrayBuffer>,
  corpus: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  // Headers are where lies hurt: half of all changes fall into the first bytes.
  const at = random.chance(0.5) ? random.below(Math.min(bytes.length, 128)) : random.below(bytes.length);
  switch (random.below(8)) {
    case 0:
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return bytes;
    case 1:
      return bytes.slice(0, at);
    case 2: {
      if (bytes.length < at + 4) return bytes;
      const view = new DataView(bytes.buffer);
      const value = random.chance(0.7) ? random.pick(ODD_NUMBERS) : random.bits();
      view.setUint32(at, value, random.chance(0.5));
      return bytes;
    }
    case 3: {
      const other = random.pick(corpus);
      const from = random.below(other.length);
      return joined(bytes.subarray(0, at), other.subarray(from, from + random.below(4096)), bytes.subarray(at));
    }
    case 4:
      bytes.copyWithin(at, random.below(bytes.length), random.below(bytes.length));
      return bytes;
    case 5: {
      const word = Uint8Array.from(random.pick(WORDS), (letter) => letter.codePointAt(0) ?? 0);
      bytes.set(word.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
      return bytes;
    }
    case 6: {
      const part = bytes.subarray(at, at + 1 + random.below(64));
      return joined(
        bytes.subarray(0, at),
        ...Array.from({ length: random.below(200) }, () => part),
        bytes.subarray(at),
      );
    }
    default: {
      const end = Math.min(bytes.length, at + random.below(256));
      return joined(bytes.subarray(0, at), bytes.subarray(end));
    }
  }
}

const TEXT_PARTS = [
  '"',
  '""',
  ',',
  '\r\n',
  '\n',
  '{',
  '}',
  '[',
  ']',
  ':',
  'null',
  'true',
  '-',
  '1e999',
  '-0',
  'NaN',
  '1e308',
  '0.1',
  '\\u0000',
  '\uFEFF',
  '__proto__',
  'constructor',
  "'=1",
  '\uD800',
  '9'.repeat(400),
  ' '.repeat(50),
  '2026-02-31T25:61:61Z',
];

/** Text made wrong in one to six ways: cut, doubled, other tokens put in, nested a million deep now and then. */
export function mutateText(random: FuzzRandom, corpus: readonly string[]): string {
  let text = random.pick(corpus);
  for (let change = 1 + random.below(6); change > 0; change--) {
    const at = random.below(text.length + 1);
    const end = Math.min(text.length, at + random.below(random.chance(0.8) ? 24 : text.length + 1));
    const kind = random.below(5);
    if (kind === 0) text = text.slice(0, at) + text.slice(end);
    else if (kind === 1) text = text.slice(0, at) + random.pick(TEXT_PARTS) + text.slice(end);
    else if (kind === 2) text = text.slice(0, at) + text.slice(at, end).repeat(random.below(4)) + text.slice(end);
    else if (kind === 3) text = replaceNumber(random, text, at);
    else if (random.chance(0.02)) text = replaceValue(text, at, nested(20_000));
  }
  return text;
}

/** Puts something else in the place of the first number after `at`. */
function replaceNumber(random: FuzzRandom, text: string, at: number): string {
  const found = /-?\d[\d.eE+-]*/u.exec(text.slice(at));
  if (found === null) return text;
  const start = at + found.index;
  return (
    text.slice(0, start) +
    random.pick([...TEXT_PARTS, '1', '2.5', '[]', '{}', '"x"']) +
    text.slice(start + found[0].length)
  );
}

/** Puts something else in the place of the first JSON string after `at` that is a value. */
function replaceValue(text: string, at: number, value: string): string {
  const found = /: ?"[^"]*"/u.exec(text.slice(at));
  if (found === null) return text;
  const start = at + found.index;
  return `${text.slice(0, start)}: ${value}${text.slice(start + found[0].length)}`;
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
