import { userEvent } from 'vitest/browser';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { BlindComparisonPlayer } from '../../src/stages/listening/comparison/blindComparisonPlayer.ts';
import { ClusterPlayer } from '../../src/stages/listening/hear/clusterPlayer.ts';
import { AudioPlayer } from '../../src/stages/listening/sound/audioPlayer.ts';

const RATE_HZ = 48_000;
const tone = Float32Array.from({ length: 4 * RATE_HZ }, (_, n) => 0.1 * Math.sin(n / 20));
const OPTIONS = [{ channels: [tone], gain: 1, loudnessLkfs: -20, maskChange: 0, maskContrast: 0 }];

let contexts: AudioContext[] = [];

beforeAll(async () => {
  // Sound plays only after a gesture.
  const button = document.body.appendChild(document.createElement('button'));
  button.textContent = 'Play';
  await userEvent.click(button);
  button.remove();
});

beforeEach(() => {
  contexts = [];
  vi.stubGlobal(
    'AudioContext',
    class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    },
  );
});

afterEach(() => vi.unstubAllGlobals());

function aPlayer(): AudioPlayer {
  const player = new AudioPlayer();
  player.load([tone], RATE_HZ);
  return player;
}

async function aClusterPlayer(): Promise<ClusterPlayer> {
  const model = await loadShippedModel();
  const player = new ClusterPlayer(async () => model);
  player.load([tone], RATE_HZ);
  player.setParameters(PLUGIN_DEFAULTS);
  return player;
}

async function aComparison(): Promise<BlindComparisonPlayer> {
  const player = new BlindComparisonPlayer();
  await player.start(OPTIONS, RATE_HZ);
  player.pause();
  return player;
}

describe.each([
  ['of a sound', aPlayer],
  ['of the plugin’s twin', aClusterPlayer],
  ['of a comparison', aComparison],
])('the player %s', (_, made) => {
  it('stops where the browser takes the sound away, as a call does, and the next press plays on', async () => {
    const player = await made();
    await player.play();
    expect(player.playing.value).toBe(true);
    await contexts[0]!.suspend();
    await vi.waitFor(() => expect(player.playing.value).toBe(false));
    await player.play();
    expect([player.playing.value, contexts[0]!.state]).toEqual([true, 'running']);
    player.pause();
    await contexts[0]!.close();
  });

  it('plays on where it was paused and played again at once', async () => {
    const player = await made();
    await player.play();
    player.pause();
    await player.play();
    await contexts[0]!.resume();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect([player.playing.value, contexts[0]!.state]).toEqual([true, 'running']);
    player.pause();
    await contexts[0]!.close();
  });

  it('stays paused, and says why, where the browser does not give the sound back', async () => {
    const player = await made();
    await player.play();
    player.pause();
    const refusal = new DOMException('interrupted', 'InvalidStateError');
    contexts[0]!.resume = async () => Promise.reject(refusal);
    await expect(player.play()).rejects.toBe(refusal);
    expect(player.playing.value).toBe(false);
    await contexts[0]!.close();
  });
});

it('a comparison at another rate plays on, though the context of the one before has ended', async () => {
  const player = await aComparison();
  await player.play();
  await player.start(OPTIONS, 44_100);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([contexts.length, player.playing.value]).toEqual([2, true]);
  player.release();
});

it('a sound that is played, paused and played again at once sounds once, and ends with Pause', async () => {
  let sounding = 0;
  vi.stubGlobal(
    'AudioBufferSourceNode',
    class extends AudioBufferSourceNode {
      override start(...args: [number?, number?]): void {
        sounding += 1;
        super.start(...args);
      }

      override stop(): void {
        sounding -= 1;
        super.stop();
      }
    },
  );
  const player = aPlayer();
  const first = player.play();
  player.pause();
  await Promise.all([first, player.play()]);
  expect([sounding, player.playing.value]).toEqual([1, true]);
  player.pause();
  expect(sounding).toBe(0);
  await contexts[0]!.close();
});
