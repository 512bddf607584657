import { describe, expect, it } from 'vitest';
import type { RidgeParameters } from '../../src/domain/model.ts';
import { FEATURE_COUNT } from '../../src/domain/polynomial.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { answerTrack } from '../../src/ml/plugin/answerTrack.ts';
import { descriptorTrack } from '../../src/ml/plugin/descriptorTrack.ts';
import { UNPREDICTED } from '../../src/ml/plugin/pluginModel.ts';
import { RuntimeAnalyser } from '../../src/ml/plugin/runtimeAnalyser.ts';
import { MAX_WINDOWS, windowHopFrames } from '../../src/ml/plugin/windowPlan.ts';
import { trainingWindows } from '../../src/ml/pluginModel/trainingWindows.ts';
import { synthesiseExampleSound } from '../../src/ml/synthesis/exampleSounds.ts';

const RATE_HZ = 44_100;
const samplesOf = (frames: number) => 2048 + (frames - 1) * 1024;

const vectorOf = (length: number, value: number) => Array.from({ length }, () => value);

/** A sound of `frames` frames, an example repeated. */
function sound(frames: number): Float32Array[] {
  const { channels } = synthesiseExampleSound(3);
  return channels.map((channel) =>
    Float32Array.from({ length: samplesOf(frames) }, (_, i) => channel[i % channel.length]!),
  );
}

function windowsOf(channels: readonly Float32Array[], hop: number, most?: number) {
  const analyser = new RuntimeAnalyser(RATE_HZ, hop, most);
  analyser.push(channels);
  return analyser.finish();
}

describe('windows of a file in the plugin’s domain', () => {
  it.each([
    { frames: 200, count: 0 },
    { frames: 300, count: 1 },
    { frames: 430, count: 2 },
    { frames: 1290, count: 2 },
    { frames: 2600, count: 5 },
    { frames: 10_000, count: 8 },
    { frames: 1_000_000, count: 8 },
  ])('[P8] of $frames frames are $count, from its beginning to its end', ({ frames, count }) => {
    const hop = windowHopFrames(samplesOf(frames));
    const last = (count - 1) * hop + 256;
    expect(frames < 256 ? 0 : Math.floor((frames - 256) / hop) + 1).toBe(count);
    if (count > 1) expect(frames - last).toBeLessThan(count);
    expect(count).toBeLessThanOrEqual(MAX_WINDOWS);
  });

  it('[P8] are half a file where its length is not known', () => {
    for (const unknown of [null, 0, Number.NaN]) expect(windowHopFrames(unknown)).toBe(512);
  });

  it('[P8] stay bounded and evenly spread where the length was not known, and are those of the whole analysis', () => {
    const channels = sound(3000);
    const all = windowsOf(channels, 128);
    const few = windowsOf(channels, 128, MAX_WINDOWS);
    expect(few.length).toBeGreaterThan(MAX_WINDOWS / 2);
    expect(few.length).toBeLessThanOrEqual(MAX_WINDOWS);
    const starts = few.map(({ startFrame }) => startFrame);
    expect(starts).toEqual(starts.map((_, i) => i * starts[1]!));
    expect(starts[1]).toBe(512);
    for (const window of few) expect(all).toContainEqual(window);
  });

  it('[P8] one over all of a short file, none below 24 frames', () => {
    expect(windowsOf(sound(100), 128, MAX_WINDOWS)).toMatchObject([{ startFrame: 0, frameCount: 100 }]);
    expect(windowsOf(sound(23), 128, MAX_WINDOWS)).toEqual([]);
  });

  it('[D6] have the trainer’s descriptors of their samples alone', () => {
    const mono = mixToMono(sound(700));
    const stretches = windowsOf([mono], 128, MAX_WINDOWS);
    const analyser = new DescriptorAnalyser(RATE_HZ);
    analyser.push(mono);
    const whole = analyser.finish(stretches);
    expect(whole.stretches.length).toBe(stretches.length);
    for (const [i, { startFrame }] of stretches.entries()) {
      const alone = new DescriptorAnalyser(RATE_HZ);
      alone.push(mono.subarray(startFrame * 1024, startFrame * 1024 + samplesOf(256)));
      expect(whole.stretches[i]).toEqual(alone.finish().descriptors);
    }
    const plain = new DescriptorAnalyser(RATE_HZ);
    plain.push(mono);
    expect(whole.descriptors).toEqual(plain.finish().descriptors);
  });

  it('refuses fewer than two', () => {
    for (const most of [1, Number.NaN]) expect(() => new RuntimeAnalyser(RATE_HZ, 128, most)).toThrow(RangeError);
  });
});

describe('windows to train on', () => {
  const window = (level: number, group: string) => ({
    startFrame: 0,
    frameCount: 256,
    plugin: new Float64Array(12).fill(level),
    trainer: new Float64Array(12).fill(level + 0.5),
    group,
  });

  it('[C7] leave out those that are silent at their median', () => {
    const { inputs, scored, groups } = trainingWindows([window(2, 'a'), window(-18, 'b'), window(Math.log(1e-5), 'c')]);
    expect(groups).toEqual(['a']);
    expect([...inputs]).toEqual(vectorOf(12, 2));
    expect([...scored]).toEqual(vectorOf(12, 2.5));
  });

  it('are an even choice of too many', () => {
    const many = Array.from({ length: 10 }, (_, i) => window(i, String(i)));
    expect(trainingWindows(many, 5).groups).toEqual(['0', '2', '4', '6', '8']);
    expect(trainingWindows(many, 20).groups).toHaveLength(10);
  });
});

describe('the live view', () => {
  const channels = sound(120);
  const track = descriptorTrack(channels, RATE_HZ, 4);

  it('[P8] takes its points as the sound plays: the descriptors of the frames heard so far', () => {
    expect(track.timesSec.length).toBe(30);
    expect(track.timesSec[0]).toBeCloseTo(samplesOf(4) / RATE_HZ, 12);
    const heard = new RuntimeAnalyser(RATE_HZ, 256);
    heard.push(channels.map((channel) => channel.subarray(0, samplesOf(80))));
    expect(track.descriptors.slice(19 * 12, 20 * 12)).toEqual(heard.current());
    expect(descriptorTrack([new Float32Array(500)], RATE_HZ, 4).timesSec.length).toBe(0);
  });

  it('[P8] has no prediction before 24 frames, then the model’s answers', () => {
    const model: RidgeParameters = {
      degree: 3,
      scalerMean: vectorOf(12, 0),
      scalerScale: vectorOf(12, 1),
      intercept: [2, 0.1, 1, 0, 0],
      coefficients: Array.from({ length: 5 }, () => vectorOf(FEATURE_COUNT, 0)),
    };
    const answers = answerTrack(model, track);
    expect(answers.slice(0, 5).every(({ confidence }) => confidence === 0)).toBe(true);
    expect(answers[4]!.hyperparameters).toEqual(UNPREDICTED);
    expect(answers[5]!.hyperparameters.distancePenalty).toBe(2);
    expect(answers[5]!.confidence).toBeGreaterThan(0);
  });
});
