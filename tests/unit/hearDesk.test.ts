import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HearState } from '../../src/domain/listening.ts';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { HearDesk } from '../../src/stages/listening/hearDesk.ts';

const FIRST: HearState = {
  candidateId: 'defaults',
  compensates: true,
  settings: PLUGIN_DEFAULTS,
  treatment: 'defaults',
  soloed: [],
};

describe('two states that are edited and compared', () => {
  let nowMs = 0;
  let desk = new HearDesk(FIRST);

  beforeEach(() => {
    nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    desk = new HearDesk(FIRST);
  });

  it('an edit concerns the one that is heard, and swapping hears the other', () => {
    desk.edit('candidate', { candidateId: 'best' });
    expect([desk.state.value.candidateId, desk.other.value.candidateId]).toEqual(['best', 'defaults']);
    desk.swap();
    expect([desk.side.value, desk.state.value.candidateId]).toEqual(['B', 'defaults']);
    desk.copyToOther();
    expect(desk.other.value.candidateId).toBe('defaults');
  });

  it('a slider that moves is one step back, what comes later another', () => {
    for (const gain of [1, 2, 3]) desk.edit('gain', { settings: { ...PLUGIN_DEFAULTS, clusterGainDb0: gain } });
    nowMs = 5000;
    desk.edit('gain', { settings: { ...PLUGIN_DEFAULTS, clusterGainDb0: 4 } });
    desk.edit('solo 1', { soloed: [1] });
    const gains: number[] = [];
    while (desk.canUndo.value) {
      desk.undo();
      gains.push(desk.state.value.settings.clusterGainDb0);
    }
    expect(gains).toEqual([4, 3, 0]);
    desk.undo();
    expect(desk.state.value).toEqual(FIRST);
  });

  it('another sound begins without a way back', () => {
    desk.edit('solo 1', { soloed: [1] });
    desk.reset(FIRST, { ...FIRST, candidateId: 'best' });
    expect([desk.canUndo.value, desk.other.value.candidateId]).toEqual([false, 'best']);
  });
});
