import type { Overlay } from '../appEvents.ts';
import { ACCEPTED_AUDIO, collectInputFiles, type ChosenFile } from '../../stages/import/chosenFiles.ts';
import type { Command } from '../../stages/shell/commands.ts';
import type { JobKind } from '../../domain/job.ts';
import type { Workbench } from '../../stages/workbench.ts';
import { LIBRARY, ROUTES, TABS, type RouteId } from '../routes.ts';
import { TOUR_NAME } from '../tour/tourSteps.ts';

/** What only the shell can do. */
export interface ShellActions {
  readonly show: (place: Overlay) => void;
  readonly openHelp: () => void;
  readonly startTour: () => void;
  readonly take: (files: readonly ChosenFile[]) => void;
  readonly openHubDialog: () => void;
  readonly exportPresets: (audioIds: readonly string[]) => void;
  readonly nextTheme: () => void;
}

/** The commands that are there from the start, in the order in which the palette shows them. */
export function appCommands(workbench: Workbench, shell: ShellActions): readonly Command[] {
  const { environment, jobs, dataSet, descriptors, optimisation, models, prediction, exporting, settings } = workbench;
  const accepts = (...kinds: readonly JobKind[]) =>
    environment.database.value === 'open' && jobs.active(...kinds) === null;
  const someFiles = () => dataSet.counts.value.files > 0;
  const go = (id: RouteId) => {
    location.hash = ROUTES.find((route) => route.id === id)?.hash ?? '';
  };
  const started = (id: RouteId, work: () => Promise<unknown>) => async () => {
    go(id);
    await work();
  };
  return [
    ...[...TABS, LIBRARY].map(({ id, name }, index): Command => ({
      id: `go-${id}`,
      title: name,
      group: 'Go to',
      keys: [`Alt+${id === LIBRARY.id ? 0 : index + 1}`],
      run: () => go(id),
    })),
    {
      id: 'add-files',
      title: 'Add Audio Files',
      group: 'Files',
      keys: ['Mod+Alt+O'],
      isEnabled: () => accepts('import', 'run-all'),
      run: () => pickFiles({ accept: ACCEPTED_AUDIO }, shell.take),
    },
    {
      id: 'add-folder',
      title: 'Add Folder',
      group: 'Files',
      isEnabled: () => accepts('import', 'run-all'),
      run: () => pickFiles({ folder: true }, shell.take),
    },
    {
      id: 'reconnect',
      title: 'Reconnect',
      group: 'Files',
      isEnabled: () => accepts('import', 'reconnect', 'run-all'),
      run: () => shell.show('reconnect'),
    },
    {
      id: 'fetch-dataset',
      title: 'Fetch Dataset',
      group: 'Files',
      isEnabled: () => accepts('hub-import', 'hub-inspection'),
      run: () => {
        go('import');
        shell.openHubDialog();
      },
    },
    {
      id: 'examples',
      title: 'Load Example Sounds',
      group: 'Files',
      isEnabled: () => accepts('import', 'run-all'),
      run: started('import', async () => workbench.loadExamples()),
    },
    {
      id: 'extract-all',
      title: 'Extract All',
      group: 'Files',
      isEnabled: () => accepts('descriptors', 'run-all') && someFiles(),
      run: started('import', async () => descriptors.extract(descriptors.missing())),
    },
    {
      id: 'run-all',
      title: 'Run All',
      group: 'Files',
      keys: ['Mod+Alt+R'],
      isEnabled: () => accepts('run-all', 'descriptors', 'trials-all', 'training') && someFiles(),
      run: started('import', workbench.runAll),
    },
    {
      id: 'bo-all',
      title: 'Run BO for All',
      group: 'Optimise',
      isEnabled: () => accepts('trials', 'trials-all', 'run-all') && optimisation.missingCount > 0,
      run: started('optimise', async () => optimisation.runAll(settings.trialBudget.peek())),
    },
    {
      id: 'train',
      title: 'Train Degree-3 Ridge',
      group: 'Model',
      isEnabled: () => accepts('training', 'run-all') && someFiles(),
      run: started('model', async () => models.train(settings.alphaGrid.peek())),
    },
    {
      id: 'predict-all',
      title: 'Predict All',
      group: 'Model',
      isEnabled: () => accepts('predict-all') && models.answering.value !== null,
      run: started('inference', async () => prediction.predictAll()),
    },
    {
      id: 'export-presets',
      title: 'Export Presets',
      group: 'Data',
      isEnabled: () => accepts('preset-export') && dataSet.counts.value.described > 0,
      run: () => shell.exportPresets(dataSet.records.peek().map(({ file }) => file.audioId)),
    },
    {
      id: 'export-database',
      title: 'Export DuckDB',
      group: 'Data',
      isEnabled: () => accepts('export'),
      run: async () => exporting.exportDatabase(),
    },
    {
      id: 'export-csv',
      title: 'Export Training CSV',
      group: 'Data',
      isEnabled: () => accepts('export'),
      run: async () => exporting.exportTrainingCsv(),
    },
    {
      id: 'projects',
      title: 'Projects: switch, new, import, export',
      group: 'Data',
      run: () => shell.show('projects'),
    },
    { id: 'jobs', title: 'Jobs', group: 'View', keys: ['Alt+J'], run: () => shell.show('jobs') },
    {
      id: 'stop-all',
      title: 'Stop every job',
      group: 'View',
      isEnabled: () => jobs.busy,
      run: () => jobs.stopAll(),
    },
    { id: 'theme', title: 'Next theme: dark, light, as the system', group: 'View', run: shell.nextTheme },
    {
      id: 'palette',
      title: 'Find a command',
      group: 'View',
      keys: ['Mod+K'],
      run: () => shell.show('palette'),
    },
    {
      id: 'shortcuts',
      title: 'Keyboard shortcuts',
      group: 'View',
      keys: ['?', 'Alt+/'],
      run: () => shell.show('shortcuts'),
    },
    { id: 'help', title: 'Help', group: 'View', keys: ['F1'], run: shell.openHelp },
    { id: 'tour', title: TOUR_NAME, group: 'View', run: shell.startTour },
    { id: 'about', title: 'About', group: 'View', run: () => shell.show('about') },
  ];
}

/** Asks for files as a button would. */
function pickFiles(
  { accept = '', folder = false }: { readonly accept?: string; readonly folder?: boolean },
  take: (files: readonly ChosenFile[]) => void,
): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  input.webkitdirectory = folder;
  input.addEventListener('change', () => {
    const files = collectInputFiles(input);
    if (files.length > 0) take(files);
  });
  input.click();
}
