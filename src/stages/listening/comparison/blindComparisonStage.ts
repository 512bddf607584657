import { signal, type ReadonlySignal } from '@preact/signals-core';
import {
  consistencyOf,
  type BlindComparisonAnswer,
  type BlindComparisonOption,
  type BlindComparisonQuestion,
} from '../../../domain/blindComparison.ts';
import { AppError } from '../../../domain/errors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../../domain/hyperparameters.ts';
import type { Excerpt } from '../../../domain/listening.ts';
import type { RenderedOption } from '../../../workers/contracts/listening.ts';
import { BlindComparisonPlayer } from './blindComparisonPlayer.ts';
import { random, shuffled } from './random.ts';
import type { ListeningStage } from '../hear/listeningStage.ts';
import type { PreferenceStage } from './preferenceStage.ts';
import { randomId } from '../../shell/randomId.ts';
import type { Tools } from '../../tools.ts';

interface Dependencies extends Pick<Tools, 'pool' | 'log'> {
  readonly listening: ListeningStage;
  readonly preferences: PreferenceStage;
}

/** How a session is to go. */
export interface BlindComparisonPlan {
  /** Questions, 1 or more. */
  readonly total: number;
  readonly question: BlindComparisonQuestion;
  /** The cluster to hear alone, from 0; null for all of them. */
  readonly soloCluster: number | null;
}

/** A session in progress. Nothing here tells which setting is which. */
export interface BlindComparisonSession extends BlindComparisonPlan {
  readonly sessionId: string;
  readonly audioId: string;
  readonly path: string;
  readonly excerpt: Excerpt;
  readonly clusterCount: number;
  readonly answered: number;
  /** What may be heard: null while the next question is rendered. */
  readonly optionCount: number | null;
  /** Options of this question that were heard. */
  readonly heard: ReadonlySet<number>;
  /** The part of the loop that is heard, in seconds from the excerpt's start. */
  readonly zoom: Excerpt;
  readonly breakDue: boolean;
}

interface Asked {
  readonly options: readonly BlindComparisonOption[];
  readonly repeats: string | null;
  readonly askedAtMs: number;
}

/** Every so many questions an earlier one comes again. */
const REPEAT_EVERY = 4;
const BREAK_AFTER_MS = 20 * 60_000;
const BREAK_AFTER_ANSWERS = 40;
const OPTIONS: Readonly<Record<BlindComparisonQuestion, number>> = { better: 2, worst: 4 };
const LEAST_ZOOM_SEC = 0.25;

