import { FONT_SIZE_PX } from '../shared/figure/paint.ts';

/** Measures texts as the figures of an element write them. @returns the width of a text in CSS pixels, measured once for each. */
export function textRuler(element: Element): (text: string) => number {
  const widths = new Map<string, number>();
  let context: CanvasRenderingContext2D | null = null;
  const started = () => {
    const canvas = document.createElement('canvas').getContext('2d');
    if (canvas === null) throw new Error('this browser draws nothing');
    canvas.font = `${FONT_SIZE_PX}px ${getComputedStyle(element).fontFamily}`;
    return canvas;
  };
  return (text) => {
    const known = widths.get(text);
    if (known !== undefined) return known;
    const { width } = (context ??= started()).measureText(text);
    widths.set(text, width);
    return width;
  };
}
