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
  record,
  string,
  url,
  type GenericSchema,
} from 'valibot';
import { appError } from '../../domain/errors.ts';
import { DEFAULT_TRIAL_BUDGET, TRIAL_BUDGET_LIMITS, type TrialBudget } from '../../domain/trials.ts';
import {
  DEFAULT_MEASURED_SETTINGS,
  MEASURED_LIMITS,
  OBJECTIVES,
  type MeasuredSettings,
} from '../../domain/measured.ts';
import { PROJECT_RATES_HZ } from '../../domain/pluginInUse.ts';
import type { PackageFormats } from '../../domain/preset.ts';
import { DEFAULT_NAME_PATTERN, LONGEST_NAME_PATTERN } from '../../formats/presets/presetNames.ts';
import { loadSetting, saveSetting, whenSettingsFull } from '../../store/settings.ts';

/** How many statements of the SQL console are remembered. */
export const SQL_HISTORY_LENGTH = 50;

const SILENT =
  "The browser's own database (IndexedDB) does not give back your settings, so this visit begins with the usual ones. They " +
  'and your data are where they were. Close other tabs and windows of this app, or restart the browser, then reload this page.';

const FULL =
  'No room is left for settings and for what is chosen under Hear: what you change now is lost with this page. Free Space makes room.';

const limited = (key: keyof TrialBudget) =>
  pipe(number(), integer(), minValue(TRIAL_BUDGET_LIMITS[key].min), maxValue(TRIAL_BUDGET_LIMITS[key].max));

const measured = (key: keyof MeasuredSettings) =>
  pipe(number(), minValue(MEASURED_LIMITS[key].min), maxValue(MEASURED_LIMITS[key].max));

/** What the library's table may be grouped by. */
const SOUND_GROUPS = ['none', 'folder', 'genre', 'tag', 'licence'] as const;

interface SoundsTable {
  readonly hidden: readonly string[];
  readonly order: readonly string[];
  readonly widthsRem: Readonly<Record<string, number>>;
  readonly groupBy: (typeof SOUND_GROUPS)[number];
}

const HIDDEN_AT_FIRST = ['audioId', 'sampleRateHz', 'channels', 'source', 'licenseFamily', 'importedAt', 'descriptors'];

interface Definition<Value> {
  readonly schema: GenericSchema<unknown, Value>;
  readonly fallback: Value;
}

/** What a setting may be, and what it is unless an earlier visit left another. */
function setting<Value>(schema: GenericSchema<unknown, Value>, fallback: NoInfer<Value>): Definition<Value> {
  return { schema, fallback };
}

