import type { Colour, DotLook, Mark } from './scene.ts';

const OPAQUE = 255;

/** The pixels of one dot. */
interface Stamp {
  readonly size: number;
  readonly pixels: Uint32Array;
}

/**
 * Draws the dots of a cloud pixel by pixel and the whole at once: ten thousand paths or pictures a frame take a canvas longer than a
 * frame lasts.
 */
export function paintCloud(
  context: CanvasRenderingContext2D,
  { places, looks, dots }: Mark & { readonly kind: 'cloud' },
  colourOf: (colour: Colour) => string,
): void {
  const { width, height } = context.canvas;
  const ratio = context.getTransform().a;
  if (width === 0 || height === 0) return;
  const layer = layerOf(width, height);
  layer.pixels.fill(0);
  for (const [look, dot] of dots.entries()) {
    const stamp = stampOf(dot, ratio, colourOf);
    const half = stamp.size / 2;
    for (let i = 0; i < looks.length; i += 1) {
      if (looks[i] !== look) continue;
      const left = Math.round((places[2 * i] ?? 0) * ratio - half);
      const top = Math.round((places[2 * i + 1] ?? 0) * ratio - half);
      if (left > -stamp.size && top > -stamp.size && left < width && top < height) put(stamp, layer, left, top);
    }
  }
  layer.context.putImageData(layer.image, 0, 0);
  context.save();
  context.resetTransform();
  context.drawImage(layer.context.canvas, 0, 0);
  context.restore();
}

interface Layer {
  readonly context: OffscreenCanvasRenderingContext2D;
  readonly image: ImageData;
  readonly pixels: Uint32Array;
}

let kept: Layer | null = null;

/** One for the size that was asked for last. */
function layerOf(width: number, height: number): Layer {
  if (kept?.image.width === width && kept.image.height === height) return kept;
  const context = contextOf(width, height);
  const image = context.createImageData(width, height);
  kept = { context, image, pixels: new Uint32Array(image.data.buffer) };
  return kept;
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser draws nothing beside the page');
  return context;
}

const stamps = new Map<string, Stamp>();
const STAMPS_KEPT = 200;

/** Dots of one size and colours look alike; zooming changes the size a little at a time. */
function stampOf(dot: DotLook, ratio: number, colourOf: (colour: Colour) => string): Stamp {
  const key = [dot.radiusPx * ratio, dot.strokePx * ratio, colourOf(dot.fill), colourOf(dot.stroke)].join(' ');
  const known = stamps.get(key);
  if (known !== undefined) return known;
  if (stamps.size >= STAMPS_KEPT) stamps.clear();
  const stamp = drawnStamp(dot, ratio, colourOf);
  stamps.set(key, stamp);
  return stamp;
}

function drawnStamp(
  { radiusPx, fill, stroke, strokePx }: DotLook,
  ratio: number,
  colourOf: (colour: Colour) => string,
): Stamp {
  const size = 2 * Math.ceil(radiusPx * ratio);
  const context = contextOf(size, size);
  const disc = (radius: number, colour: Colour) => {
    context.fillStyle = colourOf(colour);
    context.beginPath();
    context.arc(size / 2, size / 2, radius, 0, 2 * Math.PI);
    context.fill();
  };
  disc(radiusPx * ratio, stroke);
  disc(Math.max(0, radiusPx - strokePx) * ratio, fill);
  return { size, pixels: new Uint32Array(context.getImageData(0, 0, size, size).data.buffer) };
}

/** Lays a dot over what is there; what lies outside is left out. */
function put({ size, pixels: from }: Stamp, { image, pixels: to }: Layer, left: number, top: number): void {
  const { width, height } = image;
  const fromX = Math.max(0, -left);
  const toX = Math.min(size, width - left);
  for (let y = Math.max(0, -top), end = Math.min(size, height - top); y < end; y += 1) {
    let at = (top + y) * width + left + fromX;
    for (let i = y * size + fromX, last = y * size + toX; i < last; i += 1, at += 1) {
      const pixel = from[i] ?? 0;
      const alpha = pixel >>> 24;
      if (alpha === OPAQUE || to[at] === 0) to[at] = pixel;
      else if (alpha > 0) to[at] = over(pixel, to[at] ?? 0);
    }
  }
}

/** One pixel over another, both not premultiplied, as `ImageData` holds them. */
function over(above: number, below: number): number {
  const share = (above >>> 24) / OPAQUE;
  const rest = ((below >>> 24) / OPAQUE) * (1 - share);
  const alpha = share + rest;
  const channel = (shift: number) =>
    Math.round((((above >>> shift) & 0xff) * share + ((below >>> shift) & 0xff) * rest) / alpha) << shift;
  return ((Math.round(alpha * OPAQUE) << 24) | channel(16) | channel(8) | channel(0)) >>> 0;
}
