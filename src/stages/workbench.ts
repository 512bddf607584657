import { batch, signal, type ReadonlySignal } from '@preact/signals-core';
import type { EngineProgress, OpeningStep, Unkept } from '../domain/storage.ts';
import { WEB_AUDIO_BUDGET_BYTES } from '../audio/decode/decodingPlan.ts';
import type { ComputePool } from '../workers/pool/computePool.ts';
import type { SqlConsoleClient } from '../workers/console/consoleClient.ts';
import type { TrainingStore } from '../workers/contracts/store.ts';
import type { HubClient } from '../workers/hub/hubClient.ts';
import { openProject } from '../store/appScope.ts';
import { arrived } from './shell/arrived.ts';
import { BROWSER_HAS } from '../domain/browserHas.ts';
import type { Audition } from './listening/sound/audition.ts';
import { AudioSources, EXAMPLES_FOLDER } from './import/audioSources.ts';
import { CollectionStage } from './optimisation/collectionStage.ts';
import { Commands } from './shell/commands.ts';
import { BackupStage } from './data/backupStage.ts';
import { ConsoleStage } from './data/consoleStage.ts';
import type { DataSet } from './data/dataSet.ts';
import { HubImportStage } from './hubImport/hubImportStage.ts';
import { DescriptorStage } from './descriptors/descriptorStage.ts';
import { Environment } from './shell/environment.ts';
import { ExportStage } from './data/exportStage.ts';
import { HelpStage } from './shell/helpStage.ts';
import { CopyStage } from './import/copyStage.ts';
import { checkKeptCopies } from './import/keptCopies.ts';
import { ImportStage } from './import/importStage.ts';
import { Installation } from './shell/installation.ts';
import { ByteBudget } from './jobs/byteBudget.ts';
import { JobBoard } from './jobs/jobBoard.ts';
import { LibraryStage } from './library/libraryStage.ts';
import { ListPlayer } from './library/listPlayer.ts';
import { JudgeStage } from './judging/judgeStage.ts';
import type { Hearing } from './listening/hear/hearing.ts';
import { TaggingStage } from './library/tagging.ts';
import { LiveStage } from './prediction/liveStage.ts';
import type { ProjectsStage } from './projects/projectsStage.ts';
import type { LogBook } from './shell/logBook.ts';
import { OfflineCopy } from './shell/offlineCopy.ts';
import { MeasuredStage } from './optimisation/measuredStage.ts';
import { ModelStage } from './model/modelStage.ts';
import { OptimisationStage } from './optimisation/optimisationStage.ts';
import { runAll } from './pipeline.ts';
import { PluginModelStage } from './model/pluginModelStage.ts';
import { PredictionStage } from './prediction/predictionStage.ts';
import { PreviewStage } from './listening/sound/previewStage.ts';
import { refreshChoices } from './listening/choices/refreshChoices.ts';
import { ReconnectStage } from './import/reconnectStage.ts';
import { RescanStage } from './import/rescanStage.ts';
import { SegmentSource } from './optimisation/segmentSource.ts';
import { PreferenceStage } from './listening/comparison/preferenceStage.ts';
import { rereadSettings, type Settings } from './shell/settings.ts';
import { SoundMapStage } from './descriptors/soundMapStage.ts';
import { UndoStage } from './data/undoStage.ts';
import { whenChanged } from './shell/whenChanged.ts';

/** Everything that a view may read and do, stage by stage. */
export type Workbench = Readonly<ReturnType<typeof createWorkbench>>;

