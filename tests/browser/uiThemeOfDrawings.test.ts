import { signal } from '@preact/signals-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterFrame, ClusterPlayer } from '../../src/stages/listening/hear/clusterPlayer.ts';
import { ClusterPicture } from '../../src/ui/listen/clusterPicture.ts';
import { ClusterStrip } from '../../src/ui/listen/clusterStrip.ts';
import { ExcerptPicker } from '../../src/ui/listen/excerptPicker.ts';
import { applyTheme, installTokens } from '../../src/ui/theme/theme.ts';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';

const BANDS = 64;
const frame = signal<ClusterFrame | null>(null);
const player = { frame } as unknown as ClusterPlayer;

/** Everything in the first cluster, as loud in each band. */
function heard(): ClusterFrame {
  const masks = new Float32Array(2 * BANDS);
  masks.fill(1, 0, BANDS);
  return { energy: new Float32Array(BANDS).fill(1), masks };
}

/** The colour at a place of an element's canvas. */
function colourAt(element: HTMLElement, x: number, y: number): string {
  const canvas = element.shadowRoot?.querySelector('canvas');
  const [red = 0, green = 0, blue = 0] = canvas?.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [];
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

describe('what stands still when the theme changes', () => {
  beforeEach(() => {
    installTokens();
    applyTheme('dark');
    frame.value = null;
  });
  afterEach(() => {
    document.body.replaceChildren();
    applyTheme('dark');
  });

  it('is drawn again in the new colours: the picture of the clusters, all of it', async () => {
    const picture = new ClusterPicture();
    picture.player = player;
    document.body.append(picture);
    await picture.updateComplete;
    for (let i = 0; i < 3; i++) frame.value = heard();
    const dark = token('--pastel-1');
    expect([239, 237, 236].map((x) => colourAt(picture, x, 30))).toEqual([dark, dark, '#000000']);
    applyTheme('light');
    const light = token('--pastel-1');
    expect(light).not.toBe(dark);
    expect([239, 237, 236].map((x) => colourAt(picture, x, 30))).toEqual([light, light, '#000000']);
  });

  it("is drawn again in the new colours: a cluster's spectrum", async () => {
    const strip = new ClusterStrip();
    strip.player = player;
    strip.parameters = PLUGIN_DEFAULTS;
    document.body.append(strip);
    await strip.updateComplete;
    frame.value = heard();
    expect(colourAt(strip, 0, 30)).toBe(token('--pastel-1'));
    applyTheme('light');
    expect(colourAt(strip, 0, 30)).toBe(token('--pastel-1'));
  });

  it('is drawn again in the new colours: the waveform', async () => {
    const picker = new ExcerptPicker();
    picker.peaks = new Float32Array(100).fill(1);
    picker.durationSec = 1;
    picker.view = { startSec: 0, endSec: 1 };
    picker.excerpt = { startSec: 0, endSec: 1 };
    document.body.append(picker);
    await picker.updateComplete;
    expect(colourAt(picker, 50, 32)).toBe(token('--accent'));
    applyTheme('light');
    expect(colourAt(picker, 50, 32)).toBe(token('--accent'));
  });
});
