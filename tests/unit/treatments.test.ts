import { describe, expect, it } from 'vitest';
import { PLUGIN_DEFAULTS, PLUGIN_PARAMETERS, type PluginParameters } from '../../src/domain/pluginParameters.ts';
import type { TreatmentId } from '../../src/domain/treatments.ts';
import { RealTransform } from '../../src/ml/dsp/realTransform.ts';
import { integratedLoudness } from '../../src/ml/loudness/integratedLoudness.ts';
import { AUX_COUNT } from '../../src/ml/plugin/pluginState.ts';
import { pluginStateOf } from '../../src/ml/plugin/pluginStateOf.ts';
import { renderPlugin } from '../../src/ml/plugin/renderPlugin.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { synthesiseExampleSound } from '../../src/ml/synthesis/exampleSounds.ts';
import { attackSteps, rangeDb, standOutDb, stepPowers } from '../../src/ml/treatments/dynamics.ts';
import { fitTreatment } from '../../src/ml/treatments/fitTreatment.ts';
import { loudestPart } from '../../src/ml/treatments/loudestPart.ts';
import { fitWanted } from '../../src/stages/listening/choices/firstTreatment.ts';

const NO_FIT = {
  parameters: PLUGIN_DEFAULTS,
  figures: { airDb: 0, belowAirDb: 0, bodyDb: 0, crestDb: 0, attackDb: 0, rangeDb: 0, loudnessLu: 0 },
};
const MODEL = await loadShippedModel();

function render(
  sound: { readonly sampleRateHz: number; readonly channels: Float32Array<ArrayBuffer>[] },
  parameters: PluginParameters,
  auxCount = 0,
) {
  return renderPlugin(sound.channels, pluginStateOf(parameters), {
    sampleRateHz: sound.sampleRateHz,
    auxCount,
    bend: MODEL,
    start: 'plugin',
    isInTime: true,
    tailSamples: 0,
  });
}

/** The first channel of an example sound's first seconds. */
const someSound = once((index: number) => {
  const { channels, sampleRateHz } = synthesiseExampleSound(index);
  return { sampleRateHz, channels: [channels[0]!.slice(0, 3 * sampleRateHz)] };
});

const plainRender = once((index: number) => render(someSound(index), PLUGIN_DEFAULTS).main[0]!);

/** What several tests look at is worked out once. */
function once<Key, T>(work: (key: Key) => T): (key: Key) => T {
  const done = new Map<Key, T>();
  return (key) => {
    const found = done.get(key) ?? work(key);
    done.set(key, found);
    return found;
  };
}

/** A treatment fitted to a sound with the plugin's default split. */
const fittedTo = once((index: number) =>
  once((id: TreatmentId) => {
    const { channels, sampleRateHz } = someSound(index);
    return fitTreatment(channels, sampleRateHz, PLUGIN_DEFAULTS, id, MODEL);
  }),
);

/** The same with its render, and that of the same split with the plugin's default treatment. */
function treated(index: number, id: TreatmentId) {
  const sound = someSound(index);
  const fitted = fittedTo(index)(id);
  const [out] = render(sound, fitted.parameters).main;
  const plain = plainRender(index);
  const loudness = (samples: Float32Array) => integratedLoudness([samples], sound.sampleRateHz);
  const bandDb = (lowHz: number, highHz: number) => {
    const of = (samples: Float32Array) => bandEnergy(samples, sound.sampleRateHz, lowHz, highHz);
    return 10 * Math.log10(of(out!) / of(plain));
  };
  return {
    ...fitted,
    sound,
    out: out!,
    bandDb,
    crestDb: crestDb(out!) - crestDb(plain),
    loudnessLu: loudness(out!) - loudness(plain),
  };
}

/** By one transform over the whole. */
function bandEnergy(samples: Float32Array, sampleRateHz: number, lowHz: number, highHz: number): number {
  const size = 2 ** 18;
  const transform = new RealTransform(size);
  transform.forward(Float64Array.from({ length: size }, (_, n) => samples[n] ?? 0));
  let energy = 0;
  for (let k = Math.ceil((lowHz * size) / sampleRateHz); k < (highHz * size) / sampleRateHz && k <= size / 2; k++) {
    energy += transform.real[k]! ** 2 + transform.imaginary[k]! ** 2;
  }
  return energy;
}

