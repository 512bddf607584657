import { HYPERPARAMETERS, type HyperparameterKey } from '../../domain/hyperparameters.ts';
import type { PluginModel } from '../../domain/model.ts';
import type { OutputReport, PluginReport } from '../../domain/pluginReport.ts';
import { formatShare } from '../shared/text/format.ts';

/** How much more often than its optimum an output may sit at a bound. */
const STUCK_MARGIN = 0.05;
/** The rank correlations from which answers are said to follow the sound well, and at all. */
const FOLLOWS_WELL = 0.75;
const FOLLOWS = 0.3;

/** The report of a model as sentences: how good, what is stuck, what follows the sound, how sure the plugin would be. */
export function reportSentences({ quality, report }: PluginModel): readonly string[] {
  return [
    ...(quality === null ? [] : [quality.sentence]),
    ...boundSentences(report),
    followSentence(report),
    confidenceSentence(report),
  ].filter((sentence) => sentence !== '');
}

/** `norm_rate`. */
export function columnOf(key: HyperparameterKey): string {
  return HYPERPARAMETERS.find((other) => other.key === key)?.column ?? key;
}

function boundSentences({ outputs }: PluginReport): string[] {
  const stuck = outputs.flatMap((output) => [
    ...boundSentence(output, 'floor', output.atFloor, output.optimumAtFloor),
    ...boundSentence(output, 'ceiling', output.atCeiling, output.optimumAtCeiling),
  ]);
  return stuck.length > 0 ? stuck : ['No output sits at a bound more often than its optimum does.'];
}

function boundSentence({ key }: OutputReport, bound: string, own: number, optimum: number): string[] {
  if (own - optimum <= STUCK_MARGIN) return [];
  return [
    `${columnOf(key)} sits at its ${bound} on ${formatShare(own)} of the windows, its optimum on ${formatShare(optimum)}.`,
  ];
}

function followSentence({ outputs }: PluginReport): string {
  const named = (test: (correlation: number) => boolean) =>
    outputs
      .filter(({ rankCorrelation }) => test(rankCorrelation))
      .map(({ key }) => columnOf(key))
      .join(', ');
  const well = named((value) => value >= FOLLOWS_WELL);
  const partly = named((value) => value >= FOLLOWS && value < FOLLOWS_WELL);
  const hardly = named((value) => !(value >= FOLLOWS));
  const parts = [
    well === '' ? '' : `closely: ${well}`,
    partly === '' ? '' : `in part: ${partly}`,
    hardly === '' ? '' : `hardly: ${hardly}`,
  ].filter((part) => part !== '');
  return `Outputs follow the sound's own optimum ${parts.join('; ')}.`;
}

function confidenceSentence({ meanConfidence }: PluginReport): string {
  if (meanConfidence === null) return '';
  return `The plugin would be ${formatShare(meanConfidence)} sure on average, and blend the answers in by ${formatShare(meanConfidence ** 2)}.`;
}
