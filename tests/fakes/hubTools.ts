import type { HubTools } from '../../src/hub/openShard.ts';
import type { FakeHub } from './fakeHub.ts';
import { seeded } from '../support/seeded.ts';

export interface TestTools extends HubTools {
  /** The waits that were asked for, in milliseconds; none of them was waited. */
  readonly waits: readonly number[];
}

/** The engine's surroundings over the stand-in hub, without real waiting. */
export function testTools(hub: Pick<FakeHub, 'hubUrl' | 'viewerUrl'>, token: string | null = null): TestTools {
  const waits: number[] = [];
  return {
    waits,
    access: { hubUrl: hub.hubUrl, viewerUrl: hub.viewerUrl, token },
    net: {
      fetch: async (url, init) => fetch(url, init),
      sleep: async (milliseconds, signal) => {
        signal.throwIfAborted();
        waits.push(milliseconds);
      },
      random: seeded(1),
    },
  };
}
