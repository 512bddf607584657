import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TARGETS } from '../../src/domain/hyperparameters.ts';
import { renderHyperparameterEnds } from '../../src/ml/listening/hyperparameterEnds.ts';
import { integratedLoudness } from '../../src/ml/loudness/integratedLoudness.ts';
import { HelpStage, type HelpSound } from '../../src/stages/shell/helpStage.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import type { HyperparameterSounds } from '../../src/workers/contracts/listening.ts';

it.each(TARGETS.map(({ column }, target) => [column, target] as const))(
  'Help makes %s heard: low and high are equally loud and clearly different',
  (_, target) => {
    const { low, high, sampleRateHz } = renderHyperparameterEnds(target);
    const difference = low.map((channel, c) => channel.map((sample, n) => sample - high[c]![n]!));
    expect(decibels(energy(difference) / energy(low))).toBeGreaterThan(-15);
    expect(integratedLoudness(high, sampleRateHz)).toBeCloseTo(integratedLoudness(low, sampleRateHz), 3);
    expect(integratedLoudness(low, sampleRateHz)).toBeGreaterThan(-40);
  },
);

it('there is nothing to hear beyond the five', () => {
  expect(() => renderHyperparameterEnds(TARGETS.length)).toThrow(RangeError);
});

it('both ends always have the same samples', () => {
  const [once, again] = [renderHyperparameterEnds(0), renderHyperparameterEnds(0)];
  const bytes = ({ low, high }: typeof once) => [...low, ...high].map(({ buffer }) => Buffer.from(buffer));
  expect(bytes(once).map((channel, c) => channel.equals(bytes(again)[c]!))).toEqual([true, true, true, true]);
});

describe('playing them', () => {
  const low: HelpSound = { kind: 'hyperparameter', target: 1, end: 'low' };
  const high: HelpSound = { kind: 'hyperparameter', target: 1, end: 'high' };
  const heard: FakeAudio[] = [];

  class FakeAudio extends EventTarget {
    readonly play = vi.fn(async () => undefined);
    /** What it plays when it next loads, and when it last did. */
    #loaded: string;
    constructor(public src: string) {
      super();
      this.#loaded = src;
      heard.push(this);
    }
    get holds(): string {
      return this.#loaded;
    }
    removeAttribute(name: string): void {
      if (name === 'src') this.src = '';
    }
    load(): void {
      this.#loaded = this.src;
    }
  }

  function stageWith(renderHyperparameter: (target: number) => Promise<HyperparameterSounds>): HelpStage {
    const run = async (work: (worker: object) => Promise<unknown>) => work({ renderHyperparameter });
    return new HelpStage({ pool: { run } as unknown as ComputePool });
  }

  const rendered = async () => ({ low: new Blob(['low']), high: new Blob(['high']) });

  beforeEach(() => {
    heard.length = 0;
    vi.stubGlobal('Audio', FakeAudio);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('renders a hyperparameter once for both ends and every further press', async () => {
    const render = vi.fn(rendered);
    const stage = stageWith(render);
    for (const sound of [low, high, low]) await stage.play(sound);
    expect(render.mock.calls).toEqual([[1]]);
    expect(heard).toHaveLength(3);
    expect(heard.map(({ holds }) => holds !== '')).toEqual([false, false, true]);
    expect([stage.isPlaying(low), stage.isPlaying(high)]).toEqual([true, false]);
    heard[2]?.dispatchEvent(new Event('ended'));
    expect(stage.isPlaying(low)).toBe(false);
  });

  it('plays nothing that was stopped while it was rendered, and once what was asked for again', async () => {
    const stage = stageWith(rendered);
    const stopped = stage.play(low);
    stage.stop();
    await stopped;
    expect(heard).toHaveLength(0);
    const first = stage.play(low);
    stage.stop();
    await Promise.all([first, stage.play(low)]);
    expect(heard).toHaveLength(1);
  });

  it('lets no player ask for an address that is gone', async () => {
    const asked: string[] = [];
    const revoked = vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => {
      asked.push(...heard.map(({ holds }) => holds).filter((held) => held === url));
    });
    const stage = stageWith(rendered);
    for (const sound of [low, high]) await stage.play(sound);
    stage.stop();
    expect(revoked).toHaveBeenCalledTimes(2);
    expect(asked).toEqual([]);
    revoked.mockRestore();
  });

  it('tells a failure, plays nothing then, and renders anew at the next press', async () => {
    const render = vi.fn(rendered).mockRejectedValueOnce(new Error('the worker ended'));
    const stage = stageWith(render);
    await expect(stage.play(high)).rejects.toThrow('the worker ended');
    expect(stage.isPlaying(high)).toBe(false);
    await stage.play(high);
    expect(heard).toHaveLength(1);
  });
});

function energy(channels: readonly Float32Array[]): number {
  return channels.reduce((sum, channel) => channel.reduce((part, sample) => part + sample * sample, sum), 0);
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}