/** Puts the stages together over one store, one pool and one set of settings. */
export function createWorkbench(base: {
  readonly store: TrainingStore;
  readonly engineLoading: ReadonlySignal<EngineProgress | null>;
  readonly openingStep: ReadonlySignal<OpeningStep | null>;
  readonly unkept: ReadonlySignal<Unkept | null>;
  readonly dataSet: DataSet;
  readonly pool: ComputePool;
  readonly hub: HubClient;
  readonly sqlConsole: SqlConsoleClient;
  readonly settings: Settings;
  readonly log: LogBook;
}) {
  const { store, dataSet, log, settings } = base;
  const jobs = new JobBoard(log);
  const sources = new AudioSources(base);
  const environment = new Environment({ ...base, jobs });
  const undoing = new UndoStage({ store, dataSet, jobs, log });
  undoing.tellOfLostSteps();
  const webAudio = new ByteBudget(WEB_AUDIO_BUDGET_BYTES);
  const shared = { ...base, jobs, dataSet, sources, undoing, webAudio };
  const descriptors = new DescriptorStage(shared);
  const copies = new CopyStage(shared);
  const reconnecting = new ReconnectStage({ ...shared, copies });
  const rescanning = new RescanStage({ ...shared, copies });
  const hubImport = new HubImportStage({ ...shared, descriptors, copies });
  const importing = new ImportStage({ ...shared, descriptors, copies });
  const optimisation = new OptimisationStage(shared);
  const segments = new SegmentSource(shared);
  const measured = new MeasuredStage({ ...shared, segments });
  const collections = new CollectionStage({ ...shared, segments });
  const preferences = new PreferenceStage(shared);
  const models = new ModelStage({ ...shared, measured, preferences });
  const pluginModels = new PluginModelStage({ ...shared, descriptors, models });
  const prediction = new PredictionStage({ ...shared, descriptors, models });
  const judge = new JudgeStage({ ...shared, segments, models, prediction, preferences });
  const live = new LiveStage({ ...shared, models });
  const hearing = signal<Hearing | null>(null);
  const openHearing = async () => {
    const { createHearing } = await arrived(import('./listening/hear/hearing.ts'));
    return (hearing.value ??= createHearing({ ...shared, models, prediction, preferences, judge }));
  };
  let audition: Audition | null = null;
  const openAudition = async () => {
    const { Audition: Player } = await arrived(import('./listening/sound/audition.ts'));
    return (audition ??= new Player(shared));
  };
  const open = openProject();
  const projects = signal({ open, list: [{ id: open, name: '…' }] });
  const readProjects = async () => {
    const { listProjects } = await arrived(import('../store/projects.ts'));
    // Where the browser gives back no list, the open one is all that is known.
    const list = await listProjects().catch(() => [{ id: open, name: 'This project', removedAtMs: null }]);
    projects.value = { open, list: list.filter(({ removedAtMs }) => removedAtMs === null) };
    return list;
  };
  let projectsStage: ProjectsStage | null = null;
  const openProjects = async () => {
    const { ProjectsStage: Stage } = await arrived(import('./projects/projectsStage.ts'));
    return (projectsStage ??= new Stage({ ...shared, readProjects, methods: async () => exporting.methods() }));
  };
  /** Lists the projects; what an earlier visit began to make and did not end goes. */
  const startProjects = async () => {
    const listed = await readProjects();
    const { storedProjects } = await arrived(import('../store/projects.ts'));
    const stored = await storedProjects().catch(() => []);
    // Without locks nobody knows whether another tab is making one [S14].
    if (stored.length > listed.length && BROWSER_HAS.locks()) await (await openProjects()).load();
  };
  const learned = { models, measured, collections, preferences, judge, prediction };
  const exporting = new ExportStage({ ...shared, ...learned, hubImport, openHearing, openProjects });
  const preview = new PreviewStage(shared);
  const prepareLabels = () => {
    if (settings.labels.peek() === 'bayesian') void models.prepareRidge();
  };
  whenChanged(settings.labels, prepareLabels);
  return {
    log,
    store,
    jobs,
    /** What the command palette and the keyboard reach; stages and views add theirs. */
    commands: new Commands(),
    settings,
    environment,
    installation: new Installation(base),
    offlineCopy: new OfflineCopy(shared),
    undoing,
    dataSet,
    tagging: new TaggingStage(shared),
    /** Where the bytes of the files are. */
    sources,
    importing,
    copies,
    reconnecting,
    rescanning,
    hubImport,
    descriptors,
    optimisation,
    measured,
    collections,
    models,
    pluginModels,
    prediction,
    live,
    preferences,
    judge,
    hearing,
    openHearing,
    openProjects,
    /** Into the open project where it is empty or holds some of them; else into one of their own, which is opened. */
    loadExamples: async () => {
      const records = dataSet.records.peek();
      const isTheirs = records.length === 0 || records.some(({ file }) => file.path.startsWith(EXAMPLES_FOLDER));
      if (isTheirs) await importing.loadExamples();
      else await (await openProjects()).openExamples();
    },
    /** The open one, and all that are there. */
    projects,
    readProjects,
    startProjects,
    preview,
    listPlayer: new ListPlayer({ ...shared, preview, hearing }),
    library: new LibraryStage({ ...shared, prediction }),
    /** What is heard in passing, on the map. */
    openAudition,
    soundMap: new SoundMapStage(shared),
    exporting,
    backup: new BackupStage({ ...shared, models }),
    console: new ConsoleStage(base),
    help: new HelpStage(base),
    /** What waits for an answer joins the data set, with what was chosen for it under Hear. */
    addOffered: async () => {
      const joined = new Map<string, string>();
      await importing.addFiles(prediction.offered.peek(), joined);
      batch(() => {
        hearing.peek()?.listening.join(joined);
        prediction.join(joined);
      });
    },
    /** Describes, searches, trains and measures whatever lacks it; then a sound is open in Hear, and nothing sounds before a press. */
    runAll: async () => {
      const outcome = await runAll({ jobs, settings, dataSet, descriptors, optimisation, models, pluginModels });
      if (outcome === 'done') await (await openHearing()).listening.openAny();
      return outcome;
    },
    /** Opens the database when it is this tab's turn and reads what it holds; afterwards the stages accept work. */
    start: async () =>
      environment.useDatabase(async () => {
        await Promise.all([dataSet.whenCurrent(), rereadSettings(settings), hubImport.restore(), sources.restore()]);
        const opened = hearing.peek();
        if (opened !== null) {
          const { listening, exports } = opened;
          Promise.all([refreshChoices(listening), exports.presetFolder.load()]).catch((error: unknown) =>
            log.thrown(error, 'prediction'),
          );
        }
        void checkKeptCopies(shared);
        judge.restore().catch((error: unknown) => log.thrown(error, 'prediction'));
        prepareLabels();
      }),
  };
}
