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
import { DEFAULT_TRIAL_BUDGET, TRIAL_BUDGET_LIMITS, type TrialBudget } from '../domain/trials.ts';
import {
  DEFAULT_MEASURED_SETTINGS,
  MEASURED_LIMITS,
  type MeasuredSettings,
  OBJECTIVES,
  type Objective,
} from '../domain/measured.ts';
import { loadSetting, saveSetting } from '../store/settings.ts';

/** Where labels come from. */
export type LabelSource = 'bayesian' | 'direct';

export type Theme = 'system' | 'dark' | 'light';

const limited = (key: keyof TrialBudget) =>
  pipe(number(), integer(), minValue(TRIAL_BUDGET_LIMITS[key].min), maxValue(TRIAL_BUDGET_LIMITS[key].max));

/** How many statements of the SQL console are remembered. */
export const SQL_HISTORY_LENGTH = 50;

const measured = (key: keyof MeasuredSettings) =>
  pipe(number(), minValue(MEASURED_LIMITS[key].min), maxValue(MEASURED_LIMITS[key].max));

const SCHEMAS = {
  theme: picklist(['system', 'dark', 'light']),
  route: string(),
  trialBudget: object({
    startupTrials: limited('startupTrials'),
    totalTrials: limited('totalTrials'),
    repeatsPerTrial: limited('repeatsPerTrial'),
    seed: limited('seed'),
  }),
  objective: picklist(OBJECTIVES),
  modelObjective: picklist(OBJECTIVES),
  measured: object({
    clusterCount: pipe(measured('clusterCount'), integer()),
    changeWeight: measured('changeWeight'),
    partnerCount: pipe(measured('partnerCount'), integer()),
    startupTrials: pipe(measured('startupTrials'), integer()),
    totalTrials: pipe(measured('totalTrials'), integer()),
    seed: pipe(measured('seed'), integer()),
  }),
  alphaGrid: picklist(['desktop', 'extended']),
  labels: picklist(['bayesian', 'direct']),
  modelInUse: nullable(string()),
  lastExportAtMs: nullable(number()),
  refineTrials: pipe(number(), integer(), minValue(1), maxValue(60)),
  refineSeed: limited('seed'),
  hubUrl: pipe(string(), url()),
  hubToken: nullable(string()),
  sqlHistory: pipe(array(string()), maxLength(SQL_HISTORY_LENGTH)),
  notifyJobs: boolean(),
  singleKeys: boolean(),
  hiddenColumns: array(string()),
  tourSeen: boolean(),
};

/** Where public data sets come from unless the user names other addresses. */
const HUB_URL = 'https://huggingface.co';
const VIEWER_URL = 'https://datasets-server.huggingface.co';

/** What the user set: signals that views write to, kept across visits. */
export class Settings {
  readonly theme: Signal<Theme>;
  /** The chosen tab as a hash route, `#/import`. */
  readonly route: Signal<string>;
  readonly trialBudget: Signal<TrialBudget>;
  /** What presets are searched by on the Bayesian Opt tab. */
  readonly objective: Signal<Objective>;
  readonly measured: Signal<MeasuredSettings>;
  /** What models learn from. */
  readonly modelObjective: Signal<Objective>;
  readonly alphaGrid: Signal<'desktop' | 'extended'>;
  /** How each file's best parameters are found: by trials, or by direct search of the objective. */
  readonly labels: Signal<LabelSource>;
  readonly modelInUse: Signal<string | null>;
  /** When the database was last exported, in milliseconds since 1970; null for never. */
  readonly lastExportAtMs: Signal<number | null>;
  readonly refineTrials: Signal<number>;
  readonly refineSeed: Signal<number>;
  /** Origin of the data sets' repositories. */
  readonly hubUrl: Signal<string>;
  /** Origin of their viewer's API. */
  readonly viewerUrl: Signal<string>;
  /** An access token that the user asked to keep; null for none. */
  readonly hubToken: Signal<string | null>;
  /** The statements that the SQL console ran, the latest first, each once. */
  readonly sqlHistory: Signal<readonly string[]>;
  /** Whether the end of a long job in the background is notified. */
  readonly notifyJobs: Signal<boolean>;
  /** Whether single printable keys are shortcuts. */
  readonly singleKeys: Signal<boolean>;
  /** The columns of the table of audio files that are not shown. */
  readonly hiddenColumns: Signal<string[]>;
  /** Whether the tour was taken or left; then it is no longer offered on the empty page. */
  readonly tourSeen: Signal<boolean>;

