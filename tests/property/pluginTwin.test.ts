import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RealTransform } from '../../src/ml/dsp/realTransform.ts';
import { symmetricHann } from '../../src/ml/dsp/spectrum.ts';
import { PluginSpectrum } from '../../src/ml/plugin/pluginSpectrum.ts';
import type { FrameSamples, PluginState } from '../../src/ml/plugin/pluginState.ts';
import { PLUGIN_PARAMETERS } from '../../src/domain/pluginParameters.ts';
import { PluginTwin } from '../../src/ml/plugin/pluginTwin.ts';
import { renderPlugin } from '../../src/ml/plugin/renderPlugin.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import type { TwinSetup } from '../../src/ml/plugin/splitEngine.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { pluginState } from '../support/pluginStates.ts';

const SEED = 20;
const RATE_HZ = 44_100;
const FRAME_SIZES: readonly FrameSamples[] = [512, 1024, 2048, 4096];
const SETUP: TwinSetup = {
  sampleRateHz: RATE_HZ,
  channelCount: 2,
  auxCount: 8,
  bend: await loadShippedModel(),
  start: 'plugin',
};

/** Noise bursts over a tone, two channels that differ. */
function sound(samples: number, seed = 1): Float32Array[] {
  const rng = new DefaultRng(seed);
  return [0.2, 0.3].map((level) =>
    Float32Array.from(
      { length: samples },
      (_, n) => level * Math.sin(n / 9) + (n % 7000 < 1500 ? 0.2 * rng.standardNormal() : 0),
    ),
  );
}

const anyState: fc.Arbitrary<PluginState> = fc
  .record({
    bypass: fc.constantFrom(0, 0, 0, 1),
    freeze: fc.constantFrom(0, 0, 1),
    fftSize: fc.integer({ min: 0, max: 3 }),
    hopMode: fc.integer({ min: 0, max: 1 }),
    numClusters: fc.integer({ min: 2, max: 8 }),
    clusterUpdateHz: fc.double({ min: 5, max: 40, noNaN: true }),
    glideMs: fc.constantFrom(0, 150, 2000),
    clusterSpread: fc.double({ min: 0.2, max: 3, noNaN: true }),
    distancePenalty: fc.double({ min: 0, max: 6, noNaN: true }),
    maskSmoothMs: fc.constantFrom(0, 80, 500),
    featureAdaptRate: fc.double({ min: 0, max: 1, noNaN: true }),
    featureLowPenalty: fc.double({ min: 0, max: 4, noNaN: true }),
    featureHighPenalty: fc.double({ min: 0, max: 2, noNaN: true }),
    featureMinimax: fc.double({ min: 0, max: 1, noNaN: true }),
    autoLevel: fc.integer({ min: 0, max: 1 }),
    outputMode: fc.constantFrom(0, 0, 0, 1, 8),
    globalMix: fc.constantFrom(0, 0.3, 1),
    outputGainDb: fc.constantFrom(-24, 0, 12),
    saturationAmount: fc.constantFrom(0, 0.5, 1),
    driveFromLevel: fc.constantFrom(0, 2),
    gateEnable: fc.integer({ min: 0, max: 1 }),
    gateSharpness: fc.constantFrom(0.5, 40),
    clusterGainDb0: fc.constantFrom(-120, 0, 24),
    clusterHpHz0: fc.constantFrom(20, 2000),
    clusterLpHz1: fc.constantFrom(200, 20_000),
    clusterMute1: fc.integer({ min: 0, max: 1 }),
    clusterRoute0: fc.integer({ min: 0, max: 8 }),
    clusterRoute1: fc.integer({ min: 0, max: 8 }),
  })
  .map(pluginState);

