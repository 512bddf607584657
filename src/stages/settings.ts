import { effect, signal, type Signal } from '@preact/signals-core';
import {
  integer,
  maxValue,
  minValue,
  nullable,
  number,
  object,
  picklist,
  pipe,
  string,
  type GenericSchema,
} from 'valibot';
import { DEFAULT_TRIAL_BUDGET, TRIAL_BUDGET_LIMITS, type TrialBudget } from '../domain/trials.ts';
import { loadSetting, saveSetting } from '../store/settings.ts';

export type Theme = 'system' | 'dark' | 'light';

const limited = (key: keyof TrialBudget) =>
  pipe(number(), integer(), minValue(TRIAL_BUDGET_LIMITS[key].min), maxValue(TRIAL_BUDGET_LIMITS[key].max));

const SCHEMAS = {
  theme: picklist(['system', 'dark', 'light']),
  route: string(),
  trialBudget: object({
    startupTrials: limited('startupTrials'),
    totalTrials: limited('totalTrials'),
    repeatsPerTrial: limited('repeatsPerTrial'),
    seed: limited('seed'),
  }),
  alphaGrid: picklist(['desktop', 'extended']),
  modelInUse: nullable(string()),
  refineTrials: pipe(number(), integer(), minValue(1), maxValue(60)),
  refineSeed: limited('seed'),
};

/** What the user set: signals that views write to, kept across visits. */
export class Settings {
  readonly theme: Signal<Theme>;
  /** The chosen tab as a hash route, `#/import`. */
  readonly route: Signal<string>;
  readonly trialBudget: Signal<TrialBudget>;
  readonly alphaGrid: Signal<'desktop' | 'extended'>;
  readonly modelInUse: Signal<string | null>;
  readonly refineTrials: Signal<number>;
  readonly refineSeed: Signal<number>;

  private constructor(values: Omit<Settings, never>) {
    this.theme = values.theme;
    this.route = values.route;
    this.trialBudget = values.trialBudget;
    this.alphaGrid = values.alphaGrid;
    this.modelInUse = values.modelInUse;
    this.refineTrials = values.refineTrials;
    this.refineSeed = values.refineSeed;
  }

  /** Reads what an earlier visit left; anything missing or no longer valid takes its default. */
  static async load(onSaveError: (error: unknown) => void): Promise<Settings> {
    const kept = async <T>(key: string, schema: GenericSchema<unknown, T>, fallback: T): Promise<Signal<T>> =>
      persistent(key, await loadSetting(key, schema, fallback), onSaveError);
    const [theme, route, trialBudget, alphaGrid, modelInUse, refineTrials, refineSeed] = await Promise.all([
      kept<Theme>('theme', SCHEMAS.theme, 'dark'),
      kept('route', SCHEMAS.route, '#/import'),
      kept<TrialBudget>('trialBudget', SCHEMAS.trialBudget, DEFAULT_TRIAL_BUDGET),
      kept<'desktop' | 'extended'>('alphaGrid', SCHEMAS.alphaGrid, 'extended'),
      kept<string | null>('modelInUse', SCHEMAS.modelInUse, null),
      kept('refineTrials', SCHEMAS.refineTrials, 12),
      kept('refineSeed', SCHEMAS.refineSeed, 1337),
    ]);
    return new Settings({ theme, route, trialBudget, alphaGrid, modelInUse, refineTrials, refineSeed });
  }
}

function persistent<T>(key: string, initial: T, onSaveError: (error: unknown) => void): Signal<T> {
  const setting = signal(initial);
  let first = true;
  effect(() => {
    const { value } = setting;
    if (!first) saveSetting(key, value).catch(onSaveError);
    first = false;
  });
  return setting;
}
