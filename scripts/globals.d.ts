import type { Workbench } from '../src/stages/workbench.ts';
import type { installProbes } from '../tests/bench/probes.mjs';
import type { installHelpers } from './batch/pageHelpers.mjs';

declare global {
  /** The app is there in every page that a script asks. */
  interface ParentNode {
    querySelector(selectors: 'ib-app'): HTMLElement & { readonly workbench: Workbench };
  }
  /** In the page of a worker of `npm run batch`. */
  var batch: ReturnType<typeof installHelpers>;
  /** Told to the worker by its page. */
  function tellBatch(what: string, figures?: Readonly<Record<string, number>>): Promise<void>;
  interface Window {
    /** In pages that `tests/bench` measures: what `installProbes` keeps, and promises that a step waits for. */
    probes: ReturnType<typeof installProbes>;
    heldAt: Promise<number>;
    drawn: Promise<number>;
    /** In the store's worker: how long each COMMIT took. */
    commitsMs: number[];
    /** In the page of `npm run animation`: what the pointer carries. */
    carry: (text: string | null) => void;
  }
  /** In pages that `tests/bench` measures without the app. */
  const bench: { readonly measureWorklet: (address: string, samples: number) => Promise<Record<string, number[]>> };
}