/** Plays in blocks of the given lengths, over and over; `at` may change the state before a block. */
function play(
  twin: PluginTwin,
  channels: readonly Float32Array[],
  blocks: readonly number[],
  at?: (sample: number) => void,
) {
  const length = channels[0]!.length;
  const buses = Array.from({ length: 9 }, () => channels.map(() => new Float32Array(length)));
  for (let from = 0, turn = 0; from < length; turn++) {
    const end = Math.min(length, from + blocks[turn % blocks.length]!);
    const cut = (samples: Float32Array) => samples.subarray(from, end);
    at?.(from);
    twin.process(
      channels.map(cut),
      buses[0]!.map(cut),
      buses.slice(1).map((bus) => bus.map(cut)),
    );
    from = end;
  }
  return buses;
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

function differenceDb(a: Float32Array, b: Float32Array): number {
  return 20 * Math.log10(Math.max(1e-30, rms(a.map((x, n) => x - b[n]!))) / rms(b));
}

describe('the plugin’s spectrum in 32 bit', () => {
  it.each(FRAME_SIZES)('[P1] of %i samples is that of the definition within its precision', (size) => {
    const [signal] = sound(size, 3);
    const magnitudes = new Float32Array(size / 2 + 1);
    new PluginSpectrum(size, '32-bit').magnitudes(signal!, 0, magnitudes);
    const transform = new RealTransform(size);
    transform.forward(Float64Array.from(signal!, (x, n) => x * symmetricHann(n, size)));
    magnitudes.forEach((value, k) => {
      const exact = Math.hypot(transform.real[k]!, transform.imaginary[k]!);
      expect(Math.abs(value - exact)).toBeLessThan(4e-8 * size);
    });
  });

  it('[P1] has the sizes of the plugin only', () => {
    const signal = new Float32Array(8192);
    for (const size of [256, 1000, 8192]) {
      expect(() => new PluginSpectrum(size, '32-bit').magnitudes(signal, 0, new Float32Array(5000))).toThrow(
        RangeError,
      );
    }
    expect(() => new PluginSpectrum(512, '64-bit').magnitudes(signal, 0, new Float32Array(257))).toThrow(RangeError);
  });
});

describe('the plugin’s twin', () => {
  it('[G7] plays the same in blocks of any length', () => {
    const channels = sound(16_000);
    fc.assert(
      fc.property(
        anyState,
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 4, maxLength: 9 }),
        (state, blocks) => {
          const whole = play(new PluginTwin(SETUP, state), channels, [channels[0]!.length]).flat();
          const cut = play(new PluginTwin(SETUP, state), channels, blocks).flat();
          expect(cut.every((samples, at) => samples.every((x, n) => x === whole[at]![n]))).toBe(true);
        },
      ),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('[G7] stays finite and within bounds whatever is changed while it plays', () => {
    const channels = sound(24_000);
    fc.assert(
      fc.property(fc.array(anyState, { minLength: 2, maxLength: 6 }), (states) => {
        const twin = new PluginTwin(SETUP, states[0]!);
        const buses = play(twin, channels, [1000], (sample) => twin.setState(states[(sample / 1000) % states.length]!));
        for (const channel of buses.flat()) {
          expect(channel.every(Number.isFinite)).toBe(true);
          expect(Math.max(...channel)).toBeLessThan(200);
        }
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('[G7] goes on where samples are no sound', () => {
    const channels = sound(24_000);
    const clean = play(new PluginTwin(SETUP, pluginState()), channels, [1000]);
    for (const wrong of [Number.NaN, Infinity, -Infinity, 3e38, -1e20]) {
      const spoilt = channels.map((channel) => channel.slice());
      spoilt[0]!.fill(wrong, 3000, 3010);
      const buses = play(new PluginTwin(SETUP, pluginState()), spoilt, [1000]);
      for (const channel of buses.flat()) expect(channel.every(Number.isFinite)).toBe(true);
      expect(differenceDb(buses[0]![1]!.subarray(16_000), clean[0]![1]!.subarray(16_000))).toBeLessThan(-20);
    }
  });

  it('[G3–G6] gives silence for silence', () => {
    const channels = [new Float32Array(20_000), new Float32Array(20_000)];
    fc.assert(
      fc.property(anyState, (state) => {
        const buses = play(new PluginTwin(SETUP, state), channels, [4096]);
        for (const channel of buses.flat()) expect(channel.every((x) => x === 0)).toBe(true);
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it.each(
    FRAME_SIZES.flatMap((frameSamples) => [2 as const, 4 as const].map((overlap) => ({ frameSamples, overlap }))),
  )(
    '[G7] is the input, delayed by the FFT size, at mix 0 with $frameSamples samples and $overlap overlapping frames',
    ({ frameSamples, overlap }) => {
      const channels = sound(20_000);
      const plain = pluginState({ globalMix: 0 });
      const state = { ...plain, split: { ...plain.split, frameSamples, overlap } };
      const twin = new PluginTwin(SETUP, state);
      expect(twin.delaySamples).toBe(frameSamples);
      const [main] = play(twin, channels, [777]);
      channels.forEach((channel, c) => {
        expect(Math.max(...main![c]!.subarray(0, frameSamples).map(Math.abs))).toBeLessThan(1e-6);
        expect(differenceDb(main![c]!.subarray(frameSamples), channel.subarray(0, -frameSamples))).toBeLessThan(-120);
      });
    },
  );

  it('[G4] the stems sum to the main output at mix 1 without auto level, whatever is done to the clusters', () => {
    const channels = sound(30_000);
    const treatment = {
      autoLevel: 0,
      clusterGainDb0: -7,
      clusterHpHz1: 300,
      clusterLpHz2: 3000,
      saturationAmount: 0.4,
      driveFromLevel: 1,
      outputGainDb: 3,
    };
    const stems = { clusterRoute0: 1, clusterRoute1: 2, clusterRoute2: 3, clusterRoute3: 4 };
    const options = { ...SETUP, isInTime: true, tailSamples: 0 };
    const { main } = renderPlugin(channels, pluginState(treatment), options);
    const { main: empty, aux } = renderPlugin(channels, pluginState({ ...treatment, ...stems }), options);
    main.forEach((channel, c) => {
      const sum = channel.map((_, n) => aux.reduce((total, bus) => total + bus[c]![n]!, 0));
      expect(differenceDb(sum, channel)).toBeLessThan(-90);
      expect(rms(empty[c]!)).toBe(0);
    });
    for (const bus of aux.slice(0, 4)) expect(rms(bus[0]!)).toBeGreaterThan(1e-4);
    for (const bus of aux.slice(4)) expect(rms(bus[0]!)).toBe(0);
  });

  it('[G7] renders in time with the sound or as late as the plugin, with a tail or without, and tells how far it is', () => {
    const channels = sound(20_000);
    const state = pluginState({ clusterGainDb1: -20 });
    const late = renderPlugin(channels, state, { ...SETUP, isInTime: false, tailSamples: 4096 });
    const inTime = renderPlugin(channels, state, { ...SETUP, isInTime: true, tailSamples: 0 });
    expect(late.main[0]).toHaveLength(24_096);
    expect(inTime.main[0]).toEqual(late.main[0]!.slice(2048, 22_048));
  });

  it('[P1, G7] gives one channel what it gives two equal ones', () => {
    const [left] = sound(20_000);
    const state = pluginState({ clusterGainDb1: -20 });
    const options = { ...SETUP, isInTime: true, tailSamples: 0 };
    const mono = renderPlugin([left!], state, options);
    const stereo = renderPlugin([left!, left!], state, options);
    expect(mono.main[0]).toEqual(stereo.main[0]);
    expect(stereo.main[1]).toEqual(stereo.main[0]);
  });
});

describe('a change while the twin plays', () => {
  const samples = 60_000;
  const tone = Float32Array.from({ length: samples }, (_, n) => 0.5 * Math.sin((2 * Math.PI * 440 * n) / RATE_HZ));
  const steepest = (signal: Float32Array) =>
    signal.reduce((most, x, n) => Math.max(most, n === 0 ? 0 : Math.abs(x - signal[n - 1]!)), 0);
  /** The steepest step against the level around it, which may rise or fall. */
  const steepestInLevel = (signal: Float32Array) => {
    let most = 0;
    for (let from = 0; from + 512 <= signal.length; from += 256) {
      const around = signal.subarray(from, from + 512);
      most = Math.max(most, steepest(around) / Math.max(1e-3, ...around.map(Math.abs)));
    }
    return most;
  };

  it.each([
    {
      what: 'a gain',
      from: {},
      to: { clusterGainDb0: -12, clusterGainDb1: -12, clusterGainDb2: -12, clusterGainDb3: -12 },
    },
    { what: 'a mute', from: { autoLevel: 0 }, to: { autoLevel: 0, clusterMute0: 1, clusterMute1: 1 } },
    { what: 'the number of clusters', from: { clusterGainDb0: -12 }, to: { clusterGainDb0: -12, numClusters: 7 } },
    { what: 'the FFT size', from: {}, to: { fftSize: 3 } },
    { what: 'the hop', from: {}, to: { hopMode: 1 } },
    { what: 'a bypass', from: {}, to: { bypass: 1 } },
    { what: 'the end of a bypass', from: { bypass: 1 }, to: {} },
    { what: 'the mix', from: { clusterGainDb0: -24 }, to: { clusterGainDb0: -24, globalMix: 0 } },
  ])('[G7] makes no click: $what', ({ from, to }) => {
    const twin = new PluginTwin({ ...SETUP, channelCount: 1 }, pluginState(from));
    const [main] = play(twin, [tone], [128], (sample) => {
      if (sample === 30_080) twin.setState(pluginState(to));
    });
    const [out] = main!;
    expect(rms(out!.subarray(20_000, 60_000))).toBeGreaterThan(0.005);
    expect(steepest(out!.subarray(20_000, 60_000))).toBeLessThan(1.1 * steepest(tone));
  });

  it('[G7] makes no click: any parameter, from its lowest value to its highest and back', () => {
    const short = tone.subarray(0, 30_000);
    const clusters = { clusterGainDb1: -12, clusterGainDb2: 6, clusterHpHz2: 300, clusterLpHz3: 3000 };
    const inUse = PLUGIN_PARAMETERS.filter(({ id }) => !/[4-7]$/u.test(id));
    const clicking = inUse.flatMap(({ id, min, max }) => {
      const twin = new PluginTwin({ ...SETUP, channelCount: 1 }, pluginState({ ...clusters, [id]: min }));
      const [main] = play(twin, [short], [128], (sample) => {
        if (sample === 12_800) twin.setState(pluginState({ ...clusters, [id]: max }));
        if (sample === 21_120) twin.setState(pluginState({ ...clusters, [id]: min }));
      });
      const steepness = steepestInLevel(main![0]!.subarray(10_000));
      return steepness < 1.5 * steepestInLevel(short) ? [] : [`${id}: ${steepness.toFixed(3)}`];
    });
    expect(clicking).toEqual([]);
  });

  it('[G7] of the FFT size ends in what the new size plays', () => {
    const twin = new PluginTwin({ ...SETUP, channelCount: 1 }, pluginState({ globalMix: 0 }));
    const [main] = play(twin, [tone], [128], (sample) => {
      if (sample === 12_800) twin.setState(pluginState({ globalMix: 0, fftSize: 2 }));
    });
    expect(twin.delaySamples).toBe(512);
    expect(differenceDb(main![0]!.slice(20_000), tone.slice(20_000 - 512, samples - 512))).toBeLessThan(-100);
  });
});
