import { expect, it } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { OwnTreatments } from '../../src/stages/listening/choices/ownTreatments.ts';
import { SoundTreatments } from '../../src/stages/listening/choices/soundTreatments.ts';

it('a sound’s treatment is the one that was chosen for it, until it is taken back or removed', () => {
  const own = new OwnTreatments();
  const saved = own.save('Softer snare', { ...PLUGIN_DEFAULTS, clusterGainDb1: -6 });
  const treatments = new SoundTreatments(own);
  treatments.keep('a', 'tame-air');
  treatments.keep('b', saved);
  treatments.keep('c', { clusterGainDb0: 3 });
  expect(treatments.wantedFor('a')).toBe('tame-air');
  expect(treatments.wantedFor('b')).toMatchObject({ name: 'Softer snare', parameters: { clusterGainDb1: -6 } });
  expect(treatments.wantedFor('c')).toEqual({ name: 'my treatment', parameters: { clusterGainDb0: 3 } });
  expect(treatments.wantedFor('d')).toBeNull();
  treatments.keep('a', null);
  own.remove(saved);
  expect([treatments.wantedFor('a'), treatments.wantedFor('b')]).toEqual([null, null]);
});
