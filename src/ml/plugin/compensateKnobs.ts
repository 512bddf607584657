import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import { clamp } from '../objective/clamp.ts';
import { type Bend, BENT_KNOBS } from './knobBend.ts';

const STEPS_PER_UNIT = 100;
/** What plays may be so far from what is wanted, as a part of the knob's range. */
const REACHED_SHARE = 0.02;

type KnobKey = (typeof BENT_KNOBS)[number]['key'];

/** Knobs that make up for the bend on one sound. */
export interface CompensatedKnobs {
  /** What is written to the preset. */
  readonly knobs: ClusterHyperparameters;
  /** What the plugin plays with them, the mean over the sound's updates. */
  readonly played: ClusterHyperparameters;
  /** Whether that is within 2 % of the knob's range of what is wanted. */
  readonly reached: Readonly<Record<KnobKey, boolean>>;
}

/**
 * The knobs with which the plugin plays what is wanted as nearly as it can [B3]: least squares over the updates, each knob
 * apart, within its range and on its steps of 0.01. Without updates the wanted values themselves.
 *
 * @param updates of the sound, by `traceBend`.
 */
export function compensateKnobs(updates: Updates, wanted: ClusterHyperparameters): CompensatedKnobs {
  const knobs = { ...wanted };
  for (const { key, high } of BENT_KNOBS) {
    knobs[key] = snap(clamp(leastSquares(updates, key, high, wanted[key]), 0, high));
  }
  return playKnobs(updates, knobs, wanted);
}

/** The wanted values as knobs, within their ranges and on their steps, and what the plugin makes of them [B2]. */
export function plainKnobs(updates: Updates, wanted: ClusterHyperparameters): CompensatedKnobs {
  const knobs = { ...wanted };
  for (const { key, high } of BENT_KNOBS) knobs[key] = snap(clamp(wanted[key], 0, high));
  return playKnobs(updates, knobs, wanted);
}

/** What the plugin plays on a sound with knobs as they stand [B2]. */
export function playKnobs(
  updates: Updates,
  knobs: ClusterHyperparameters,
  wanted: ClusterHyperparameters,
): CompensatedKnobs {
  const played = { ...wanted };
  const reached = { ...NONE_REACHED };
  for (const { key, high } of BENT_KNOBS) {
    played[key] = meanPlayed(updates, key, high, knobs[key]);
    reached[key] = Math.abs(played[key] - wanted[key]) <= REACHED_SHARE * high;
  }
  return { knobs, played, reached };
}

type Updates = readonly Pick<Bend, 'share' | 'inferred'>[];

const NONE_REACHED: Record<KnobKey, boolean> = {
  distancePenalty: false,
  normRate: false,
  lowPenalty: false,
  highPenalty: false,
  minimaxStrength: false,
};

/** The k that minimises Σ((1 − b)·k + b·inferred − wanted)²; the wanted value where the knob has no say at all. */
function leastSquares(updates: Updates, key: KnobKey, high: number, wanted: number) {
  let squares = 0;
  let products = 0;
  for (const { share, inferred } of updates) {
    const own = 1 - share;
    squares += own * own;
    products += own * (wanted - share * clamp(inferred[key], 0, high));
  }
  return squares > 0 ? products / squares : wanted;
}

function meanPlayed(updates: Updates, key: KnobKey, high: number, knob: number): number {
  if (updates.length === 0) return knob;
  let sum = 0;
  for (const { share, inferred } of updates) sum += knob + share * (clamp(inferred[key], 0, high) - knob);
  return sum / updates.length;
}

function snap(value: number): number {
  return Math.round(value * STEPS_PER_UNIT) / STEPS_PER_UNIT;
}
