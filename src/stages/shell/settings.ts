import { effect, signal, type Signal } from '@preact/signals-core';
import {
  array,
  boolean,
  integer,
  maxLength,
  maxValue,
  minValue,
  nullable,
  number,
  object,
  picklist,
  pipe,
  string,
  url,
  type GenericSchema,
} from 'valibot';
import { DEFAULT_TRIAL_BUDGET, TRIAL_BUDGET_LIMITS, type TrialBudget } from '../../domain/trials.ts';
import {
  DEFAULT_MEASURED_SETTINGS,
  MEASURED_LIMITS,
  type MeasuredSettings,
  OBJECTIVES,
  type Objective,
} from '../../domain/measured.ts';
import { loadSetting, saveSetting } from '../../store/settings.ts';

/** Where labels come from. */
export type LabelSource = 'bayesian' | 'direct';

export type Theme = 'system' | 'dark' | 'light';

const limited = (key: keyof TrialBudget) =>
  pipe(number(), integer(), minValue(TRIAL_BUDGET_LIMITS[key].min), maxValue(TRIAL_BUDGET_LIMITS[key].max));

/** How many statements of the SQL console are remembered. */
export const SQL_HISTORY_LENGTH = 50;

const measured = (key: keyof MeasuredSettings) =>
  pipe(number(), minValue(MEASURED_LIMITS[key].min), maxValue(MEASURED_LIMITS[key].max));

/** What is kept across visits. */
interface SettingValues {
  theme: Theme;
  /** The chosen tab as a hash route, `#/import`. */
  route: string;
  trialBudget: TrialBudget;
  /** What presets are searched by on the Bayesian Opt tab. */
  objective: Objective;
  measured: MeasuredSettings;
  /** What models learn from. */
  modelObjective: Objective;
  alphaGrid: 'desktop' | 'extended';
  /** How each file's best parameters are found: by trials, or by direct search of the objective. */
  labels: LabelSource;
  modelInUse: string | null;
  /** When the database was last exported, in milliseconds since 1970; null for never. */
  lastExportAtMs: number | null;
  refineTrials: number;
  refineSeed: number;
  /** Origin of the data sets' repositories. */
  hubUrl: string;
  /** Origin of their viewer's API. */
  viewerUrl: string;
  /** An access token that the user asked to keep; null for none. */
  hubToken: string | null;
  /** The statements that the SQL console ran, the latest first, each once. */
  sqlHistory: readonly string[];
  /** Whether the end of a long job in the background is notified. */
  notifyJobs: boolean;
  /** Whether single printable keys are shortcuts. */
  singleKeys: boolean;
  /** The columns of the table of audio files that are not shown. */
  hiddenColumns: string[];
  /** Whether the tour was taken or left; then it is no longer offered on the empty page. */
  tourSeen: boolean;
}

/** What the user set: signals that views write to. */
export type Settings = { readonly [Key in keyof SettingValues]: Signal<SettingValues[Key]> };

/** What each may be, and what it is unless an earlier visit left another. */
const DEFINITIONS: {
  readonly [Key in keyof SettingValues]: {
    readonly schema: GenericSchema<unknown, SettingValues[Key]>;
    readonly fallback: SettingValues[Key];
  };
} = {
  theme: { schema: picklist(['system', 'dark', 'light']), fallback: 'dark' },
  route: { schema: string(), fallback: '#/import' },
  trialBudget: {
    schema: object({
      startupTrials: limited('startupTrials'),
      totalTrials: limited('totalTrials'),
      repeatsPerTrial: limited('repeatsPerTrial'),
      seed: limited('seed'),
    }),
    fallback: DEFAULT_TRIAL_BUDGET,
  },
  objective: { schema: picklist(OBJECTIVES), fallback: 'proxy' },
  measured: {
    schema: object({
      clusterCount: pipe(measured('clusterCount'), integer()),
      changeWeight: measured('changeWeight'),
      partnerCount: pipe(measured('partnerCount'), integer()),
      startupTrials: pipe(measured('startupTrials'), integer()),
      totalTrials: pipe(measured('totalTrials'), integer()),
      seed: pipe(measured('seed'), integer()),
    }),
    fallback: DEFAULT_MEASURED_SETTINGS,
  },
  modelObjective: { schema: picklist(OBJECTIVES), fallback: 'proxy' },
  alphaGrid: { schema: picklist(['desktop', 'extended']), fallback: 'extended' },
  labels: { schema: picklist(['bayesian', 'direct']), fallback: 'bayesian' },
  modelInUse: { schema: nullable(string()), fallback: null },
  lastExportAtMs: { schema: nullable(number()), fallback: null },
  refineTrials: { schema: pipe(number(), integer(), minValue(1), maxValue(60)), fallback: 12 },
  refineSeed: { schema: limited('seed'), fallback: 1337 },
  hubUrl: { schema: pipe(string(), url()), fallback: 'https://huggingface.co' },
  viewerUrl: { schema: pipe(string(), url()), fallback: 'https://datasets-server.huggingface.co' },
  hubToken: { schema: nullable(string()), fallback: null },
  sqlHistory: { schema: pipe(array(string()), maxLength(SQL_HISTORY_LENGTH)), fallback: [] },
  notifyJobs: { schema: boolean(), fallback: false },
  singleKeys: { schema: boolean(), fallback: true },
  hiddenColumns: { schema: array(string()), fallback: ['best', 'licenseFamily', 'importedAt'] },
  tourSeen: { schema: boolean(), fallback: false },
};

const KEYS = Object.keys(DEFINITIONS) as readonly (keyof SettingValues)[];

/** Reads what an earlier visit left; anything missing or no longer valid takes its default. */
export async function loadSettings(onSaveError: (error: unknown) => void): Promise<Settings> {
  const load = async <Key extends keyof SettingValues>(key: Key): Promise<Signal<SettingValues[Key]>> => {
    const { schema, fallback } = DEFINITIONS[key];
    return persistent(key, await loadSetting(key, schema, fallback), onSaveError);
  };
  return Object.fromEntries(await Promise.all(KEYS.map(async (key) => [key, await load(key)]))) as Settings;
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
