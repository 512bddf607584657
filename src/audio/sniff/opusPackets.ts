/** How many frames at 48 kHz an Opus packet decodes to. Source: RFC 6716, section 3.1. */
export function opusFrames(body: DataView, at: number): number {
  if (at >= body.byteLength) return 0;
  const toc = body.getUint8(at);
  const config = toc >> 3;
  const size = config < 12 ? [480, 960, 1920, 2880] : config < 16 ? [480, 960] : [120, 240, 480, 960];
  const frames = size[config < 12 ? config & 3 : config < 16 ? config & 1 : config & 3] ?? 0;
  const code = toc & 3;
  const count = code === 0 ? 1 : code < 3 ? 2 : at + 1 < body.byteLength ? body.getUint8(at + 1) & 63 : 0;
  return frames * count;
}

const PRE_SKIP_OFFSET = 10;

/** Decoded frames in front of the sound, by an OpusHead. Source: RFC 7845, section 5.1. */
export function opusPreSkip(head: DataView): number {
  return head.byteLength >= PRE_SKIP_OFFSET + 2 ? head.getUint16(PRE_SKIP_OFFSET, true) : 0;
}

/** A view of what a decoder is configured with. */
export function viewOf(bytes: AllowSharedBufferSource): DataView {
  return ArrayBuffer.isView(bytes)
    ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new DataView(bytes);
}

/** An OpusHead by which a decoder leaves nothing out in front: some do so by themselves, others do not. */
export function withoutPreSkip(head: AllowSharedBufferSource): Uint8Array<ArrayBuffer> {
  const view = viewOf(head);
  const copy = Uint8Array.from({ length: view.byteLength }, (_, i) => view.getUint8(i));
  return copy.fill(0, PRE_SKIP_OFFSET, PRE_SKIP_OFFSET + 2);
}
