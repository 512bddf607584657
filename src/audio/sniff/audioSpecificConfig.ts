const RATES_HZ = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
] as const;
const CHANNELS = [null, 1, 2, 3, 4, 5, 6, 8, null, null, null, 7, 8, null, 8] as const;

const OBJECT_SBR = 5;
const OBJECT_PARAMETRIC_STEREO = 29;
const SYNC_SBR = 0x2b7;

/** What an MPEG-4 elementary stream descriptor says; null fields are not said. */
export interface AudioSpecificConfig {
  /** Null: a codec that is neither AAC nor MP3. */
  readonly codec: 'aac' | 'mp3' | null;
  readonly sampleRateHz: number | null;
  readonly channels: number | null;
}

/**
 * Reads the descriptors in the body of an `esds` box (after its version and flags); null where they are broken.
 * The rate is that of the decoded sound: doubled where spectral band replication is signalled.
 * Sources: ISO 14496-1, 7.2.6; ISO 14496-3, 1.6.2.
 */
export function readAudioSpecificConfig(view: DataView): AudioSpecificConfig | null {
  let at = 0;
  let objectType: number | null = null;
  while (at + 2 <= view.byteLength) {
    const tag = view.getUint8(at++);
    let size = 0;
    for (let i = 0; i < 4 && at < view.byteLength; i++) {
      const byte = view.getUint8(at++);
      size = size * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) break;
    }
    if (tag === 3) {
      if (at + 3 > view.byteLength) return null;
      const flags = view.getUint8(at + 2);
      at += 3 + (flags & 0x80 ? 2 : 0) + (flags & 0x20 ? 2 : 0);
      if (flags & 0x40 && at < view.byteLength) at += 1 + view.getUint8(at);
    } else if (tag === 4) {
      if (at + 13 > view.byteLength) return null;
      objectType = view.getUint8(at);
      at += 13;
    } else if (tag === 5) {
      const bytes = Math.min(size, view.byteLength - at);
      return withCodec(objectType, new DataView(view.buffer, view.byteOffset + at, bytes));
    } else {
      at += size;
    }
  }
  return objectType === null ? null : withCodec(objectType, null);
}

function withCodec(objectType: number | null, config: DataView | null): AudioSpecificConfig {
  const isAac = objectType === 0x40 || (objectType !== null && objectType >= 0x66 && objectType <= 0x68);
  if (isAac)
    return { codec: 'aac', ...(config === null ? { sampleRateHz: null, channels: null } : readConfig(config)) };
  const isMp3 = objectType === 0x69 || objectType === 0x6b;
  return { codec: isMp3 ? 'mp3' : null, sampleRateHz: null, channels: null };
}

function readConfig(view: DataView): { sampleRateHz: number | null; channels: number | null } {
  const bits = new BitReader(view);
  const object = readObjectType(bits);
  const coreRateHz = readRate(bits);
  const coreChannels = CHANNELS[bits.read(4)] ?? null;
  if (object === OBJECT_SBR || object === OBJECT_PARAMETRIC_STEREO) {
    return { sampleRateHz: readRate(bits), channels: object === OBJECT_PARAMETRIC_STEREO ? 2 : coreChannels };
  }
  // The three flags of GASpecificConfig, after which a backward compatible extension may follow.
  bits.read(3);
  const hasExtension = bits.left >= 16 && bits.read(11) === SYNC_SBR && readObjectType(bits) === OBJECT_SBR;
  if (hasExtension && bits.read(1) === 1) return { sampleRateHz: readRate(bits), channels: coreChannels };
  return { sampleRateHz: coreRateHz, channels: coreChannels };
}

function readObjectType(bits: BitReader): number {
  const type = bits.read(5);
  return type === 31 ? 32 + bits.read(6) : type;
}

function readRate(bits: BitReader): number | null {
  const index = bits.read(4);
  return index === 15 ? bits.read(24) : (RATES_HZ[index] ?? null);
}

/** Reads bits, the highest first; zeros after the end. */
class BitReader {
  private readonly view: DataView;
  private position = 0;

  constructor(view: DataView) {
    this.view = view;
  }

  get left(): number {
    return this.view.byteLength * 8 - this.position;
  }

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.position >> 3;
      const bit = byte < this.view.byteLength ? (this.view.getUint8(byte) >> (7 - (this.position & 7))) & 1 : 0;
      value = value * 2 + bit;
      this.position++;
    }
    return value;
  }
}
