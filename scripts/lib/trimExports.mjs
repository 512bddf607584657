/** Of the WebAssembly binary format (https://webassembly.github.io/spec/core/binary/). */
const EXPORT_SECTION = 7;
const HEADER_BYTES = 8;

/**
 * A WebAssembly module without the exports that `keeps` does not want; all else stays as it is, to the byte.
 *
 * @param {Uint8Array} module
 * @param {(name: string) => boolean} keeps
 * @returns {Buffer<ArrayBuffer>}
 * @throws {RangeError} for bytes that are no module or that hold no export that is wanted
 */
export function trimExports(module, keeps) {
  if (module[0] !== 0 || module[1] !== 0x61 || module[2] !== 0x73 || module[3] !== 0x6d) {
    throw new RangeError('these bytes are no WebAssembly module');
  }
  for (let at = HEADER_BYTES; at < module.length;) {
    const id = module[at];
    const size = readUnsigned(module, at + 1);
    const end = size.end + size.value;
    if (id === EXPORT_SECTION) {
      const body = trimmedSection(module.subarray(size.end, end), keeps);
      const head = [EXPORT_SECTION, ...unsigned(body.length)];
      return Buffer.concat([module.subarray(0, at), Uint8Array.from(head), body, module.subarray(end)]);
    }
    at = end;
  }
  throw new RangeError('this module exports nothing');
}

/**
 * @param {Uint8Array} section - a count and as many of: length and bytes of a name, kind, index
 * @param {(name: string) => boolean} keeps
 */
function trimmedSection(section, keeps) {
  const decoder = new TextDecoder();
  const count = readUnsigned(section, 0);
  const kept = [];
  let at = count.end;
  for (let i = 0; i < count.value; i += 1) {
    const nameBytes = readUnsigned(section, at);
    const kindAt = nameBytes.end + nameBytes.value;
    const { end } = readUnsigned(section, kindAt + 1);
    if (keeps(decoder.decode(section.subarray(nameBytes.end, kindAt)))) kept.push(section.subarray(at, end));
    at = end;
  }
  if (at !== section.length) throw new RangeError('the exports of this module do not end where their section does');
  if (kept.length === 0) throw new RangeError('this module has no export that is wanted');
  return Buffer.concat([Uint8Array.from(unsigned(kept.length)), ...kept]);
}

/** An unsigned integer in LEB128. @param {Uint8Array} bytes @param {number} at */
function readUnsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
  throw new RangeError('a number of this module has no end');
}

/** @param {number} value @returns {number[]} its bytes in LEB128 */
function unsigned(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(Math.floor(value / 0x80))];
}
