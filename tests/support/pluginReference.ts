import type { ClusterSettings } from '../../src/domain/clusterSettings.ts';
import type reference from '../fixtures/reference/plugin_runtime.json';

/** The settings that a file of the plugin's reference was clustered with. */
export function referenceSettings({ settings: s }: (typeof reference)[number]): ClusterSettings {
  return {
    clusterCount: s.K,
    spread: s.spread,
    glideMs: s.glide_ms,
    maskSmoothMs: s.mask_smooth_ms,
    updateHz: s.update_hz,
    distancePenalty: s.distance_penalty,
    normRate: s.adapt_rate,
    lowPenalty: s.low_penalty,
    highPenalty: s.high_penalty,
    normPenalty: s.norm_penalty,
    minimaxStrength: s.minimax_strength,
    priorPenalty: s.prior_penalty,
  };
}