function crestDb(samples: Float32Array): number {
  const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return 10 * Math.log10((peak * peak * samples.length) / samples.reduce((sum, x) => sum + x * x, 0));
}

/** Of the example sounds: two percussive ones and a small band. */
const SOUNDS = [6, 8, 19];

describe('treatments, against the same split with the plugin’s default treatment', () => {
  it.each(SOUNDS)('[G3] tame the air: 3 dB less above 8 kHz, the rest within 1 dB (sound %i)', (index) => {
    const { bandDb, isReached } = treated(index, 'tame-air');
    expect(isReached).toBe(true);
    expect(bandDb(8200, 30_000)).toBeLessThan(-2.8);
    expect(Math.abs(bandDb(0, 8000))).toBeLessThan(1);
  });

  it.each(SOUNDS)('[G2] transients forward: crest factor 2 dB higher, as loud (sound %i)', (index) => {
    const found = treated(index, 'transients-forward');
    expect(found.crestDb).toBeGreaterThan(1.95);
    expect(Math.abs(found.loudnessLu)).toBeLessThan(1);
    expect(found.isReached).toBe(true);
  });

  it.each([4, 23])('[G3] transients back: attacks 1 dB lower against the whole, as loud (sound %i)', (index) => {
    const { sound, out, crestDb: crest, loudnessLu, isReached, parameters } = treated(index, 'transients-back');
    expect(isReached).toBe(true);
    const plain = plainRender(index);
    const attacks = attackSteps(stepPowers([plain], sound.sampleRateHz));
    const stand = (samples: Float32Array) => standOutDb(stepPowers([samples], sound.sampleRateHz), attacks);
    expect(stand(out) - stand(plain)).toBeLessThan(-0.95);
    expect(crest).toBeLessThan(1.05);
    expect(Math.abs(loudnessLu)).toBeLessThan(1);
    expect(parameters.driveFromLevel).toBe(0);
  });

  it.each([4, 23])('[G3] gentle glue: loud and quiet parts 1 dB nearer, as loud (sound %i)', (index) => {
    const { sound, out, loudnessLu } = treated(index, 'gentle-glue');
    const plain = plainRender(index);
    const range = (samples: Float32Array) => rangeDb(stepPowers([samples], sound.sampleRateHz));
    expect(range(out) - range(plain)).toBeLessThan(-0.95);
    expect(Math.abs(loudnessLu)).toBeLessThan(1);
  });

  it.each([6])('[G3] the body is lifted and tamed by 2 dB against the rest, as loud (sound %i)', (index) => {
    for (const [id, direction] of [
      ['lift-body', 1],
      ['tame-body', -1],
    ] as const) {
      const { bandDb, loudnessLu } = treated(index, id);
      const rest = Math.max(bandDb(0, 110), bandDb(820, 30_000)) * direction;
      expect(direction * bandDb(130, 780) - Math.min(rest, 0)).toBeGreaterThan(1);
      expect(Math.abs(loudnessLu)).toBeLessThan(1);
    }
  });

  it.each([
    { index: 3, id: 'gentle-glue', figure: 'rangeDb' },
    { index: 15, id: 'transients-back', figure: 'attackDb' },
  ] as const)('[E4] $id is known to do the opposite to sound $index', ({ index, id, figure }) => {
    const { figures, isOpposite, isReached } = fittedTo(index)(id);
    expect(figures[figure]).toBeGreaterThan(0.05);
    expect([isOpposite, isReached]).toEqual([true, false]);
    expect(fittedTo(4)(id).isOpposite).toBe(false);
  });

  it('[E4] a sound and its preset begin with a treatment that does not do the opposite', async () => {
    const fit = async (opposite: readonly TreatmentId[]) =>
      fitWanted(null, async (id) => ({
        ...NO_FIT,
        isReached: id === 'defaults',
        isOpposite: opposite.includes(id),
      }));
    expect((await fit(['transients-forward'])).treatment).toBe('tame-air');
    expect((await fit(['transients-forward', 'tame-air'])).treatment).toBe('defaults');
  });

  it('[G3] isolate leaves the loudest cluster alone, the others silent', () => {
    const { parameters, sound, out } = treated(19, 'isolate');
    const kept = [0, 1, 2, 3].filter((c) => parameters[`clusterGainDb${c as 0}`] === 0);
    expect(kept).toHaveLength(1);
    const stems = render(sound, { ...parameters, [`clusterRoute${kept[0]!}`]: 1 }, AUX_COUNT).aux;
    const difference = stems[0]![0]!.map((x, n) => x - out[n]!);
    expect(bandEnergy(difference, 44_100, 0, 30_000) / bandEnergy(out, 44_100, 0, 30_000)).toBeLessThan(1e-4);
  });

  it('[G4] stems to aux silences the main output, and every cluster has an output of its own', () => {
    const { parameters, sound, out } = treated(19, 'stems');
    expect(out.every((sample) => sample === 0)).toBe(true);
    const { aux } = render(sound, parameters, AUX_COUNT);
    expect(aux.map(([channel]) => channel!.some((sample) => Math.abs(sample) > 0.001))).toEqual(
      [1, 1, 1, 1, 0, 0, 0, 0].map(Boolean),
    );
  });

  it('are within the plugin’s ranges, keep how the sound is split, and replace each other', () => {
    const sound = someSound(8);
    const split = { ...PLUGIN_DEFAULTS, numClusters: 3, clusterSpread: 0.7, featureMinimax: 0.9 };
    const fit = (from: PluginParameters, id: TreatmentId) =>
      fitTreatment(sound.channels, sound.sampleRateHz, from, id, MODEL).parameters;
    const air = fit(split, 'tame-air');
    expect(air).toMatchObject({ numClusters: 3, clusterSpread: 0.7, featureMinimax: 0.9 });
    for (const { id, min, max } of PLUGIN_PARAMETERS) {
      expect(air[id], id).toBeGreaterThanOrEqual(min);
      expect(air[id], id).toBeLessThanOrEqual(max);
    }
    expect(fit(air, 'defaults')).toEqual(split);
  });
});