/** What is kept across visits. */
const DEFINITIONS = {
  theme: setting(picklist(['system', 'dark', 'light']), 'dark'),
  /** The chosen tab as a hash route, `#/import`. */
  route: setting(string(), '#/import'),
  trialBudget: setting<TrialBudget>(
    object({
      startupTrials: limited('startupTrials'),
      totalTrials: limited('totalTrials'),
      repeatsPerTrial: limited('repeatsPerTrial'),
      seed: limited('seed'),
    }),
    DEFAULT_TRIAL_BUDGET,
  ),
  /** What presets are searched by on the Bayesian Opt tab. */
  objective: setting(picklist(OBJECTIVES), 'proxy'),
  measured: setting<MeasuredSettings>(
    object({
      clusterCount: pipe(measured('clusterCount'), integer()),
      changeWeight: measured('changeWeight'),
      partnerCount: pipe(measured('partnerCount'), integer()),
      startupTrials: pipe(measured('startupTrials'), integer()),
      totalTrials: pipe(measured('totalTrials'), integer()),
      seed: pipe(measured('seed'), integer()),
    }),
    DEFAULT_MEASURED_SETTINGS,
  ),
  /** What models learn from. */
  modelObjective: setting(picklist(OBJECTIVES), 'proxy'),
  alphaGrid: setting(picklist(['desktop', 'extended']), 'extended'),
  /** How Run All finds each file's best parameters: as the desktop, by trials, or by direct search of the objective. */
  labels: setting(picklist(['bayesian', 'direct']), 'direct'),
  /** The model that was chosen by hand; null for the best one. (`modelInUse` of 1.0 was set by every training.) */
  chosenModel: setting(nullable(string()), null),
  /** The DAW's sample rate in Hz; null for each sound's own. */
  projectRateHz: setting<number | null>(nullable(picklist(PROJECT_RATES_HZ)), null),
  /** When the database was last exported, in milliseconds since 1970; null for never. */
  lastExportAtMs: setting(nullable(number()), null),
  /** The ids of what it held; null for none, and for an export of an earlier version. */
  lastExportHolds: setting(nullable(object({ files: array(string()), models: array(string()) })), null),
  refineTrials: setting(pipe(number(), integer(), minValue(1), maxValue(60)), 12),
  refineSeed: setting(limited('seed'), 1337),
  /** What a zip of presets holds beside `.vstpreset`. */
  presetFormats: setting<PackageFormats>(object({ audioUnit: boolean(), json: boolean() }), {
    audioUnit: false,
    json: false,
  }),
  /** The pattern by which the presets of a zip are named. */
  presetNames: setting(pipe(string(), maxLength(LONGEST_NAME_PATTERN)), DEFAULT_NAME_PATTERN),
  /** Origin of the data sets' repositories. */
  hubUrl: setting(pipe(string(), url()), 'https://huggingface.co'),
  /** Origin of their viewer's API. */
  viewerUrl: setting(pipe(string(), url()), 'https://datasets-server.huggingface.co'),
  /** An access token that the user asked to keep; null for none. */
  hubToken: setting(nullable(string()), null),
  /** The statements that the SQL console ran, the latest first, each once. */
  sqlHistory: setting<readonly string[]>(pipe(array(string()), maxLength(SQL_HISTORY_LENGTH)), []),
  /** Whether copies of imported audio are kept by themselves. */
  keepCopies: setting(boolean(), true),
  /** How many GB they may take; null for as much as the browser's grant suggests. */
  roomForCopiesGb: setting(nullable(pipe(number(), integer(), minValue(1), maxValue(10_000))), null),
  /** Whether the end of a long job in the background is notified. */
  notifyJobs: setting(boolean(), false),
  /** Whether single printable keys are shortcuts. */
  singleKeys: setting(boolean(), true),
  /** The columns of the table of audio files that are not shown. */
  hiddenColumns: setting<readonly string[]>(array(string()), ['best', 'licenseFamily', 'importedAt']),
  /** How the library's table stands: the columns that are not shown, their order and widths in rem, and what it is grouped by. */
  soundsTable: setting<SoundsTable>(
    object({
      hidden: array(string()),
      order: array(string()),
      widthsRem: record(string(), pipe(number(), minValue(1), maxValue(100))),
      groupBy: picklist(SOUND_GROUPS),
    }),
    { hidden: HIDDEN_AT_FIRST, order: [], widthsRem: {}, groupBy: 'none' },
  ),
  /** Whether the arrow keys play the sound that they come to, in the library's table. */
  arrowsPlay: setting(boolean(), true),
  /** The places whose Details are unfolded. */
  openDetails: setting<readonly string[]>(array(string()), []),
  /** Whether the tour was taken or left; then it is no longer offered on the empty page. */
  tourSeen: setting(boolean(), false),
};

type SettingValues = { [Key in keyof typeof DEFINITIONS]: (typeof DEFINITIONS)[Key]['fallback'] };

/** What the user set: signals that views write to. */
export type Settings = { readonly [Key in keyof SettingValues]: Signal<SettingValues[Key]> };

const KEYS = Object.keys(DEFINITIONS) as readonly (keyof SettingValues)[];

/**
 * Reads what an earlier visit left; anything missing or no longer valid takes its default.
 *
 * @param onError what could not be saved, at any time, and once that the browser does not give what was
 */
export async function loadSettings(onError: (error: unknown) => void): Promise<Settings> {
  whenSettingsFull(() => onError(appError('storage-full', 'import', FULL)));
  let isSilent = false;
  const onSilence = () => {
    if (!isSilent) onError(appError('storage-unavailable', 'import', SILENT));
    isSilent = true;
  };
  const load = async <Key extends keyof SettingValues>(key: Key): Promise<Signal<SettingValues[Key]>> => {
    const { schema, fallback } = DEFINITIONS[key] as Definition<SettingValues[Key]>;
    return persistent(key, await loadSetting(key, schema, fallback, onSilence), onError);
  };
  return Object.fromEntries(await Promise.all(KEYS.map(async (key) => [key, await load(key)]))) as Settings;
}

/** Reads anew what another tab may have set; what is set here meanwhile stays, and so does the tab that is shown. */
export async function rereadSettings(settings: Settings): Promise<void> {
  const reread = async (key: keyof SettingValues): Promise<void> => {
    const { schema } = DEFINITIONS[key] as Definition<unknown>;
    const setting = settings[key] as Signal<unknown>;
    const before = setting.peek();
    const kept = await loadSetting(key, schema, before);
    if (setting.peek() === before && JSON.stringify(kept) !== JSON.stringify(before)) setting.value = kept;
  };
  await Promise.all(KEYS.filter((key) => key !== 'route').map(async (key) => reread(key)));
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
