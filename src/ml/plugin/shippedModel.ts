import type { RidgeParameters } from '../../domain/model.ts';

/**
 * The model that is built into InertiaBandsX 0.0.3, by which the plugin bends its knobs [B]: MIT licence, Copyright (c)
 * 2026 Konnor Lo. Loaded when it is first asked for.
 */
export async function loadShippedModel(): Promise<RidgeParameters> {
  const { default: model } = await import('./shippedModel.json');
  return {
    degree: 3,
    scalerMean: model.means,
    scalerScale: model.scales,
    intercept: model.intercepts,
    coefficients: model.coefficients,
  };
}
