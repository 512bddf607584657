import { compareInPlugin } from '../../ml/pluginModel/compareInPlugin.ts';
import { DEFAULT_PLUGIN_MODEL_OPTIONS } from '../../ml/pluginModel/trainPluginModel.ts';
import { playable, PLUGIN_PENALTY_LIMITS } from '../../domain/playable.ts';
import { bestConstant } from '../../ml/quality/bestConstant.ts';
import { audioIdOf, createIdHasher } from '../../audio/bytes/hash.ts';
import { checkKept, writeKept } from '../../store/files/keptAudio.ts';
import { isStagedWhole } from '../../store/files/stagedAudio.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import { analysisService } from './analysisService.ts';
import { learningCalls } from './learning.ts';
import { measuredCalls } from './measuredTrials.ts';
import { packingCalls } from './packing.ts';
import { playbackCalls } from './playback.ts';
import { poolingCalls } from './pooling.ts';
import { preferenceCalls } from './preferences.ts';
import { renderingCalls } from './rendering.ts';
import { ridgeCalls } from './ridge.ts';
import { timbreCalls } from './timbre.ts';
import { trialsCalls } from './trials.ts';

/** What answers each call: the one map behind {@link ComputeCalls}. */
export const computeCalls: ComputeCalls = {
  ...analysisService,
  ...trialsCalls,
  ...ridgeCalls,
  ...learningCalls,
  ...playbackCalls,
  ...timbreCalls,
  ...renderingCalls,
  ...preferenceCalls,
  ...measuredCalls,
  ...poolingCalls,
  ...packingCalls,
  bestConstant: async ({ inputs, optima }) => bestConstant(inputs, playable, optima).targets,
  compareInPlugin: async (windows, polynomials) =>
    compareInPlugin(windows, polynomials, DEFAULT_PLUGIN_MODEL_OPTIONS.seed, PLUGIN_PENALTY_LIMITS),
  keepCopy: async (file, audioId, byHand) => writeKept(audioId, file, byHand, await createIdHasher()),
  checkKeptCopy: async (audioId) => checkKept(audioId, async (file) => audioIdOf(file)),
  checkStagedCopy: async (audioId, stagedName) => isStagedWhole(stagedName, audioId, async (file) => audioIdOf(file)),
};
