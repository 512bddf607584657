import { describe, expect, it } from 'vitest';
import { PLUGIN_DEFAULTS, type PluginParameters } from '../../src/domain/pluginParameters.ts';
import { withTreatment } from '../../src/domain/treatments.ts';
import { OwnTreatments } from '../../src/stages/listening/choices/ownTreatments.ts';

const HEARD: PluginParameters = { ...PLUGIN_DEFAULTS, clusterGainDb1: -6, outputGainDb: 2, distancePenalty: 3 };

describe('treatments of one’s own', () => {
  it('keep what is done to the clusters, for sounds that are split in another way', () => {
    const own = new OwnTreatments();
    const saved = own.find(own.save(' Softer snare ', HEARD))!;
    expect(saved.name).toBe('Softer snare');
    const other = { ...PLUGIN_DEFAULTS, distancePenalty: 1.5, numClusters: 6, clusterGainDb0: 12, saturationAmount: 1 };
    expect(withTreatment(other, saved.parameters)).toEqual({
      ...PLUGIN_DEFAULTS,
      distancePenalty: 1.5,
      numClusters: 6,
      clusterGainDb1: -6,
      outputGainDb: 2,
    });
  });

  it('have names of their own, whatever the case, that no built-in treatment has', () => {
    const own = new OwnTreatments();
    const id = own.save('Mine', HEARD);
    expect(() => own.save('mine ', HEARD)).toThrow(/There is a treatment “mine” already/u);
    expect(() => own.save('Tame the AIR', HEARD)).toThrow(/already/u);
    expect(own.refusalOf('  ', null)).toMatch(/Give the treatment a name/u);
    own.rename(id, 'MINE');
    expect(own.all.value.map(({ name }) => name)).toEqual(['MINE']);
  });

  it('come back to their place after they were removed, under a name that is free', () => {
    const own = new OwnTreatments();
    const [first] = ['One', 'Two'].map((name) => own.save(name, HEARD));
    own.remove(first!);
    expect(own.all.value.map(({ name }) => name)).toEqual(['Two']);
    own.save('one', HEARD);
    own.bringBack();
    expect(own.all.value.map(({ name }) => name)).toEqual(['One (again)', 'Two', 'one']);
    expect(own.removed.value).toBeNull();
  });

  it('[V3] of a browser that was tampered with stay within the plugin’s ranges', () => {
    expect(withTreatment(PLUGIN_DEFAULTS, { clusterGainDb0: 1e9, distancePenalty: 5 })).toEqual({
      ...PLUGIN_DEFAULTS,
      clusterGainDb0: 24,
    });
  });
});
