import type { PluginModelTraining, PluginWindows } from '../../domain/training.ts';
import type { Progress } from '../../domain/job.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import type { PluginComparison } from '../../domain/pluginReport.ts';
import type { ScoreNetwork } from '../../domain/scoreNetwork.ts';

export interface PluginModelRequest {
  readonly windows: PluginWindows;
  /** Whose answers the model starts from and stays near; null for the optimum of each window, by direct search. */
  readonly teacher: ScoreNetwork | null;
  readonly seed: number;
}

/** Training of what runs inside the plugin (rules P). */
export interface PluginModelCalls {
  /** Rejects with an AbortError when `onProgress` answers false. */
  trainPluginModel(
    request: PluginModelRequest,
    onProgress: (progress: Progress) => Promise<boolean>,
  ): Promise<PluginModelTraining>;
  /** How polynomials behave in the plugin on the windows, beside the best constant. */
  compareInPlugin(windows: PluginWindows, polynomials: readonly RidgeParameters[]): Promise<PluginComparison>;
}
