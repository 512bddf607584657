import type { Colour, DotLook, Mark } from './scene.ts';

const OPAQUE = 255;
/** Of so many dots the neighbouring pixels count as one place. */
const CROWDED_DOTS = 20_000;

/** The pixels of one dot. */
interface Stamp {
  readonly size: number;
  readonly pixels: Int32Array;
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
  layer.lastLook.fill(0);
  const beside = looks.length > CROWDED_DOTS ? 1 : 0;
  for (const [look, dot] of dots.entries()) {
    const stamp = stampOf(dot, ratio, colourOf);
    const half = stamp.size / 2;
    for (let i = 0; i < looks.length; i += 1) {
      if (looks[i] !== look) continue;
      const left = Math.round((places[2 * i] ?? 0) * ratio - half);
      const top = Math.round((places[2 * i + 1] ?? 0) * ratio - half);
      if (left <= -stamp.size || top <= -stamp.size || left >= width || top >= height) continue;
      if (left >= 0 && top >= 0) {
        // Of many dots on one place the first is seen.
        const place = (top >> beside) * width + (left >> beside);
        if (layer.lastLook[place] === look + 1) continue;
        layer.lastLook[place] = look + 1;
      }
      put(stamp, layer, left, top);
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
  readonly pixels: Int32Array;
  /** One more than the look of the last dot that begins at each place; 0 for none. */
  readonly lastLook: Uint8Array;
}

let kept: Layer | null = null;

/** One for the size that was asked for last. */
function layerOf(width: number, height: number): Layer {
  if (kept?.image.width === width && kept.image.height === height) return kept;
  const context = contextOf(width, height);
  const image = context.createImageData(width, height);
  kept = { context, image, pixels: new Int32Array(image.data.buffer), lastLook: new Uint8Array(width * height) };
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
  return { size, pixels: new Int32Array(context.getImageData(0, 0, size, size).data.buffer) };
}

/** Lays a dot over what is there; what lies outside is left out. */
function put({ size, pixels: from }: Stamp, { image, pixels: to }: Layer, left: number, top: number): void {
  const { width, height } = image;
  const fromX = Math.max(0, -left);
  const toX = Math.min(size, width - left);
  const toY = Math.min(size, height - top);
  for (let y = Math.max(0, -top); y < toY; y += 1) {
    let at = (top + y) * width + left + fromX;
    const last = y * size + toX;
    for (let i = y * size + fromX; i < last; i += 1, at += 1) {
      const above = from[i] ?? 0;
      const alpha = above >>> 24;
      if (alpha === 0) continue;
      const below = to[at] ?? 0;
      to[at] = alpha === OPAQUE || below === 0 ? above : over(above, alpha, below);
    }
  }
}

/** One pixel over another, both not premultiplied, as `ImageData` holds them. */
function over(above: number, alpha: number, below: number): number {
  const rest = Math.round(((below >>> 24) * (OPAQUE - alpha)) / OPAQUE);
  const whole = alpha + rest;
  const share = Math.round((256 * alpha) / whole);
  const other = 256 - share;
  // Red and blue side by side, each with room for its product.
  const redBlue = (((above & 0xff00ff) * share + (below & 0xff00ff) * other) >>> 8) & 0xff00ff;
  const green = (((above & 0xff00) * share + (below & 0xff00) * other) >>> 8) & 0xff00;
  return (whole << 24) | redBlue | green;
}