  private constructor(values: Omit<Settings, never>) {
    this.theme = values.theme;
    this.route = values.route;
    this.trialBudget = values.trialBudget;
    this.objective = values.objective;
    this.measured = values.measured;
    this.modelObjective = values.modelObjective;
    this.alphaGrid = values.alphaGrid;
    this.labels = values.labels;
    this.modelInUse = values.modelInUse;
    this.lastExportAtMs = values.lastExportAtMs;
    this.refineTrials = values.refineTrials;
    this.refineSeed = values.refineSeed;
    this.hubUrl = values.hubUrl;
    this.viewerUrl = values.viewerUrl;
    this.hubToken = values.hubToken;
    this.sqlHistory = values.sqlHistory;
    this.notifyJobs = values.notifyJobs;
    this.singleKeys = values.singleKeys;
    this.hiddenColumns = values.hiddenColumns;
    this.tourSeen = values.tourSeen;
  }

  /** Reads what an earlier visit left; anything missing or no longer valid takes its default. */
  static async load(onSaveError: (error: unknown) => void): Promise<Settings> {
    const kept = async <T>(key: string, schema: GenericSchema<unknown, T>, fallback: T): Promise<Signal<T>> =>
      persistent(key, await loadSetting(key, schema, fallback), onSaveError);
    const [
      theme,
      route,
      trialBudget,
      objective,
      measuredSettings,
      modelObjective,
      alphaGrid,
      labels,
      modelInUse,
      lastExportAtMs,
      refineTrials,
      refineSeed,
      hubUrl,
      viewerUrl,
      hubToken,
      sqlHistory,
      notifyJobs,
      singleKeys,
      hiddenColumns,
      tourSeen,
    ] = await Promise.all([
      kept<Theme>('theme', SCHEMAS.theme, 'dark'),
      kept('route', SCHEMAS.route, '#/import'),
      kept<TrialBudget>('trialBudget', SCHEMAS.trialBudget, DEFAULT_TRIAL_BUDGET),
      kept<Objective>('objective', SCHEMAS.objective, 'proxy'),
      kept<MeasuredSettings>('measured', SCHEMAS.measured, DEFAULT_MEASURED_SETTINGS),
      kept<Objective>('modelObjective', SCHEMAS.modelObjective, 'proxy'),
      kept<'desktop' | 'extended'>('alphaGrid', SCHEMAS.alphaGrid, 'extended'),
      kept<LabelSource>('labels', SCHEMAS.labels, 'bayesian'),
      kept<string | null>('modelInUse', SCHEMAS.modelInUse, null),
      kept<number | null>('lastExportAtMs', SCHEMAS.lastExportAtMs, null),
      kept('refineTrials', SCHEMAS.refineTrials, 12),
      kept('refineSeed', SCHEMAS.refineSeed, 1337),
      kept('hubUrl', SCHEMAS.hubUrl, HUB_URL),
      kept('viewerUrl', SCHEMAS.hubUrl, VIEWER_URL),
      kept<string | null>('hubToken', SCHEMAS.hubToken, null),
      kept<readonly string[]>('sqlHistory', SCHEMAS.sqlHistory, []),
      kept('notifyJobs', SCHEMAS.notifyJobs, false),
      kept('singleKeys', SCHEMAS.singleKeys, true),
      kept('hiddenColumns', SCHEMAS.hiddenColumns, ['best', 'licenseFamily', 'importedAt']),
      kept('tourSeen', SCHEMAS.tourSeen, false),
    ]);
    return new Settings({
      theme,
      route,
      trialBudget,
      objective,
      measured: measuredSettings,
      modelObjective,
      alphaGrid,
      labels,
      modelInUse,
      lastExportAtMs,
      refineTrials,
      refineSeed,
      hubUrl,
      viewerUrl,
      hubToken,
      sqlHistory,
      notifyJobs,
      singleKeys,
      hiddenColumns,
      tourSeen,
    });
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
