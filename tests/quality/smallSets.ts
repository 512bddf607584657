import type { RegretSummary, RegretGrade } from '../../src/domain/regret.ts';
import { networkAnswer } from '../../src/ml/network/scoreNetwork.ts';
import { DEFAULT_SCORE_NETWORK_OPTIONS, trainScoreNetwork } from '../../src/ml/network/trainScoreNetwork.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { bestConstant } from '../../src/ml/quality/bestConstant.ts';
import { constantRows, heldOutQuality } from '../../src/ml/quality/heldOutQuality.ts';
import { descriptorRow, summariseRegret, takeRows } from '../../src/ml/quality/regret.ts';
import { bestScores, regretsOf } from '../support/regrets.ts';
import { optimumTargets, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';

/** What a network that learned from few files says of itself, and what it does on files it has never seen. */
export interface SmallSet {
  readonly name: string;
  readonly verdict: RegretGrade;
  readonly heldOut: RegretSummary;
  readonly heldOutConstant: RegretSummary;
  readonly unseen: RegretSummary;
  readonly unseenConstant: RegretSummary;
}

/**
 * Networks trained on small and odd data sets: some of the reference rows at random, and rows whose descriptors were
 * each taken from another row, which no sound has.
 *
 * @param rows, unseen reference rows × 12.
 */
export async function measureSmallSets(rows: Float64Array, unseen: Float64Array): Promise<readonly SmallSet[]> {
  const sets: SmallSet[] = [];
  for (const size of [12, 24, 60]) {
    for (const seed of [1, 2, 3]) {
      const rng = new DefaultRng(seed);
      sets.push(await measureSet(`${size} sets, seed ${seed}`, drawRows(rows, size, rng), unseen));
    }
  }
  for (const seed of [1, 2]) {
    const rng = new DefaultRng(seed);
    const odd = shuffleColumns(drawRows(rows, 60, rng), rng);
    const oddUnseen = shuffleColumns(unseen, rng);
    sets.push(await measureSet(`60 sets with descriptors exchanged, seed ${seed}`, odd, oddUnseen));
  }
  return sets;
}

async function measureSet(name: string, inputs: Float64Array, unseen: Float64Array): Promise<SmallSet> {
  const count = inputs.length / 12;
  const groups = Array.from({ length: count }, (_, row) => String(row));
  const training = await trainScoreNetwork(inputs, groups, DEFAULT_SCORE_NETWORK_OPTIONS, () => true);
  if (training === null) throw new Error('nobody stopped it');
  const { network, outOfFold, heldOutBy } = training;
  const all = Uint32Array.from(groups.keys());
  const optima = optimumTargets(windowOptima(inputs, count));
  const folds = network.members.map((_, member) => ({
    test: all.filter((row) => heldOutBy[row] === member),
    train: all.filter((row) => heldOutBy[row] !== member),
  }));
  const quality = heldOutQuality({
    name,
    basis: 'held-out',
    inputs,
    best: bestScores(inputs),
    answers: outOfFold,
    folds,
    constants: folds.map((fold) => {
      const seen = constantRows({ inputs, optima }, fold);
      return bestConstant(seen.inputs, undefined, seen.optima).targets;
    }),
  });
  const best = bestScores(unseen);
  const { hyperparameters } = bestConstant(inputs);
  return {
    name,
    verdict: quality.verdict,
    heldOut: quality.regret,
    heldOutConstant: quality.constant,
    unseen: summariseRegret(regretsOf((d) => decodeModelOutput(networkAnswer(network, d)), unseen, best)),
    unseenConstant: summariseRegret(regretsOf(() => hyperparameters, unseen, best)),
  };
}

/** `size` different rows at random. */
function drawRows(rows: Float64Array, size: number, rng: DefaultRng): Float64Array {
  const order = Array.from({ length: rows.length / 12 }, (_, row) => ({ row, place: rng.double() }));
  order.sort((a, b) => a.place - b.place);
  return takeRows(
    rows,
    Uint32Array.from(order.slice(0, size), ({ row }) => row),
    12,
  );
}

/** Every descriptor from a row of its own. */
function shuffleColumns(rows: Float64Array, rng: DefaultRng): Float64Array {
  const count = rows.length / 12;
  return rows.map((_, i) => descriptorRow(rows, Math.floor(rng.double() * count))[i % 12]!);
}
