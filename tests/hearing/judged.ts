import { TARGET_COUNT, type Hyperparameters } from '../../src/domain/hyperparameters.ts';
import { playable } from '../../src/domain/playable.ts';
import { chooseCandidate, JUDGING_PARTNERS, partnerScores } from '../../src/ml/judge/judge.ts';
import { pickSettings } from '../../src/ml/measured/adaptation.ts';
import { bootstrapMean, type MeanInterval } from '../../src/ml/measured/bootstrap.ts';
import { drawPartners } from '../../src/ml/measured/partners.ts';
import { GENERAL_PRESET } from '../../src/ml/measured/generalPreset.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { playableBest } from '../../src/ml/objective/globalSearch.ts';
import {
  packSettings,
  sliced,
  type HearingOptions,
  type HeardSound,
  type MeasureTasks,
  type Searched,
} from './hear.ts';
import { polynomialAnswers, tableOf } from './judge.ts';

/** What a way to choose makes of mixtures that nothing was chosen by. */
interface JudgedLine {
  readonly name: string;
  readonly purity: number;
  readonly score: number;
  /** In purity over the constant, relative to the constant's mean purity; null for the constant itself. */
  readonly gain: MeanInterval | null;
}

export interface JudgedHearing {
  readonly files: number;
  readonly recordings: number;
  readonly lines: readonly JudgedLine[];
  /** Files for which the judge left the constant, and the general preset where no collection was searched. */
  readonly left: number;
  readonly leftGeneral: number;
}

/** Places among a file's candidates. */
const [CONSTANT, DEFAULTS, OPTIMUM, PREDICTED, OWN, GENERAL] = [0, 1, 2, 3, 4, 5];

/**
 * What the judge [J] gains over the best constant: it chooses with 6 partners on the second segment, and everything is tried
 * with 6 others on the fourth. The constants were searched with other partners on the first and third.
 */
export async function judgedGain(
  sounds: readonly HeardSound[],
  { settings, parts }: Searched,
  { changeWeight, partnerCount, seed }: HearingOptions,
  measure: MeasureTasks,
): Promise<JudgedHearing> {
  const place = new Map(sounds.map(({ id }, i) => [id, i]));
  const drawn = sounds.map((sound) =>
    drawPartners(sound, sounds, partnerCount + 2 * JUDGING_PARTNERS, seed)
      .slice(partnerCount)
      .map((id) => place.get(id)!),
  );
  if (drawn.some((own) => own.length < 2 * JUDGING_PARTNERS)) {
    throw new Error(`there are too few recordings for ${2 * JUDGING_PARTNERS} partners beside ${partnerCount}`);
  }
  const groups = sounds.map(({ group }) => group);
  const inputs = Float64Array.from(sounds.flatMap(({ descriptors }) => [...descriptors]));
  const picks = pickSettings({ table: tableOf(parts, changeWeight), inputs, groups });
  const optima = sounds.map(({ descriptors }) => playableBest(descriptors));
  const answers = polynomialAnswers(inputs, Float64Array.from(optima.flatMap(({ targets }) => [...targets])), groups);
  const candidates = sounds.map((_, f): readonly Hyperparameters[] => {
    const raw = answers.subarray(f * TARGET_COUNT, (f + 1) * TARGET_COUNT);
    const { constant, own } = picks[f]!;
    return [
      settings[constant]!,
      DEFAULT_HYPERPARAMETERS,
      optima[f]!.hyperparameters,
      playable(decodeModelOutput(raw)),
      settings[own]!,
      GENERAL_PRESET,
    ];
  });
  const tryAll = async (from: number, segment: number) =>
    (
      await measure(
        sounds.map((_, file) => ({
          file,
          set: 'unseen',
          places: [segment],
          partners: drawn[file]!.slice(from, from + JUDGING_PARTNERS),
          settings: packSettings(candidates[file]!),
        })),
      )
    ).map((all, file) =>
      sliced(all, candidates[file]!.length).map((own) => partnerScores(own, JUDGING_PARTNERS, changeWeight)),
    );
  const choosing = await tryAll(0, 0);
  const tested = await tryAll(JUDGING_PARTNERS, 1);
  const judged = [CONSTANT, DEFAULTS, OPTIMUM, PREDICTED];
  // The first is the safest, unless none is.
  const judge =
    (some: readonly number[], isSafe = true) =>
    (file: number) => {
      const scores = some.map((candidate) => choosing[file]![candidate]!.score);
      return some[chooseCandidate(scores, isSafe ? 0 : null)]!;
    };
  const withoutCollection = judge([DEFAULTS, GENERAL, OPTIMUM, PREDICTED], false);
  const choose = judge(judged);
  const bestOf = (of: typeof choosing) => (file: number) =>
    judged.reduce((best, other) => (mean(of[file]![other]!.score) > mean(of[file]![best]!.score) ? other : best));
  const purities = (pick: (file: number) => number) => sounds.map((_, f) => mean(tested[f]![pick(f)]!.purity));
  const scores = (pick: (file: number) => number) => sounds.map((_, f) => mean(tested[f]![pick(f)]!.score));
  const constant = purities(() => CONSTANT);
  const line = (name: string, pick: (file: number) => number, isConstant = false): JudgedLine => {
    const own = purities(pick);
    const gain = bootstrapMean(
      own.map((purity, f) => purity - constant[f]!),
      groups,
    );
    const relative = (value: number) => value / mean(constant);
    return {
      name,
      purity: mean(own),
      score: mean(scores(pick)),
      gain: isConstant ? null : { mean: relative(gain.mean), low: relative(gain.low), high: relative(gain.high) },
    };
  };
  return {
    files: sounds.length,
    recordings: new Set(groups).size,
    left: sounds.filter((_, file) => choose(file) !== CONSTANT).length,
    leftGeneral: sounds.filter((_, file) => withoutCollection(file) !== GENERAL).length,
    lines: [
      line('best constant', () => CONSTANT, true),
      line('plugin defaults', () => DEFAULTS),
      line('general preset, found on other music', () => GENERAL),
      line('optimum of the formula', () => OPTIMUM),
      line('polynomial, taught the optima of the formula', () => PREDICTED),
      line('each file’s own measured optimum', () => OWN),
      line('**the judge**', choose),
      line('**the judge, where no collection was searched**', withoutCollection),
      line('the same with the general preset as the safest', judge([GENERAL, DEFAULTS, OPTIMUM, PREDICTED])),
      line('the same with the defaults as the safest', judge([DEFAULTS, GENERAL, OPTIMUM, PREDICTED])),
      line('the same with the optimum of the formula as the safest', judge([OPTIMUM, DEFAULTS, PREDICTED])),
      line('the judge, of the file’s own measured optimum too', judge([...judged, OWN])),
      line('best of the choosing mixtures, whatever the noise', bestOf(choosing)),
      line('oracle of the judge’s candidates, chosen on the test itself', bestOf(tested)),
    ],
  };
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
