import { colourResolver } from './colours.ts';
import { paintScene } from './paint.ts';
import type { Scene } from './scene.ts';
import { sceneToSvg } from './svgText.ts';

/** How many pixels of a saved picture stand for one of the screen's. */
const PNG_RATIO = 2;
const BACKGROUND = '--surface';

/** A scene as a PNG file with the typeface and colours of an element; null where the browser makes none. */
export async function pngOf(scene: Scene, element: Element): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  const { fontFamily } = getComputedStyle(element);
  paintScene(canvas, scene, colourResolver(element), { fontFamily, background: BACKGROUND }, PNG_RATIO);
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
}

/** A scene as an SVG file with the colours of an element. */
export function svgOf(scene: Scene, element: Element, title: string): Blob {
  const text = sceneToSvg(scene, colourResolver(element), { title, background: BACKGROUND });
  return new Blob([text], { type: 'image/svg+xml' });
}
