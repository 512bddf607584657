import type { ModelQuality, RegretSummary, RegretGrade } from '../../domain/regret.ts';
import { formatFixed } from '../../domain/numberText.ts';

/** Mean held-out regrets up to which an answer is as good as direct search, and good. */
const NEAR_PERFECT = 0.005;
const GOOD = 0.02;

/** A model that does not beat the best single constant on held-out files is of no use, however well it fits. */
export function verdictOf(model: RegretSummary, constant: RegretSummary): RegretGrade {
  if (model.mean >= constant.mean) return 'fails';
  if (model.mean <= NEAR_PERFECT) return 'near-perfect';
  return model.mean <= GOOD ? 'good' : 'useful';
}

/** The verdict as a sentence for people, with the figures it rests on. */
export function verdictSentence(
  name: string,
  model: RegretSummary,
  constant: RegretSummary,
  basis: ModelQuality['basis'] = 'held-out',
): string {
  const files = basis === 'held-out' ? 'held-out files' : 'the files of the data set';
  const figures =
    `mean regret ${formatFixed(model.mean, 4)} on ${files} against ` +
    `${formatFixed(constant.mean, 4)} for the best single constant`;
  return `${name} ${WORDS[verdictOf(model, constant)]} (${figures}).`;
}

const WORDS: Readonly<Record<RegretGrade, string>> = {
  fails: 'does no better than one preset for every file',
  useful: 'beats the best single constant, with room to improve',
  good: 'is good',
  'near-perfect': 'is close to searching every file directly',
};
