const LAYERS = 256;
const MAGNITUDES = 2 ** 52;

/** Where the tail of the ziggurat begins [R2]. */
export const ZIGGURAT_TAIL = 3.6541528853610088;
/** The area of every layer of the ziggurat under e^{−x²/2} [R2]. */
const LAYER_AREA = 0.004928673233974655;

/** The tables of NumPy's ziggurat for the normal distribution; all have one entry a layer. */
export interface ZigguratTables {
  /** A 52-bit magnitude below this lies under the curve for sure. */
  readonly safeBelow: Float64Array;
  /** What turns a 52-bit magnitude into x. */
  readonly scale: Float64Array;
  /** e^{−x²/2} at the outer edge of the layer. */
  readonly height: Float64Array;
}

/**
 * Builds the tables from the tail inwards: f(xᵢ) = f(xᵢ₊₁) + area/xᵢ₊₁ (Marsaglia & Tsang 2000). The heights are summed
 * with compensation and inverted through their distance from 1, since a plain recursion loses three digits at the top.
 */
export function buildZigguratTables(): ZigguratTables {
  const safeBelow = new Float64Array(LAYERS);
  const scale = new Float64Array(LAYERS);
  const height = new Float64Array(LAYERS);
  let outer = ZIGGURAT_TAIL;
  let f = Math.exp(-0.5 * outer * outer);
  let lost = 0;
  safeBelow[0] = Math.floor(((outer * f) / LAYER_AREA) * MAGNITUDES);
  scale[0] = LAYER_AREA / f / MAGNITUDES;
  height[0] = 1;
  scale[LAYERS - 1] = outer / MAGNITUDES;
  height[LAYERS - 1] = f;
  for (let i = LAYERS - 2; i >= 1; i--) {
    const rise = LAYER_AREA / outer;
    const sum = f + rise;
    lost += f > rise ? f - sum + rise : rise - sum + f;
    f = sum;
    const inner = Math.sqrt(-2 * Math.log1p(-(1 - f - lost)));
    safeBelow[i + 1] = Math.floor((inner / outer) * MAGNITUDES);
    scale[i] = inner / MAGNITUDES;
    height[i] = f + lost;
    outer = inner;
  }
  return { safeBelow, scale, height };
}
