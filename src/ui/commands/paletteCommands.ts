import type { Command } from '../../stages/shell/commands.ts';
import type { Workbench } from '../../stages/workbench.ts';
import { ROUTES, type RouteId } from '../routes.ts';
import { pressWhenSeen, type SeenButton } from './buttons.ts';

/** What else people type for a command of the registry, by its id. */
const WORDS: Readonly<Record<string, string>> = {
  'go-import': 'list library sounds table map start',
  'go-optimise': 'search trials tpe',
  'go-model': 'train network ridge',
  'go-inference': 'hear listen predict preset',
  'go-data': 'export backup storage sql console',
  'add-files': 'import open sounds wav flac mp3 upload load',
  'add-folder': 'import open sounds dir load',
  projects: 'library workspace switch duplicate rename new open another data set',
  reconnect: 'missing moved find lost relink',
  'fetch-dataset': 'hugging face hub download public import data set',
  examples: 'demo try sample',
  'extract-all': 'describe features analyse',
  'run-all': 'everything start go optimise train',
  'bo-all': 'bayesian optimisation search trials batch optimise',
  train: 'polynomial fit learn',
  'predict-all': 'answer batch presets',
  'export-presets': 'save zip vst vstpreset daw download',
  'export-database': 'save sql backup download',
  'export-csv': 'save table spreadsheet excel download',
  jobs: 'progress tasks queue running',
  'stop-all': 'cancel quit halt',
  theme: 'colours appearance light dark mode',
  palette: 'search actions',
  shortcuts: 'keys hotkeys bindings',
  help: 'manual documentation words glossary',
  tour: 'guide introduction tutorial',
  about: 'version licences offline report methods cite bug issue',
  'hear-other': 'compare ab toggle',
  'hear-defaults': 'compare ab toggle original',
};

/** Buttons that are pressed by their names from any tab, and what people type for them. */
const PLACES: Readonly<Record<RouteId, Readonly<Record<string, string>>>> = {
  library: {
    Tag: 'label genre category mark',
    'Compare Blind': 'listen ab test prefer',
    'Search Again': 'bayesian optimisation trials better',
    'Show in Map': 'similar cluster plot',
  },
  import: {
    'Extract Selected': 'describe features analyse descriptors',
    'Remove Selected': 'delete files sounds trash',
    'Measure Timbre': 'map similar spectral',
  },
  optimise: {
    'Run BO': 'bayesian optimisation search trials optimise',
    Resume: 'continue go on search',
    'Find Collection Preset': 'folder together one preset for all measured',
    'Export Measured CSV': 'save table download',
  },
  model: {
    'Train Network': 'neural ensemble learn',
    'Train Student': 'polynomial distil learn',
    'Train Plugin Model': 'header learn daw',
    'Import Model': 'open load json',
    'Load Latest Model': 'newest use',
    'Compare in the Plugin': 'measure figures models',
  },
  inference: {
    'Choose Audio': 'open sound file',
    'Predict Hyperparams': 'answer preset hyperparameters',
    'Export Preset JSON': 'save download',
    'Add to Data Set': 'keep import',
    'Open Sound': 'hear listen play',
    'Import Preset': 'open load vst vstpreset aupreset',
    'Export .vstpreset': 'save preset daw vst',
    'Save to Preset Folder': 'daw vst',
    'Render WAV': 'bounce save audio export',
    'Render Stems': 'bounce clusters separate split export',
    'Judge This Sound': 'compare best measure',
    'Start Blind Comparison': 'abx listen test',
    'Open Live View': 'play windows plugin',
  },
  data: {
    'Export Parquet': 'pandas polars save download',
    'Export Attributions': 'licences credits authors csv',
    'Attributions as Markdown': 'licences credits authors',
    'Import DuckDB': 'open database merge load restore',
    'Export best_equations.json': 'desktop polynomial save',
    'Export AutoHyperModelData.h': 'header plugin c++ cpp',
    'Plugin Kit': 'header compile export',
    'Back Up Now': 'backup save copy',
    'Restore from Backup': 'recover undo',
    'Keep my data': 'persist storage',
    'Free Space': 'storage disk quota clean',
    'Delete All Data': 'reset clear erase remove',
    'Run SQL': 'console query database',
    'Download CSV': 'sql result save',
    'Copy Methods': 'paper cite settings seeds',
  },
};

/** What else people type for a command. */
export function wordsFor({ id }: Pick<Command, 'id'>): string {
  return WORDS[id] ?? PLACE_COMMANDS.find((place) => place.id === id)?.words ?? '';
}

const PLACE_COMMANDS = ROUTES.flatMap(({ id: view, name: group, hash }) =>
  Object.entries(PLACES[view]).map(([title, words]) => ({
    id: `press-${view}-${title}`,
    title,
    words,
    group,
    run: async () => {
      location.hash = hash;
      await pressWhenSeen(title);
    },
  })),
);

/**
 * All that the palette finds: the registry, Undo and Redo, buttons of every tab, and those that are seen now.
 *
 * @param buttons what is seen now
 */
export function paletteCommands(
  { commands, undoing }: Pick<Workbench, 'commands' | 'undoing'>,
  buttons: readonly SeenButton[],
): readonly Command[] {
  const steps: readonly Command[] = [
    {
      id: 'undo',
      title: 'Undo',
      group: 'Edit',
      keys: ['Mod+Z'],
      isEnabled: () => undoing.undoable.value !== null,
      run: async () => undoing.undo(),
    },
    {
      id: 'redo',
      title: 'Redo',
      group: 'Edit',
      keys: ['Mod+Shift+Z'],
      isEnabled: () => undoing.redoable.value !== null,
      run: async () => undoing.redo(),
    },
  ];
  const known = [...commands.all.value, ...steps, ...PLACE_COMMANDS];
  const titles = new Set(known.map(({ title }) => title));
  const seen = new Map(buttons.filter(({ name }) => !titles.has(name)).map(({ name, button }) => [name, button]));
  return [
    ...known,
    ...Array.from(seen, ([title, button]) => ({
      id: `seen-${title}`,
      title,
      group: 'On this page',
      isEnabled: () => !button.disabled,
      run: () => button.click(),
    })),
  ];
}
