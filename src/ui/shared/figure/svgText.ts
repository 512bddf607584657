import { FONT_SIZE_PX } from './paint.ts';
import type { Colour, Mark, Point, Scene } from './scene.ts';

/** A scene as the text of an SVG file with colours of its own, on a background. */
export function sceneToSvg(
  { widthPx, heightPx, marks }: Scene,
  colourOf: (colour: Colour) => string,
  { title, background }: { readonly title: string; readonly background: Colour },
): string {
  const body = marks.map((mark) => markToSvg(mark, colourOf)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}" font-family="system-ui, sans-serif">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="${colourOf(background)}"/>
${body}
</svg>
`;
}

function markToSvg(mark: Mark, colourOf: (colour: Colour) => string): string {
  if (mark.kind === 'lines') {
    const path = mark.lines
      .map((line) => line.map((point, i) => `${i === 0 ? 'M' : 'L'}${place(point)}`).join(''))
      .join('');
    const dash = mark.dash === undefined ? '' : ` stroke-dasharray="${mark.dash.join(' ')}"`;
    return `<path d="${path}" fill="none" stroke="${colourOf(mark.stroke)}" stroke-width="${mark.widthPx ?? 1}"${dash}${opacity(mark.opacity)}/>`;
  }
  if (mark.kind === 'dots') {
    const stroke = mark.stroke === undefined ? '' : ` stroke="${colourOf(mark.stroke)}" stroke-width="2"`;
    const circles = mark.dots
      .map(({ x, y }) => `<circle cx="${short(x)}" cy="${short(y)}" r="${mark.radiusPx}"/>`)
      .join('');
    return `<g fill="${colourOf(mark.fill)}"${stroke}${opacity(mark.opacity)}>${circles}</g>`;
  }
  if (mark.kind === 'cloud') {
    return mark.dots
      .map(({ radiusPx, fill, stroke, strokePx }, look) => {
        const circles = Array.from(mark.looks.entries(), ([i, own]) => {
          const [x = 0, y = 0] = mark.places.subarray(2 * i, 2 * i + 2);
          return own === look ? `<circle cx="${short(x)}" cy="${short(y)}" r="${radiusPx - strokePx / 2}"/>` : '';
        });
        return `<g fill="${colourOf(fill)}" stroke="${colourOf(stroke)}" stroke-width="${strokePx}">${circles.join('')}</g>`;
      })
      .join('');
  }
  if (mark.kind === 'rect') {
    return `<rect x="${short(mark.x)}" y="${short(mark.y)}" width="${short(mark.widthPx)}" height="${short(mark.heightPx)}" fill="${colourOf(mark.fill)}"${opacity(mark.opacity)}/>`;
  }
  const turn = mark.upwards === true ? ` transform="rotate(-90 ${short(mark.x)} ${short(mark.y)})"` : '';
  const weight = mark.bold === true ? ' font-weight="600"' : '';
  return `<text x="${short(mark.x)}" y="${short(mark.y)}" font-size="${mark.sizePx ?? FONT_SIZE_PX}" text-anchor="${mark.anchor ?? 'start'}" fill="${colourOf(mark.fill)}"${weight}${turn}>${escaped(mark.text)}</text>`;
}

function place({ x, y }: Point): string {
  return `${short(x)} ${short(y)}`;
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

function opacity(value: number | undefined): string {
  return value === undefined || value === 1 ? '' : ` opacity="${short(value)}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
