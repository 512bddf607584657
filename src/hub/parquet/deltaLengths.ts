import type { ForwardReader } from '../bytes/forwardReader.ts';

/** As many numbers as no page holds. */
const MOST_VALUES = 1 << 24;

/**
 * Reads numbers that are stored as their differences, and leaves the reader behind them. Throws a RangeError for what is no
 * such list. Source: Parquet encodings, DELTA_BINARY_PACKED.
 */
export async function readDeltaLengths(body: ForwardReader): Promise<number[]> {
  const blockValues = await varint(body);
  const miniblocks = await varint(body);
  const count = await varint(body);
  const first = zigzag(await varint(body));
  const miniblockValues = blockValues / miniblocks;
  if (!(count <= MOST_VALUES) || !Number.isInteger(miniblockValues / 8)) throw new RangeError('its lengths are broken');
  const values = count === 0 ? [] : [first];
  while (values.length < count) {
    const least = zigzag(await varint(body));
    const widths = [...(await body.read(miniblocks))];
    for (const width of widths) {
      if (values.length >= count) break;
      if (width > 32) throw new RangeError('its lengths are broken');
      const bytes = await body.read((miniblockValues * width) / 8);
      for (let i = 0; i < miniblockValues && values.length < count; i += 1) {
        values.push((values.at(-1) ?? 0) + least + unpack(bytes, i * width, width));
      }
    }
  }
  return values;
}

async function varint(body: ForwardReader): Promise<number> {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const [byte] = await body.read(1);
    if (byte === undefined || scale > 2 ** 49) throw new RangeError('its lengths are broken');
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
}

function zigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function unpack(bytes: Uint8Array, firstBit: number, width: number): number {
  let value = 0;
  for (let bit = 0; bit < width; bit += 1) {
    const at = firstBit + bit;
    value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) * 2 ** bit;
  }
  return value;
}
