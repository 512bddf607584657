import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Descriptors } from '../../../domain/descriptors.ts';
import { AppError } from '../../../domain/errors.ts';
import type { JobOutcome } from '../../../domain/job.ts';
import { PLUGIN } from '../../../domain/pluginInUse.ts';
import { isOwnTreatment, TREATMENTS } from '../../../domain/treatments.ts';
import { fileStem, safeFileName } from '../../../formats/fileNames.ts';
import type { Preset, PresetPlugin } from '../../../domain/preset.ts';
import { encodeVstPreset } from '../../../formats/presets/vstPreset.ts';
import { downloadPreset } from '../../data/presets.ts';
import type { JobControl } from '../../jobs/jobBoard.ts';
import type { ModelStage } from '../../model/modelStage.ts';
import type { PredictionStage } from '../../prediction/predictionStage.ts';
import { download } from '../../shell/download.ts';
import type { Tools } from '../../tools.ts';
import type { ListeningSound } from '../sound/listeningSound.ts';
import type { ListeningStage } from './listeningStage.ts';
import { nothingOpen } from './nothingOpen.ts';
import type { PreferenceStage } from '../comparison/preferenceStage.ts';
import { PresetFolder } from './presetFolder.ts';
import { UNNAMED_TREATMENT } from '../choices/soundChoices.ts';
import { IMPORTED } from '../choices/splitCandidates.ts';
import { arrived } from '../../shell/arrived.ts';
import { formatSigned } from '../../../domain/numberText.ts';

interface Dependencies extends Pick<Tools, 'pool' | 'dataSet' | 'jobs'> {
  readonly models: ModelStage;
  readonly prediction: PredictionStage;
  readonly preferences: PreferenceStage;
  readonly listening: ListeningStage;
}

/** A file that is ready to be dragged out of the page. */
export interface ReadyFile {
  readonly name: string;
  readonly content: Blob;
}

