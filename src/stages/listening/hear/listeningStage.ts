import { batch, computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals-core';
import { isSilent, type Descriptors } from '../../../domain/descriptors.ts';
import { hasEnded, type JobOutcome } from '../../../domain/job.ts';
import type { Excerpt, HearState, KnobPlan, ListeningCandidate } from '../../../domain/listening.ts';
import {
  PLUGIN_DEFAULTS,
  untreatedParameters,
  withHyperparameters,
  withSplitSettings,
  type PluginParameters,
} from '../../../domain/pluginParameters.ts';
import { soloedParameters } from '../../../domain/soloedParameters.ts';
import { treatmentOf } from '../../../domain/treatments.ts';
import type { PluginInUse } from '../../../domain/pluginInUse.ts';
import type { Verdict } from '../../../domain/verdict.ts';
import type { ReadPluginPreset } from '../../../formats/presets/readPluginPreset.ts';
import { loadShippedModel } from '../../../ml/plugin/shippedModel.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import type { JobControl } from '../../jobs/jobBoard.ts';
import type { JudgeStage } from '../../judging/judgeStage.ts';
import { measureKey } from '../../judging/measureKey.ts';
import type { ModelStage } from '../../model/modelStage.ts';
import { builtInModel, pluginInUse } from '../../model/pluginInUse.ts';
import type { PredictionStage } from '../../prediction/predictionStage.ts';
import { until } from '../../shell/until.ts';
import type { Tools } from '../../tools.ts';
import { comparisonOf, preselected } from '../../judging/preselected.ts';
import { ClusterPlayer } from './clusterPlayer.ts';
import { decodeSound, LISTENING_LIMIT_SEC } from '../sound/decodeSound.ts';
import { describeSamples } from '../sound/describeSamples.ts';
import { fileOfSource } from '../sound/fileOfSource.ts';
import { HearControls } from './hearControls.ts';
import { KnobPlans } from './knobPlans.ts';
import { matchLevels } from './levelMatch.ts';
import { availableSources } from './availableSources.ts';
import { listeningSoundOf, type ListeningSound, type ListeningSource } from '../sound/listeningSound.ts';
import { importedPreset } from '../choices/importedPresets.ts';
import { keyOrNull, soundKey } from '../sound/soundKey.ts';
import { TimeZoom } from './timeZoom.ts';
import { nothingOpen } from './nothingOpen.ts';
import { Treating } from './treating.ts';
import type { Subject } from './treatmentFits.ts';
import { PendingWork } from '../../shell/pendingWork.ts';
import type { PreferenceStage } from '../comparison/preferenceStage.ts';
import { atRate } from '../sound/resample.ts';
import { SoundChoices } from '../choices/soundChoices.ts';
import { chosenSettings, type ChosenTreatment } from '../choices/keptChoices.ts';
import { whenChanged } from '../../shell/whenChanged.ts';
import { DEFAULTS, descriptorsOfSource, IMPORTED, ofStored, splitCandidates } from '../choices/splitCandidates.ts';
import { whenGone } from './whenGone.ts';

interface Dependencies extends Pick<Tools, 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log' | 'settings'> {
  readonly models: ModelStage;
  readonly prediction: PredictionStage;
  readonly preferences: PreferenceStage;
  readonly judge: JudgeStage;
}

/** Length of the excerpt that a sound begins with. */
const FIRST_EXCERPT_SEC = 6;
/** Files that are tried where one is to be opened: the rest may be as far away. */
const MOST_TRIED = 24;
/** No candidate has this id, so that the preselected one is heard, whichever it comes to be. */
const PRESELECTED = '';
const UNTREATED: HearState = {
  candidateId: PRESELECTED,
  compensates: true,
  settings: PLUGIN_DEFAULTS,
  treatment: 'defaults',
  soloed: [],
};

