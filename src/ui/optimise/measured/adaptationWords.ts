import { ADAPTING, type AdaptationReport, type AdaptingStrategy, type Strategy } from '../../../domain/collection.ts';
import { formatShare, formatSigned, plural } from '../../shared/text/format.ts';

export const STRATEGY_NAMES: Readonly<Record<Strategy, string>> = {
  defaults: "Plugin's defaults",
  constant: 'Best single constant',
  own: "Best of the file's own trials",
  descriptors: 'Pooled, from descriptors alone',
  pooled: 'Pooled, with own trials',
  oracle: 'Best of all for this very test',
};

export const STRATEGY_HINTS: Readonly<Record<Strategy, string>> = {
  defaults: 'nothing is chosen',
  constant: 'chosen on files of other recordings',
  own: 'chosen on this file, with other partners and segments',
  descriptors: 'what files that sound alike teach; what a model can know of a new file',
  pooled: 'the same, and the own trials as far as they can be trusted',
  oracle: 'chosen on the test itself: out of reach',
};

/** The adapting strategy that gains most, whatever that is. */
export function bestAdapting({ gains }: AdaptationReport): AdaptingStrategy {
  return ADAPTING.reduce((best, strategy) => (gains[strategy].mean > gains[best].mean ? strategy : best));
}

/** Mean score of a strategy over the files. */
export function meanOf({ files }: AdaptationReport, strategy: Strategy, what: 'scores' | 'purities'): number {
  return files.reduce((sum, file) => sum + file[what][strategy], 0) / Math.max(files.length, 1);
}

/** Whether adapting pays, as one says it: the answer, for how many files, by how much. */
export function adaptationAnswer(report: AdaptationReport): { readonly headline: string; readonly text: string } {
  const strategy = bestAdapting(report);
  const { mean, low, high, better, worse } = report.gains[strategy];
  const files = report.files.length;
  const figures =
    `${signed(mean)} in score on average (95 % interval ${signed(low)} to ${signed(high)}), better for ${better} of ` +
    `${plural(files, 'file')} and worse for ${worse}`;
  const name = STRATEGY_NAMES[strategy].toLowerCase();
  if (low === 0 && high === 0) {
    const own = report.gains.own;
    return {
      headline: 'No: one preset for all is the answer.',
      text:
        'Neither what files with similar descriptors prefer nor what their own trials say carries over to other partners ' +
        'and segments, so the pooled answer gives every file the best single constant. Going by its own trials alone ' +
        `would change ${signed(own.mean)} in score on average (95 % interval ${signed(own.low)} to ${signed(own.high)}), ` +
        `better for ${own.better} of ${plural(files, 'file')} and worse for ${own.worse}.`,
    };
  }
  if (low > 0) {
    return { headline: 'Yes, adapting pays here.', text: `“${name}” beats the best single constant: ${figures}.` };
  }
  if (high < 0) {
    return {
      headline: 'No: one preset for all is better.',
      text: `The best single constant beats every way of adapting; the nearest, “${name}”, changes ${figures}.`,
    };
  }
  return {
    headline: 'Not shown: one preset for all does as well.',
    text: `The most that adapting gains, by “${name}”, is ${figures}. The interval holds zero, so it may be luck.`,
  };
}

/** What the score of own trials says of the file's optimum, in words. */
export function trustWords({ trustInOthers, trustInOwn }: AdaptationReport): string {
  return (
    `Of what files with similar descriptors differ from the average, ${formatShare(trustInOthers)} carries over to a file that ` +
    `was held out; of what a file's own trials say beyond that, ${formatShare(trustInOwn)} carries over to other partners and ` +
    'segments. The rest is luck of the draw.'
  );
}

/** A change of a score, with its sign. */
export function signed(value: number): string {
  return formatSigned(value, 4);
}
