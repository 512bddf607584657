import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import type { FakeFile } from './fakeFile.ts';

const LITERAL_BYTES = 65_536;
const LITERAL_HEADER_BYTES = 3;

/** How the only page of the only row group lies. */
export interface GiantPage {
  readonly valueCount: number;
  readonly valueBytes: number;
  readonly codec: 'SNAPPY' | 'UNCOMPRESSED';
}

/**
 * A Parquet file of one binary column `audio` whose values all lie in one page of the first version of the format, as
 * pyarrow writes them. Its bytes are made up while they are read, so that it can be larger than memory.
 */
export function giantParquet({ valueCount, valueBytes, codec }: GiantPage): FakeFile {
  const plainBytes = valueCount * (4 + valueBytes);
  const preamble = new ByteWriter();
  preamble.appendVarInt(plainBytes);
  const literals = Math.ceil(plainBytes / LITERAL_BYTES);
  const bodyBytes = codec === 'SNAPPY' ? preamble.offset + plainBytes + literals * LITERAL_HEADER_BYTES : plainBytes;
  const head = new ByteWriter();
  head.appendUint32(0x31524150);
  writePageHeader(head, {
    type: 'DATA_PAGE',
    uncompressed_page_size: plainBytes,
    compressed_page_size: bodyBytes,
    data_page_header: {
      num_values: valueCount,
      encoding: 'PLAIN',
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  });
  const headBytes = head.getBytes();
  const chunkBytes = BigInt(headBytes.length - 4 + bodyBytes);
  const footer = new ByteWriter();
  writeMetadata(footer, {
    version: 2,
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'audio', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' },
    ],
    num_rows: BigInt(valueCount),
    row_groups: [
      {
        columns: [
          {
            file_offset: 4n,
            meta_data: {
              type: 'BYTE_ARRAY',
              encodings: ['PLAIN', 'RLE'],
              path_in_schema: ['audio'],
              codec,
              num_values: BigInt(valueCount),
              total_uncompressed_size: chunkBytes,
              total_compressed_size: chunkBytes,
              data_page_offset: 4n,
            },
          },
        ],
        total_byte_size: chunkBytes,
        num_rows: BigInt(valueCount),
      },
    ],
    metadata_length: 0,
  });
  footer.appendUint32(0x31524150);
  const footerBytes = footer.getBytes();
  const bodyStart = headBytes.length;
  const footerStart = bodyStart + bodyBytes;
  return {
    size: footerStart + footerBytes.length,
    slice: (start, end) => {
      const bytes = new Uint8Array(end - start);
      for (let at = start; at < end;) {
        const copied =
          at < bodyStart
            ? copy(headBytes, at, bytes, at - start)
            : at >= footerStart
              ? copy(footerBytes, at - footerStart, bytes, at - start)
              : fillBody(bytes.subarray(at - start, Math.min(end, footerStart) - start), at - bodyStart);
        at += copied;
      }
      return bytes;
    },
  };

  /** Fills one stretch of the body: of the preamble, of a literal's header, or of the values. Returns its length. */
  function fillBody(target: Uint8Array, offset: number): number {
    if (codec === 'UNCOMPRESSED') return fillValues(target, offset);
    const preambleBytes = preamble.getBytes();
    if (offset < preambleBytes.length) return copy(preambleBytes, offset, target, 0);
    const block = Math.floor((offset - preambleBytes.length) / (LITERAL_BYTES + LITERAL_HEADER_BYTES));
    const inBlock = (offset - preambleBytes.length) % (LITERAL_BYTES + LITERAL_HEADER_BYTES);
    const length = Math.min(LITERAL_BYTES, plainBytes - block * LITERAL_BYTES);
    if (inBlock < LITERAL_HEADER_BYTES) {
      return copy(Uint8Array.of(61 << 2, (length - 1) & 0xff, (length - 1) >>> 8), inBlock, target, 0);
    }
    const inLiteral = inBlock - LITERAL_HEADER_BYTES;
    return fillValues(target.subarray(0, length - inLiteral), block * LITERAL_BYTES + inLiteral);
  }

  function fillValues(target: Uint8Array, offset: number): number {
    const index = Math.floor(offset / (4 + valueBytes));
    const inValue = offset % (4 + valueBytes);
    if (inValue < 4) {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, valueBytes, true);
      return copy(length, inValue, target, 0);
    }
    return copy(giantValue(index, valueBytes), inValue - 4, target, 0);
  }
}

const SHIFTS = 997;
let pattern = new Uint8Array(0);

/** What the value of a row is: bytes that tell neighbouring rows apart. */
export function giantValue(index: number, length: number): Uint8Array {
  if (pattern.length < length + SHIFTS) {
    pattern = Uint8Array.from({ length: length + SHIFTS }, (_, at) => (at * 31 + (at >>> 8) * 7) & 0xff);
  }
  const from = (index * 13) % SHIFTS;
  return pattern.subarray(from, from + length);
}

function copy(source: Uint8Array, from: number, target: Uint8Array, at: number): number {
  const part = source.subarray(from, from + target.length - at);
  target.set(part, at);
  return part.length;
}