describe('dynamics', () => {
  const RATE_HZ = 48_000;
  /** A tone of 1 kHz whose level follows `levelOf` seconds. */
  const tone = (seconds: number, levelOf: (sec: number) => number) =>
    Float32Array.from(
      { length: seconds * RATE_HZ },
      (_, n) => levelOf(n / RATE_HZ) * Math.sin((2 * Math.PI * 1000 * n) / RATE_HZ),
    );

  it('attacks are where the sound jumps up, and stand out by so many dB as they are louder', () => {
    const hits = (level: number) =>
      stepPowers([tone(3, (sec) => (sec % 0.5 >= 0.25 && sec % 0.5 < 0.27 ? level : 0.05))], RATE_HZ);
    const steps = attackSteps(hits(0.5));
    expect(steps.filter((step) => step % 50 === 25 || step % 50 === 26)).toHaveLength(12);
    const own = steps.filter((step) => step % 50 === 25 || step % 50 === 26);
    const [loud, soft] = [hits(0.5), hits(0.25)].map((powers) => standOutDb(powers, own));
    expect(soft! - loud!).toBeCloseTo(-2, 1);
  });

  it('the range is the difference of loud and quiet seconds, whatever the level, and silence is left out', () => {
    const stepped = (level: number) =>
      stepPowers([tone(6, (sec) => (sec > 5 ? 0 : sec % 2 < 1 ? level : level / 4))], RATE_HZ);
    expect(rangeDb(stepped(0.4))).toBeCloseTo(12.04, 1);
    expect(rangeDb(stepped(0.1))).toBeCloseTo(12.04, 1);
    expect(rangeDb(stepPowers([tone(0.2, () => 0.5)], RATE_HZ))).toBe(0);
  });
});

describe('the part of a sound that treatments are fitted to', () => {
  it('is the loudest stretch, or all of a short sound', () => {
    const quiet = new Float32Array(10_000).fill(0.01);
    const sound = [quiet.map((sample, n) => (n >= 6000 && n < 7000 ? 0.5 : sample))];
    const [part] = loudestPart(sound, 2000);
    expect(part).toHaveLength(2000);
    expect(part!.filter((sample) => sample === 0.5)).toHaveLength(1000);
    expect(loudestPart([quiet], 20_000)[0]).toBe(quiet);
  });
});
