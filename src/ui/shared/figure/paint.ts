import { paintCloud } from './paintCloud.ts';
import type { Colour, Mark, Scene } from './scene.ts';

export const FONT_SIZE_PX = 12;

/** Sizes a canvas for the screen it is on and draws a scene. */
export function paintScene(
  canvas: HTMLCanvasElement,
  { widthPx, heightPx, marks }: Scene,
  colourOf: (colour: Colour) => string,
  { fontFamily, background }: { readonly fontFamily: string; readonly background?: Colour },
  pixelRatio = devicePixelRatio,
): void {
  const width = Math.round(widthPx * pixelRatio);
  const height = Math.round(heightPx * pixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, widthPx, heightPx);
  if (background !== undefined) {
    context.fillStyle = colourOf(background);
    context.fillRect(0, 0, widthPx, heightPx);
  }
  for (const mark of marks) paintMark(context, mark, colourOf, fontFamily);
  context.globalAlpha = 1;
}

/** As many are one path: what a path of more takes grows with their square. */
const PATH_PARTS = 100;

function parts<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length <= PATH_PARTS) return [all];
  return Array.from({ length: Math.ceil(all.length / PATH_PARTS) }, (_, i) =>
    all.slice(i * PATH_PARTS, (i + 1) * PATH_PARTS),
  );
}

/** So many dots are quicker laid down pixel by pixel than filled as paths. */
const CROWD = 5000;

/** @param dots without a stroke */
function paintCrowd(
  context: CanvasRenderingContext2D,
  { dots, radiusPx, fill }: Mark & { readonly kind: 'dots' },
  colourOf: (colour: Colour) => string,
): void {
  const places = new Float32Array(2 * dots.length);
  for (const [i, { x, y }] of dots.entries()) {
    places[2 * i] = x;
    places[2 * i + 1] = y;
  }
  const look = { radiusPx, fill, stroke: fill, strokePx: 0 };
  const looks = new Uint8Array(dots.length);
  paintCloud(context, { kind: 'cloud', paint: paintCloud, places, looks, dots: [look] }, colourOf);
}

function partCount(mark: Mark): number {
  return mark.kind === 'lines' ? mark.lines.length : mark.kind === 'dots' ? mark.dots.length : 1;
}

/** What is painted in turn shows through as one: it does not grow stronger where it overlaps itself. */
function paintLayer(
  context: CanvasRenderingContext2D,
  opacity: number,
  paint: (layer: CanvasRenderingContext2D) => void,
): void {
  const canvas = document.createElement('canvas');
  canvas.width = context.canvas.width;
  canvas.height = context.canvas.height;
  const layer = canvas.getContext('2d');
  if (layer === null) return;
  layer.setTransform(context.getTransform());
  paint(layer);
  context.save();
  context.resetTransform();
  context.globalAlpha = opacity;
  context.drawImage(canvas, 0, 0);
  context.restore();
  // Given back at once: some browsers keep a canvas for long after it is let go of.
  canvas.width = 0;
}

function paintMark(
  context: CanvasRenderingContext2D,
  mark: Mark,
  colourOf: (colour: Colour) => string,
  fontFamily: string,
): void {
  const opacity = 'opacity' in mark ? (mark.opacity ?? 1) : 1;
  if ('opacity' in mark && opacity < 1 && partCount(mark) > PATH_PARTS) {
    paintLayer(context, opacity, (layer) => paintMark(layer, { ...mark, opacity: 1 }, colourOf, fontFamily));
    return;
  }
  context.globalAlpha = opacity;
  switch (mark.kind) {
    case 'lines':
      context.strokeStyle = colourOf(mark.stroke);
      context.lineWidth = mark.widthPx ?? 1;
      context.lineJoin = 'round';
      context.setLineDash([...(mark.dash ?? [])]);
      for (const lines of parts(mark.lines)) {
        context.beginPath();
        for (const line of lines) {
          for (const [i, { x, y }] of line.entries()) {
            if (i === 0) context.moveTo(x, y);
            else context.lineTo(x, y);
          }
        }
        context.stroke();
      }
      break;
    case 'dots':
      if (mark.stroke === undefined && mark.dots.length > CROWD) {
        paintCrowd(context, mark, colourOf);
        break;
      }
      context.fillStyle = colourOf(mark.fill);
      if (mark.stroke !== undefined) {
        context.strokeStyle = colourOf(mark.stroke);
        context.lineWidth = 2;
        context.setLineDash([]);
      }
      for (const dots of parts(mark.dots)) {
        context.beginPath();
        for (const { x, y } of dots) {
          context.moveTo(x + mark.radiusPx, y);
          context.arc(x, y, mark.radiusPx, 0, 2 * Math.PI);
        }
        context.fill();
        if (mark.stroke !== undefined) context.stroke();
      }
      break;
    case 'cloud':
      mark.paint(context, mark, colourOf);
      break;
    case 'rect':
      context.fillStyle = colourOf(mark.fill);
      context.fillRect(mark.x, mark.y, mark.widthPx, mark.heightPx);
      break;
    case 'text':
      context.fillStyle = colourOf(mark.fill);
      context.font = `${mark.bold === true ? '600 ' : ''}${mark.sizePx ?? FONT_SIZE_PX}px ${fontFamily}`;
      context.textAlign = mark.anchor === 'middle' ? 'center' : (mark.anchor ?? 'start');
      context.save();
      context.translate(mark.x, mark.y);
      if (mark.upwards === true) context.rotate(-Math.PI / 2);
      context.fillText(mark.text, 0, 0);
      context.restore();
      break;
  }
}