/** A sound through the plugin's twin, as a DAW plays it with the preset that is made here (E1, B, G). */
export class ListeningStage {
  readonly #deps: Dependencies;
  readonly #sound = signal<ListeningSound | null>(null);
  readonly #excerpt = signal<Excerpt>({ startSec: 0, endSec: 0 });
  readonly #pending = new PendingWork();
  readonly #plans: KnobPlans;
  /** What was heard before the plugin's defaults took its place. */
  readonly #yours = signal(PRESELECTED);
  readonly #analysed = signal<Descriptors | null>(null);
  /** What had been chosen for the open sound when it was opened. */
  #chosenBefore: ChosenTreatment | null = null;
  /** Whether the plugin's defaults are heard in the place of what was chosen. */
  #isSwapped = false;
  /** The sound whose state the controls hold. */
  #heard: string | null = null;
  #samples: Samples | null = null;
  readonly sound: ReadonlySignal<ListeningSound | null> = this.#sound;
  /** The stretch that is heard round and round. */
  readonly excerpt: ReadonlySignal<Excerpt> = this.#excerpt;
  /** The preset that was imported last for the open sound; where none is open, for the next one. */
  readonly imported: ReadonlySignal<ReadPluginPreset | null> = computed(() =>
    this.choices.importedFor(keyOrNull(this.#sound.value)),
  );
  /** Whether a sound is being opened or a treatment fitted to it, so that what stands is not yet what will be heard. */
  readonly fitting: ReadonlySignal<boolean> = this.#pending.isPending;
  /** The model that is built into the plugin in use; null for the shipped one. */
  readonly builtInId: ReadonlySignal<string | null>;
  /** Whether what is heard is as loud as the sound itself, whatever is done to it. */
  readonly matchesLoudness = signal(true);
  /** Whether the user chose the open sound; Run All opens one, too. */
  readonly isChosenByHand = signal(false);
  /** Which stretch of the open sound is looked at. */
  readonly zoom = new TimeZoom();
  readonly controls = new HearControls(UNTREATED);
  readonly choices: SoundChoices;
  readonly treating: Treating;
  readonly player = new ClusterPlayer(async () => this.plugin.model ?? loadShippedModel());
  /** Of the open sound; null where it has none. */
  readonly descriptors: ReadonlySignal<Descriptors | null>;
  /** Every way to split the open sound. */
  readonly candidates: ReadonlySignal<readonly ListeningCandidate[]>;
  readonly chosen: ReadonlySignal<ListeningCandidate>;
  /** The candidate that the one rule preselects (J6). */
  readonly preselected: ReadonlySignal<ListeningCandidate>;
  /** What the judge said of the open sound; null where it was not judged yet. */
  readonly verdict: ReadonlySignal<Verdict | null>;
  /** What the plugin's defaults are compared with: what is chosen, or was before they were heard. */
  readonly yours: ReadonlySignal<ListeningCandidate>;
  /** What becomes of the chosen candidate's knobs. */
  readonly plan: ReadonlySignal<KnobPlan>;
  /** Whether the imported preset's own knobs are heard. */
  readonly isImported: ReadonlySignal<boolean>;
  /** What is heard, rendered and exported: all parameters. */
  readonly parameters: ReadonlySignal<PluginParameters>;
  /** Every sound that may be opened. */
  readonly available: ReadonlySignal<readonly ListeningSource[]>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#plans = new KnobPlans(deps.pool, () => this.plugin);
    this.choices = new SoundChoices(deps);
    this.builtInId = computed(() => builtInModel(deps)?.modelId ?? null);
    this.available = computed(() => availableSources(deps));
    this.descriptors = computed(() => {
      const source = this.#sound.value?.source;
      return source === undefined ? null : (descriptorsOfSource(deps, source) ?? this.#analysed.value);
    });
    this.candidates = computed(() =>
      splitCandidates(deps, this.#sound.value?.source ?? null, this.descriptors.value, this.imported.value),
    );
    this.verdict = computed(() => {
      const sound = this.#sound.value;
      if (sound === null) return null;
      return deps.judge.verdictOf(sound.source, comparisonOf(this.candidates.value, measureKey(deps)).key);
    });
    this.preselected = computed(() => preselected(this.candidates.value, this.verdict.value));
    this.chosen = computed(() => this.#candidateOf(this.controls.state.value));
    this.yours = computed(() => {
      const chosen = this.chosen.value;
      if (chosen.id !== DEFAULTS.id) return chosen;
      return this.#candidateOf({ ...this.controls.state.value, candidateId: this.#yours.value });
    });
    this.isImported = computed(() => this.chosen.value.id === IMPORTED);
    this.plan = computed(() => this.#planOf(this.controls.state.value));
    this.parameters = computed(() => this.#parametersOf(this.controls.state.value));
    effect(() => this.player.setParameters(this.parameters.value));
    whenChanged(this.builtInId, () => {
      const source = this.#sound.value?.source;
      if (source !== undefined) void this.open(source, this.isChosenByHand.value);
    });
    whenGone(this.#sound, deps.dataSet, () => this.#close());
    this.#followBend();
    this.#keepChosen();
    this.#matchLevels();
    this.treating = new Treating({
      ...deps,
      controls: this.controls,
      own: this.choices.ownTreatments,
      pending: this.#pending,
      parameters: this.parameters,
      subject: async () => this.#subject(),
      isFree: () => this.#sound.value !== null && !this.fitting.value && !this.#isSwapped,
    });
  }

  /** The plugin in use, as everything that is heard goes by it. */
  get plugin(): PluginInUse {
    return untracked(() => pluginInUse(this.#deps));
  }

  /** The samples of the open sound; null where none is open. */
  get samples(): Samples | null {
    return this.#samples;
  }

  /** What is heard with all clusters. */
  get unsoloedParameters(): PluginParameters {
    return this.#parametersOf({ ...this.controls.state.value, soloed: [] });
  }

  choose(candidateId: string): void {
    this.#isSwapped = false;
    this.controls.edit('candidate', { candidateId });
  }

  /** Hears the plugin's defaults in the place of what was chosen, or that again: with the same treatment. */
  swapDefaults(): void {
    const isYours = this.chosen.peek().id !== DEFAULTS.id;
    if (isYours) this.#yours.value = this.controls.state.peek().candidateId;
    this.#isSwapped = isYours;
    this.controls.exchange({ candidateId: isYours ? DEFAULTS.id : this.#yours.peek() });
  }

  /** Changes parameters; the treatment is one's own from then on. */
  setParameters(change: Partial<PluginParameters>): void {
    this.controls.change(change, { treatment: null });
  }

  /** Changes how the sound is split; the treatment stays what it is. */
  setSplitParameters(change: Partial<PluginParameters>): void {
    this.controls.change(change);
  }

  /** Lets a cluster be heard alone, with others that are, or no longer. */
  toggleSolo(cluster: number): void {
    const { soloed } = this.controls.state.peek();
    const next = soloed.includes(cluster) ? soloed.filter((other) => other !== cluster) : [...soloed, cluster];
    this.controls.edit(`solo ${cluster}`, { soloed: next });
  }

  /** Another number of clusters, 2 … 8, all of them heard. */
  setClusterCount(numClusters: number): void {
    this.controls.change({ numClusters }, { soloed: [] });
  }

  setExcerpt(excerpt: Excerpt): void {
    this.#excerpt.value = excerpt;
    this.player.loop(excerpt);
  }

  /** Decodes a sound and has a treatment fitted to it; nothing plays yet. @param isAnew also where it was heard last. */
  async open(source: ListeningSource, byHand = true, isAnew = false): Promise<JobOutcome> {
    this.isChosenByHand.value = byHand;
    // The sound that was chosen last is wanted: it does not wait for another one.
    if (byHand) this.#stopOpening();
    if (isAnew) this.#heard = null;
    const spec = { kind: 'listening', stage: 'prediction', title: 'Opening the sound', unit: 'steps' } as const;
    const outcome = await this.#deps.jobs.run(spec, async (control) =>
      this.#pending.during(async () => this.#open(source, control)),
    );
    // Beside what is done with the sound meanwhile.
    if (outcome === 'done') {
      this.judge().catch((error: unknown) => this.#deps.log.thrown(error, 'prediction', source.path));
    }
    return outcome;
  }

  #stopOpening(): void {
    const { jobs } = this.#deps;
    for (const job of jobs.jobs.peek()) if (job.kind === 'listening' && !hasEnded(job)) jobs.stop(job.id);
  }

  /** Sounds that were offered are of the data set from now on, with what was chosen for them. @param joined their ids by path */
  join(joined: ReadonlyMap<string, string>): void {
    const { prediction, dataSet, log } = this.#deps;
    const answers = prediction.filePredictions.peek();
    const stored = (path: string, id: string | null) =>
      ofStored(
        id,
        answers.find(({ offered }) => offered.path === path),
      );
    for (const [path, audioId] of joined) {
      const key = soundKey({ kind: 'offered', path });
      this.choices.keep(key, { split: stored(path, this.choices.candidateFor(key).id) });
      this.choices.move(key, audioId);
    }
    const sound = this.#sound.peek();
    const audioId = sound?.source.kind === 'offered' ? joined.get(sound.source.path) : undefined;
    if (sound === null || audioId === undefined) return;
    const path = dataSet.pathOf(audioId);
    const candidateId = stored(sound.source.path, this.controls.state.peek().candidateId) ?? PRESELECTED;
    this.#heard = audioId;
    batch(() => {
      this.#sound.value = { ...sound, source: { kind: 'data-set', audioId, path } };
      this.controls.exchange({ candidateId });
    });
    this.judge().catch((error: unknown) => log.thrown(error, 'prediction', path));
  }

  /** Opens a file of the data set that is at hand, where no sound is open yet; the open one is judged anew. */
  async openAny(): Promise<void> {
    if (this.#sound.peek() !== null) return this.judge();
    for (const source of this.available.peek().slice(0, MOST_TRIED)) {
      if (source.kind !== 'data-set' || (await this.#deps.sources.open(source.audioId)) === null) continue;
      await this.open(source, false);
      return;
    }
  }

  /** Has the open sound judged, unless that was done (J8). */
  async judge(): Promise<void> {
    const source = this.#sound.peek()?.source;
    if (source !== undefined) await this.#deps.judge.judge(source, this.#analysed.peek());
  }

  /** The DAW's rate, in Hz; null for each sound's own. The open sound is opened anew. */
  async setProjectRate(rateHz: number | null): Promise<void> {
    this.#deps.settings.projectRateHz.value = rateHz;
    const source = this.#sound.peek()?.source;
    if (source !== undefined) await this.open(source);
  }

  /** Reads a preset; its full state is heard as it is, on the open sound. Throws what refuses it. */
  async importPreset(file: File): Promise<void> {
    const imported = await importedPreset(file);
    await until(() => !this.fitting.value);
    this.#take(imported);
    this.#deps.log.info('prediction', `Preset imported: ${file.name}`);
  }

  /** Settings that blind comparisons hear: a candidate's values on this sound, one cluster alone or all, treated alike. */
  async comparable(
    hyperparameters: ListeningCandidate['hyperparameters'],
    soloCluster: number | null,
  ): Promise<PluginParameters> {
    const { settings, compensates } = this.controls.state.peek();
    const untreated = { ...PLUGIN_DEFAULTS, numClusters: settings.numClusters };
    await this.#plans.follow(untreated);
    const { written } = this.#plans.plan({ ...DEFAULTS, hyperparameters }, untreated, compensates, null);
    return soloedParameters(withHyperparameters(untreated, written), soloCluster === null ? [] : [soloCluster]);
  }

  #take(imported: Awaited<ReturnType<typeof importedPreset>>): void {
    this.choices.keepImported(keyOrNull(this.#sound.peek()), imported);
    const { parameters: settings } = imported.preset;
    this.controls.edit('import', { candidateId: IMPORTED, settings, treatment: null, soloed: [] });
  }

  #close(): void {
    this.#samples = null;
    this.player.unload();
    this.#sound.value = null;
  }

  async #open(source: ListeningSource, { signal: stop, onProgress }: JobControl): Promise<string> {
    onProgress({ done: 0, total: 3 });
    const file = await fileOfSource(this.#deps, source);
    const decoded = await decodeSound(this.#deps.pool, file, LISTENING_LIMIT_SEC, stop);
    const samples = await atRate(decoded, this.plugin.rateHz);
    const descriptors =
      descriptorsOfSource(this.#deps, source) ?? (await describeSamples(this.#deps, source.path, samples, stop));
    stop.throwIfAborted();
    onProgress({ done: 1, total: 3 });
    // Only what can be opened takes the place of the one before.
    this.#sound.value = null;
    this.#samples = samples;
    this.#analysed.value = descriptors;
    this.player.load(samples.channels, samples.sampleRateHz);
    this.treating.forget();
    this.#plans.open(samples);
    this.zoom.open(samples);
    const sound = listeningSoundOf(source, samples);
    this.setExcerpt({ startSec: 0, endSec: Math.min(FIRST_EXCERPT_SEC, sound.durationSec) });
    await this.#begin(sound);
    stop.throwIfAborted();
    onProgress({ done: 3, total: 3 });
    return `Listening ready: ${source.path}`;
  }

  /**
   * A sound begins as an export writes it: with what was chosen for it, else with a treatment that lets its split be heard, and
   * nothing of the one before. Opened anew, it stays as it was heard, but for its treatment, which is fitted anew.
   */
  async #begin(sound: ListeningSound): Promise<void> {
    await this.choices.loaded;
    const { source } = sound;
    const key = soundKey(source);
    const isSame = this.#heard === key;
    const isKept = source.kind !== 'file';
    this.#chosenBefore = isKept ? this.choices.treatmentFor(key) : null;
    const before = this.controls.state.peek();
    const chosen = !isKept && isSame ? (before.treatment ?? treatmentOf(before.settings)) : this.#chosenBefore;
    const split = isSame ? before : isKept ? this.#splitOf(key) : UNTREATED;
    const { candidateId, compensates } = split;
    const untreated = { ...UNTREATED, candidateId, compensates, settings: untreatedParameters(split.settings) };
    if (!isSame) this.#yours.value = PRESELECTED;
    this.#isSwapped &&= isSame;
    this.#heard = key;
    // At once: what was done to the sound before is never taken for what is done to this one.
    batch(() => {
      this.#sound.value = sound;
      this.controls.reset(untreated, untreated);
    });
    await this.#plans.follow(untreated.settings);
    const treated = await this.treating.begin(chosen);
    // It can be split in another way meanwhile.
    this.controls.reset({ ...this.controls.state.peek(), ...treated }, untreated);
    const waiting = this.choices.takeWaiting();
    if (waiting !== null) this.#take(waiting);
  }

  /** How a sound is split, as it was left. */
  #splitOf(key: string): Pick<HearState, 'candidateId' | 'compensates' | 'settings'> {
    const { settings = {}, compensates = true } = this.choices.settingsFor(key) ?? {};
    const candidateId = this.choices.candidateFor(key).id ?? PRESELECTED;
    return { candidateId, compensates, settings: withSplitSettings(settings) };
  }

  /** What a treatment is fitted to. */
  async #subject(): Promise<Subject> {
    await this.#plans.follow(this.controls.state.peek().settings);
    if (this.#samples === null) throw nothingOpen();
    const descriptors = untracked(() => this.descriptors.value);
    return {
      samples: this.#samples,
      parameters: untracked(() => this.unsoloedParameters),
      plugin: this.plugin,
      isSilent: descriptors !== null && isSilent(descriptors),
    };
  }

  #candidateOf({ candidateId }: HearState): ListeningCandidate {
    const candidates = this.candidates.value;
    return candidates.find(({ id }) => id === candidateId) ?? this.preselected.value;
  }

  #planOf(state: HearState): KnobPlan {
    const candidate = this.#candidateOf(state);
    const imported = candidate.id === IMPORTED ? this.imported.value : null;
    const plan = this.#plans.plan(candidate, state.settings, state.compensates, imported?.parameters ?? null);
    // Only our JSON says what was wanted; a state of the plugin holds what was written for it.
    return imported === null || imported.kind === 'json' ? plan : { ...plan, reached: null };
  }

  #parametersOf(state: HearState): PluginParameters {
    return soloedParameters(withHyperparameters(state.settings, this.#planOf(state).written), state.soloed);
  }

  /** How a sound is split, and what is done to its parts unless it is as it began, is kept as chosen for it. */
  #keepChosen(): void {
    effect(() => {
      const isEdited = this.controls.canUndo.value;
      const { settings, treatment, candidateId, compensates } = this.controls.state.value;
      const source = this.#sound.peek()?.source;
      // Another file may have the name of one that was opened.
      if (source === undefined || source.kind === 'file') return;
      if (source.kind === 'data-set' && untracked(() => this.#deps.dataSet.get(source.audioId)) === undefined) return;
      const key = soundKey(source);
      const split = this.#isSwapped && candidateId === DEFAULTS.id ? this.#yours.peek() : candidateId;
      this.choices.keep(key, {
        split: split === PRESELECTED ? null : split,
        settings: chosenSettings({ settings, compensates }),
        treatment: isEdited ? (treatment ?? treatmentOf(settings)) : this.#chosenBefore,
      });
    });
  }

  #followBend(): void {
    effect(() => {
      const { settings } = this.controls.state.value;
      if (this.#sound.value === null) return;
      this.#plans.follow(settings).catch((error: unknown) => this.#deps.log.thrown(error, 'prediction'));
    });
  }

  #matchLevels(): void {
    matchLevels(this.#deps, {
      plugin: () => this.plugin,
      setLevel: (level) => this.player.setLevel(level),
      excerpt: () => {
        const isFollowed = this.#sound.value !== null && this.matchesLoudness.value;
        return !isFollowed || this.#samples === null ? null : { samples: this.#samples, excerpt: this.#excerpt.value };
      },
      states: () => {
        const state = this.controls.state.value;
        const counterpart = this.chosen.value.id === DEFAULTS.id ? this.yours.value.id : DEFAULTS.id;
        const compared = [this.controls.other.value, { ...state, candidateId: counterpart }];
        return { heard: this.parameters.value, compared: compared.map((other) => this.#parametersOf(other)) };
      },
    });
  }
}