/** Blind comparisons: settings of one excerpt, equally loud, in random order; every answer is kept at once (E2). */
export class BlindComparisonStage {
  readonly #deps: Dependencies;
  readonly #session = signal<BlindComparisonSession | null>(null);
  readonly session: ReadonlySignal<BlindComparisonSession | null> = this.#session;
  readonly player = new BlindComparisonPlayer();
  #asked: Asked | null = null;
  #given: BlindComparisonAnswer[] = [];
  #restedAtMs = 0;
  #answersSinceRest = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Begins a session on the open sound's excerpt. Needs a user's gesture. */
  async start(plan: BlindComparisonPlan): Promise<void> {
    const { listening } = this.#deps;
    const source = listening.sound.value?.source;
    if (source?.kind !== 'data-set') throw notInDataSet(source?.path ?? null);
    listening.player.release();
    const excerpt = listening.excerpt.value;
    this.#given = [];
    this.#rest();
    this.#session.value = {
      ...plan,
      sessionId: randomId(),
      audioId: source.audioId,
      path: source.path,
      excerpt,
      clusterCount: listening.controls.state.value.settings.numClusters,
      answered: 0,
      optionCount: null,
      heard: new Set(),
      zoom: { startSec: 0, endSec: excerpt.endSec - excerpt.startSec },
      breakDue: false,
    };
    await this.#ask();
  }

  /** Lets one of the options be heard. */
  hear(index: number): void {
    const session = this.#session.value;
    if (session === null || session.optionCount === null || index >= session.optionCount) return;
    this.player.hear(index);
    this.#session.value = { ...session, heard: new Set([...session.heard, index]) };
  }

  /** Half as much of the loop, or (false) twice as much. */
  zoomIn(closer: boolean): void {
    const session = this.#session.value;
    if (session === null) return;
    const { startSec, endSec } = session.zoom;
    const whole = session.excerpt.endSec - session.excerpt.startSec;
    const length = Math.min(Math.max((endSec - startSec) * (closer ? 0.5 : 2), Math.min(LEAST_ZOOM_SEC, whole)), whole);
    this.#zoomTo(session, (startSec + endSec - length) / 2, length);
  }

  /** The next or (−1) the previous stretch of the loop, half a stretch on. */
  moveZoom(direction: 1 | -1): void {
    const session = this.#session.value;
    if (session === null) return;
    const { startSec, endSec } = session.zoom;
    this.#zoomTo(session, startSec + (direction * (endSec - startSec)) / 2, endSec - startSec);
  }

  /** Ends the reminder of a break. */
  resumeAfterBreak(): void {
    const session = this.#session.value;
    this.#rest();
    if (session !== null) this.#session.value = { ...session, breakDue: false };
  }

  /** Whether all options of the question were heard, so that it may be answered. */
  get answerable(): boolean {
    const session = this.#session.value;
    return session !== null && session.optionCount !== null && session.heard.size === session.optionCount;
  }

  /** Answers the question with one of the options, or null where none differs; keeps the answer and goes on. */
  async answer(picked: number | null): Promise<void> {
    const session = this.#session.value;
    const asked = this.#asked;
    if (session === null || asked === null || !this.answerable) return;
    this.#asked = null;
    const answer: BlindComparisonAnswer = {
      answerId: randomId(),
      sessionId: session.sessionId,
      audioId: session.audioId,
      path: session.path,
      excerpt: session.excerpt,
      soloCluster: session.soloCluster,
      clusterCount: session.clusterCount,
      question: session.question,
      options: asked.options,
      picked,
      repeats: asked.repeats,
      takenMs: performance.now() - asked.askedAtMs,
      answeredAt: new Date(),
    };
    try {
      await this.#deps.preferences.keep(answer);
    } catch (error) {
      this.#asked = asked;
      throw error;
    }
    this.#given.push(answer);
    this.#answersSinceRest += 1;
    const answered = session.answered + 1;
    const breakDue =
      answered < session.total &&
      (performance.now() - this.#restedAtMs > BREAK_AFTER_MS || this.#answersSinceRest >= BREAK_AFTER_ANSWERS);
    this.#session.value = { ...session, answered, optionCount: null, heard: new Set(), breakDue };
    if (answered >= session.total) await this.finish();
    else await this.#ask();
  }

  /** Ends the session; what was answered is kept and learned from. */
  async finish(): Promise<void> {
    const session = this.#session.value;
    if (session === null) return;
    this.player.release();
    this.#asked = null;
    this.#session.value = null;
    const { repeated, alike } = consistencyOf(this.#given);
    const consistency = repeated === 0 ? '' : `, ${alike} of ${repeated} repeated questions answered alike`;
    this.#deps.log.info(
      'optimisation',
      `Blind comparison finished: ${session.answered} of ${session.total} answers on ${session.path}${consistency}`,
    );
    if (session.answered > 0) await this.#deps.preferences.learn(session.audioId, this.#known());
  }

  async #ask(): Promise<void> {
    try {
      await this.#prepare();
    } catch (error) {
      this.player.release();
      this.#session.value = null;
      throw error;
    }
  }

  /** Renders the next question and plays it. */
  async #prepare(): Promise<void> {
    const { pool, listening } = this.#deps;
    const session = this.#session.value;
    const samples = listening.samples;
    if (session === null || samples === null) return;
    const isOver = () => this.#session.value?.sessionId !== session.sessionId;
    const { settings, repeats } = await this.#nextSettings(session);
    if (isOver()) return;
    const { channels, sampleRateHz } = samples;
    const from = Math.floor(session.excerpt.startSec * sampleRateHz);
    const to = Math.floor(session.excerpt.endSec * sampleRateHz);
    const excerpt = channels.map((channel) => channel.slice(from, to));
    const states = await Promise.all(
      settings.map(async ({ hyperparameters }) => listening.comparable(hyperparameters, session.soloCluster)),
    );
    const rendered = await pool.run(
      async (worker) => worker.renderOptions({ channels: excerpt, sampleRateHz }, states, listening.plugin),
      {
        signal: new AbortController().signal,
        interactive: true,
      },
    );
    if (isOver()) return;
    await this.player.start(rendered, sampleRateHz);
    const now = this.#session.value;
    if (now === null || isOver()) {
      this.player.release();
      return;
    }
    this.player.zoom(now.zoom.startSec, now.zoom.endSec);
    const options = settings.map((setting, i) => comparisonOption(setting, rendered[i]));
    this.#asked = { options, repeats, askedAtMs: performance.now() };
    this.#session.value = { ...now, optionCount: options.length, heard: new Set([0]) };
  }

  /** An earlier question once more every now and then; else known settings first, then what teaches most. */
  async #nextSettings(
    session: BlindComparisonSession,
  ): Promise<{ readonly settings: readonly SettingToHear[]; readonly repeats: string | null }> {
    const repeated = new Set(this.#given.map(({ repeats }) => repeats));
    const fresh = this.#given.filter(({ answerId, repeats }) => repeats === null && !repeated.has(answerId));
    const again = fresh[Math.floor(random() * Math.max(1, fresh.length - 1))];
    if ((session.answered + 1) % REPEAT_EVERY === 0 && again !== undefined) {
      return { settings: shuffled(again.options), repeats: again.answerId };
    }
    const settings: SettingToHear[] = [];
    for (let draw = 0; settings.length < OPTIONS[session.question]; draw++) {
      for (const hyperparameters of await this.#deps.preferences.propose(session.audioId, this.#known(), draw)) {
        const isThere = settings.some((setting) => isSame(setting.hyperparameters, hyperparameters));
        if (!isThere) settings.push({ hyperparameters, origin: this.#originOf(hyperparameters) });
      }
    }
    return { settings: shuffled(settings), repeats: null };
  }

  #known(): readonly Hyperparameters[] {
    return this.#deps.listening.candidates.value.map(({ hyperparameters }) => hyperparameters);
  }

  #originOf(hyperparameters: Hyperparameters): string {
    const known = this.#deps.listening.candidates.value.find((candidate) =>
      isSame(candidate.hyperparameters, hyperparameters),
    );
    return known?.id ?? 'proposed';
  }

  #zoomTo(session: BlindComparisonSession, startSec: number, lengthSec: number): void {
    const whole = session.excerpt.endSec - session.excerpt.startSec;
    const from = Math.min(Math.max(startSec, 0), whole - lengthSec);
    const zoom = { startSec: from, endSec: from + lengthSec };
    this.player.zoom(zoom.startSec, zoom.endSec);
    this.#session.value = { ...session, zoom };
  }

  #rest(): void {
    this.#restedAtMs = performance.now();
    this.#answersSinceRest = 0;
  }
}

interface SettingToHear {
  readonly hyperparameters: Hyperparameters;
  readonly origin: string;
}

function comparisonOption(
  { hyperparameters, origin }: SettingToHear,
  rendered: RenderedOption | undefined,
): BlindComparisonOption {
  return {
    hyperparameters,
    origin,
    gainDb: 20 * Math.log10(rendered?.gain ?? 1),
    loudnessLkfs: rendered?.loudnessLkfs ?? null,
    maskChange: rendered?.maskChange ?? 0,
    maskContrast: rendered?.maskContrast ?? 0,
  };
}

function isSame(a: Hyperparameters, b: Hyperparameters): boolean {
  return HYPERPARAMETERS.every(({ key }) => a[key] === b[key]);
}

function notInDataSet(path: string | null): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'optimisation',
    subject: path,
    message:
      path === null
        ? 'No sound is open. Open one of the data set under “Hear” on the Inference tab first.'
        : `“${path}” is not in the data set, so what is learned from it could not be kept. Add it to the data set first.`,
  });
}