/** What is heard, as files: renders of the open sound and presets of the state, exactly as it is. */
export class HearExports {
  readonly #deps: Dependencies;
  readonly #lastRender = signal<ReadyFile | null>(null);
  readonly presetFolder = new PresetFolder();
  /** What was rendered last. */
  readonly lastRender: ReadonlySignal<ReadyFile | null> = this.#lastRender;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.presetFolder.load().catch(() => undefined);
  }

  /** The open sound from its start to its end through the plugin's main output. */
  async renderWav(): Promise<JobOutcome> {
    return this.#render('Render WAV', async ({ path }, { signal: stop }) => {
      const { pool, listening } = this.#deps;
      const samples = this.#samples();
      const parameters = listening.parameters.value;
      const { wav, peak } = await pool.run(async (worker) => worker.renderWav(samples, parameters, listening.plugin), {
        signal: stop,
        interactive: true,
      });
      const name = `${stemOf(path)}_${safeFileName(listening.chosen.value.id, 'preset')}.wav`;
      this.#deliverRender({ name, content: wav });
      return `${name}, ${peakWords([peak])}`;
    });
  }

  /** One file per cluster, as its own auxiliary output plays it, in a zip. */
  async renderStems(): Promise<JobOutcome> {
    return this.#render('Render Stems', async ({ path }, { signal: stop }) => {
      const { pool, listening } = this.#deps;
      const samples = this.#samples();
      const parameters = listening.unsoloedParameters;
      const stems = await pool.run(async (worker) => worker.renderStems(samples, parameters, listening.plugin), {
        signal: stop,
        interactive: true,
      });
      const { zipSync } = await arrived(import('fflate'));
      const entries: [string, Uint8Array<ArrayBuffer>][] = [];
      for (const [c, { wav }] of stems.entries()) {
        entries.push([`${stemOf(path)}_cluster-${c + 1}.wav`, new Uint8Array(await wav.arrayBuffer())]);
      }
      const name = `${stemOf(path)}_stems.zip`;
      // Samples hardly become smaller.
      const zip = zipSync(Object.fromEntries(entries), { level: 0 });
      this.#deliverRender({ name, content: new Blob([zip], { type: 'application/zip' }) });
      const peaks = stems.map(({ peak }) => peak);
      return `${name} with ${stems.length} stems, ${peakWords(peaks)}`;
    });
  }

  async exportVstPreset(): Promise<JobOutcome> {
    return this.#export('.vstpreset', async () => {
      const { name, content } = this.vstPreset();
      download(content, name);
      return name;
    });
  }

  /** The state as a `.vstpreset`, at once, as a drag must have it. */
  vstPreset(): ReadyFile {
    const bytes = encodeVstPreset(this.#deps.listening.parameters.value);
    return {
      name: `${this.#presetName()}.vstpreset`,
      content: new Blob([bytes], { type: 'application/octet-stream' }),
    };
  }

  /** The state as a `.vstpreset` in the folder that was chosen for presets, else in one that is asked for now. */
  async saveToPresetFolder(): Promise<JobOutcome> {
    return this.#export('Preset folder', async () => {
      const { name, content } = this.vstPreset();
      const written = await this.presetFolder.write(content, name);
      const folder = this.presetFolder.folder.value?.name ?? '';
      return written === null ? 'no folder was chosen' : `${written} in “${folder}”`;
    });
  }

  async exportAuPreset(): Promise<JobOutcome> {
    return this.#export('.aupreset', async () => {
      const { encodeAuPreset } = await arrived(import('../../../formats/presets/auPreset.ts'));
      const name = this.#presetName();
      const text = encodeAuPreset({ parameters: this.#deps.listening.parameters.value, name });
      download(new Blob([text], { type: 'application/xml' }), `${name}.aupreset`);
      return `${name}.aupreset`;
    });
  }

  /** The desktop's preset, with what the plugin is given and what it plays. */
  async exportPresetJson(): Promise<JobOutcome> {
    return this.#export('Preset', async () => downloadPreset(this.#preset(), this.#passingState()));
  }

  #preset(): Preset {
    const { listening } = this.#deps;
    const { id, hyperparameters } = listening.chosen.value;
    const { treatment } = listening.controls.state.value;
    const imported = listening.imported.value;
    const isImported = id === IMPORTED;
    const { source } = this.#sound();
    const plan = listening.plan.value;
    const unknown = {
      distancePenalty: null,
      normRate: null,
      minimaxStrength: null,
      lowPenalty: null,
      highPenalty: null,
    };
    const plugin: PresetPlugin = {
      version: PLUGIN.version,
      builtInId: listening.builtInId.value,
      parameters: listening.parameters.value,
      compensated:
        isImported && imported?.kind === 'json' ? imported.preset.plugin?.compensated === true : plan.isCompensated,
      plays: plan.plays ?? unknown,
      reached: plan.reached ?? unknown,
    };
    return {
      createdAt: new Date(),
      audioPath: source.path,
      descriptors: this.#descriptors(),
      hyperparameters,
      modelPath: '',
      facts: {
        split: id,
        treatment: treatment !== null && isOwnTreatment(treatment) ? this.#treatmentName() : (treatment ?? 'own'),
        ...(isImported && imported !== null ? { imported_from: imported.name } : {}),
      },
      plugin,
    };
  }

  #descriptors(): Descriptors {
    const { source } = this.#sound();
    const descriptors = this.#deps.listening.descriptors.value;
    if (descriptors !== null) return descriptors;
    throw new AppError({
      code: 'bad-input',
      stage: 'export',
      subject: source.path,
      message: `“${source.path}” has no descriptors, which a preset file as JSON needs. Export its .vstpreset instead.`,
    });
  }

  #deliverRender(render: ReadyFile): void {
    this.#lastRender.value = render;
    download(render.content, render.name);
  }

  #presetName(): string {
    const { sound } = this.#deps.listening;
    const stem = fileStem(sound.value?.source.path ?? PLUGIN.name);
    return safeFileName(`${stem} ${this.#treatmentName()}${this.#passingState()}`, 'preset');
  }

  /** What tells a state that is heard for a moment from the sound's preset: the defaults in its place, clusters alone. */
  #passingState(): string {
    const { chosen, yours, controls } = this.#deps.listening;
    const { soloed } = controls.state.value;
    const clusters = soloed.map((cluster) => cluster + 1).toSorted((a, b) => a - b);
    const marks = [
      ...(chosen.value.id === yours.value.id ? [] : ['defaults']),
      ...(clusters.length === 0 ? [] : [`cluster ${clusters.join('+')} alone`]),
    ];
    return marks.length === 0 ? '' : ` (${marks.join(', ')})`;
  }

  #treatmentName(): string {
    const { controls, choices } = this.#deps.listening;
    const { treatment } = controls.state.value;
    const named = TREATMENTS.find(({ id }) => id === treatment)?.label ?? choices.ownTreatments.find(treatment)?.name;
    return named ?? UNNAMED_TREATMENT;
  }

  #sound(): ListeningSound {
    const sound = this.#deps.listening.sound.value;
    if (sound === null) throw nothingOpen();
    return sound;
  }

  #samples() {
    const { samples } = this.#deps.listening;
    if (samples === null) throw nothingOpen();
    return samples;
  }

  async #render(
    title: string,
    work: (source: { readonly path: string }, control: JobControl) => Promise<string>,
  ): Promise<JobOutcome> {
    const spec = { kind: 'listening-export', stage: 'export', title, unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      control.onProgress({ done: 0, total: 1 });
      return `${title} finished: ${await work(this.#sound().source, control)}`;
    });
  }

  async #export(title: string, work: (control: JobControl) => Promise<string>): Promise<JobOutcome> {
    const spec = { kind: 'export', stage: 'export', title: `${title} export`, unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => `${title} export finished: ${await work(control)}`);
  }
}

/** How loud renders become, and what that means where they exceed full scale. */
function peakWords(peaks: readonly number[]): string {
  const peak = Math.max(...peaks);
  if (peak === 0) return 'silent';
  const db = formatSigned(20 * Math.log10(peak), 1);
  if (peak <= 1) return `peaks at ${db} dBFS`;
  const file = peaks.length === 1 ? 'the file' : 'a file';
  return `peaks at ${db} dBFS: ${file} of 32-bit floats holds that whole, but it is cut off where it is played or saved as integers; turn it down first`;
}

function stemOf(path: string): string {
  return safeFileName(fileStem(path), 'sound');
}
