import { releaseNumbers } from '../../audio/bytes/release.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS, TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { PLUGIN_PENALTY_LIMITS } from '../../domain/playable.ts';
import { ensembleConfidence, foldConfidence } from '../../ml/confidence/confidenceBasis.ts';
import { globalBest } from '../../ml/objective/globalSearch.ts';
import { networkAnswers } from '../../ml/network/scoreNetwork.ts';
import { predict, rawAnswer } from '../../ml/prediction/predict.ts';
import { DEFAULT_PLUGIN_MODEL_OPTIONS, trainPluginModel } from '../../ml/pluginModel/trainPluginModel.ts';
import { heldOutQuality, regretsOfAnswers } from '../../ml/quality/heldOutQuality.ts';
import { descriptorRow } from '../../ml/quality/regret.ts';
import { seenRows } from '../../ml/quality/seenRows.ts';
import { DEFAULT_STUDENT_OPTIONS, trainStudent } from '../../ml/student/trainStudent.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { Evaluation, EvaluationRequest } from '../contracts/learning.ts';
import { transfer } from '../pool/transfer.ts';

/**
 * What learns from the score, and how good models are (Q), within what the plugin can play [B4]. TensorFlow.js is loaded when
 * a network is trained.
 */
export const learningCalls = {
  async searchDirectly(inputs, limits) {
    const rows = inputs.length / DESCRIPTOR_COUNT;
    const targets = new Float64Array(rows * TARGET_COUNT);
    const scores = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const best = globalBest(descriptorRow(inputs, row), limits);
      targets.set(best.targets, row * TARGET_COUNT);
      scores[row] = best.score;
    }
    return transfer({ targets, scores }, [targets.buffer, scores.buffer]);
  },

  async answerRows(model, inputs) {
    const rows = inputs.length / DESCRIPTOR_COUNT;
    const hyperparameters = new Float64Array(rows * HYPERPARAMETERS.length);
    const scores = new Float64Array(rows);
    const confidences = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const answer = predict(model, descriptorRow(inputs, row));
      HYPERPARAMETERS.forEach(({ key }, i) => {
        hyperparameters[row * HYPERPARAMETERS.length + i] = answer.hyperparameters[key];
      });
      scores[row] = answer.score;
      confidences[row] = answer.confidence.value;
    }
    return transfer({ hyperparameters, scores, confidences }, [
      hyperparameters.buffer,
      scores.buffer,
      confidences.buffer,
    ]);
  },

  async answerRowsRaw(model, inputs) {
    const rows = inputs.length / DESCRIPTOR_COUNT;
    const answers = new Float64Array(rows * TARGET_COUNT);
    for (let row = 0; row < rows; row++) {
      answers.set(rawAnswer(model, descriptorRow(inputs, row)), row * TARGET_COUNT);
    }
    return transfer(answers, [answers.buffer]);
  },

  async seenRows(trained, known) {
    const rows = seenRows(trained, known);
    releaseNumbers([trained, ...known]);
    return rows;
  },

  async evaluateModel(request) {
    const evaluation = { quality: heldOutQuality(request, PLUGIN_PENALTY_LIMITS), confidence: confidenceOf(request) };
    const { inputs, best, answers, folds } = request;
    releaseNumbers([inputs, best, answers, ...folds.flatMap(({ test, train }) => [test, train])]);
    return transfer(evaluation, [evaluation.quality.regrets.buffer]);
  },

  async trainNetwork(request, onProgress) {
    const { trainNetwork } = await import('./networkTraining.ts');
    return trainNetwork(request, onProgress);
  },

  async trainStudent({ inputs, teacher, seed, objective }, onProgress) {
    const limits = PLUGIN_PENALTY_LIMITS;
    const options = { ...DEFAULT_STUDENT_OPTIONS, seed, limits, ...(objective === 'proxy' ? {} : { iterations: 0 }) };
    const training = await trainStudent(inputs, teacher, options, onProgress);
    if (training === null) throw new DOMException('Stopped.', 'AbortError');
    return training;
  },

  async trainPluginModel({ windows, teacher, seed }, onProgress) {
    const targets = teacher === null ? null : networkAnswers(teacher, windows.scored);
    const options = { ...DEFAULT_PLUGIN_MODEL_OPTIONS, seed, limits: PLUGIN_PENALTY_LIMITS };
    const training = await trainPluginModel(windows, targets, options, onProgress);
    if (training === null) throw new DOMException('Stopped.', 'AbortError');
    return training;
  },
} satisfies Partial<ComputeCalls>;

function confidenceOf({ confidence, inputs, best, answers, folds }: EvaluationRequest): Evaluation['confidence'] {
  if (confidence === 'none') return null;
  if (confidence === 'folds') {
    return foldConfidence(inputs, folds, regretsOfAnswers(inputs, best, answers, PLUGIN_PENALTY_LIMITS));
  }
  return ensembleConfidence(inputs, confidence.ensemble, PLUGIN_PENALTY_LIMITS);
}
