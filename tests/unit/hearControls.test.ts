import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HearState } from '../../src/domain/listening.ts';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { HearControls } from '../../src/stages/listening/hear/hearControls.ts';

const FIRST: HearState = {
  candidateId: 'defaults',
  compensates: true,
  settings: PLUGIN_DEFAULTS,
  treatment: 'defaults',
  soloed: [],
};

describe('two states that are edited and compared', () => {
  let nowMs = 0;
  let controls = new HearControls(FIRST);

  beforeEach(() => {
    nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    controls = new HearControls(FIRST);
  });

  it('an edit concerns the one that is heard, and swapping hears the other', () => {
    controls.edit('candidate', { candidateId: 'best' });
    expect([controls.state.value.candidateId, controls.other.value.candidateId]).toEqual(['best', 'defaults']);
    controls.swap();
    expect([controls.side.value, controls.state.value.candidateId]).toEqual(['B', 'defaults']);
    controls.copyToOther();
    expect(controls.other.value.candidateId).toBe('defaults');
  });

  it('a slider that moves is one step back, what comes later another', () => {
    for (const gain of [1, 2, 3]) controls.edit('gain', { settings: { ...PLUGIN_DEFAULTS, clusterGainDb0: gain } });
    nowMs = 5000;
    controls.edit('gain', { settings: { ...PLUGIN_DEFAULTS, clusterGainDb0: 4 } });
    controls.edit('solo 1', { soloed: [1] });
    const gains: number[] = [];
    while (controls.canUndo.value) {
      controls.undo();
      gains.push(controls.state.value.settings.clusterGainDb0);
    }
    expect(gains).toEqual([4, 3, 0]);
    controls.undo();
    expect(controls.state.value).toEqual(FIRST);
  });

  it('another sound begins without a way back', () => {
    controls.edit('solo 1', { soloed: [1] });
    controls.reset(FIRST, { ...FIRST, candidateId: 'best' });
    expect([controls.canUndo.value, controls.other.value.candidateId]).toEqual([false, 'best']);
  });
});
