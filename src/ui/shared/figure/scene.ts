export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A custom property such as `--pastel-1`, or a mixture of two of them: `share` 0 is the first, 1 the second. */
export type Colour = string | readonly [from: string, to: string, share: number];

/** Draws a cloud on a canvas. */
export type CloudPainter = (
  context: CanvasRenderingContext2D,
  cloud: Mark & { readonly kind: 'cloud' },
  colourOf: (colour: Colour) => string,
) => void;

/** A dot of a cloud; its stroke is drawn inside its radius. */
export interface DotLook {
  readonly radiusPx: number;
  readonly fill: Colour;
  readonly stroke: Colour;
  readonly strokePx: number;
}

/** What a picture is made of. Sizes and places in CSS pixels from the upper left corner; opacity 0 … 1. */
export type Mark =
  | {
      readonly kind: 'lines';
      readonly lines: readonly (readonly Point[])[];
      readonly stroke: Colour;
      readonly widthPx?: number;
      readonly dash?: readonly number[];
      readonly opacity?: number;
    }
  | {
      readonly kind: 'dots';
      readonly dots: readonly Point[];
      readonly radiusPx: number;
      readonly fill: Colour;
      readonly stroke?: Colour;
      readonly opacity?: number;
    }
  /** Very many dots: painted a pixel at a time, as often as a picture is moved. */
  | {
      readonly kind: 'cloud';
      /** `paintCloud`, given with it so that only pages with a cloud load it. */
      readonly paint: CloudPainter;
      /** x and y of each dot in turn. */
      readonly places: Float32Array;
      /** What each of them looks like, as an index; those beyond the looks are not drawn. */
      readonly looks: Uint8Array;
      /** Later ones lie above earlier ones. */
      readonly dots: readonly DotLook[];
    }
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly widthPx: number;
      readonly heightPx: number;
      readonly fill: Colour;
      readonly opacity?: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: Colour;
      readonly anchor?: 'start' | 'middle' | 'end';
      readonly sizePx?: number;
      readonly bold?: boolean;
      /** Whether it reads upwards. */
      readonly upwards?: boolean;
    };

/** A picture that a canvas shows and an SVG file keeps. */
export interface Scene {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly marks: readonly Mark[];
}

/** The colour of a share 0 … 1 of a quantity, dark to bright in the dark theme, light to dark in the light one. */
export function scaleColour(share: number): Colour {
  const inside = Math.min(1, Math.max(0, share));
  return inside < 0.5
    ? ['--scale-low', '--scale-middle', inside * 2]
    : ['--scale-middle', '--scale-high', inside * 2 - 1];
}
