import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Excerpt } from '../../../domain/listening.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import { cutTo } from './levelMatch.ts';
import { peaksOf } from '../sound/peaks.ts';

/** No shorter stretch of a sound fills the view. */
const LEAST_SEC = 0.25;

/** Which stretch of a sound is looked at: the whole of it, or a part that one goes into and along. */
export class TimeZoom {
  readonly #view = signal<Excerpt>({ startSec: 0, endSec: 0 });
  #samples: Samples = { channels: [], sampleRateHz: 1 };
  #durationSec = 0;
  readonly view: ReadonlySignal<Excerpt> = this.#view;
  /** Greatest |sample| along it. */
  readonly peaks: ReadonlySignal<Float32Array> = computed(() => {
    const view = this.#view.value;
    return peaksOf(cutTo(this.#samples, view).channels);
  });

  /** Another sound, of which all is seen. */
  open(samples: Samples): void {
    this.#samples = samples;
    this.#durationSec = (samples.channels[0]?.length ?? 0) / samples.sampleRateHz;
    this.showAll();
  }

  showAll(): void {
    this.#view.value = { startSec: 0, endSec: this.#durationSec };
  }

  show({ startSec, endSec }: Excerpt): void {
    const lengthSec = Math.min(Math.max(endSec - startSec, LEAST_SEC), this.#durationSec);
    this.#place((startSec + endSec - lengthSec) / 2, lengthSec);
  }

  /** @param factor above 1 goes in. @param aroundSec what stays where it is. */
  zoom(factor: number, aroundSec: number): void {
    const { startSec, endSec } = this.#view.peek();
    const before = endSec - startSec;
    const lengthSec = Math.min(Math.max(before / factor, LEAST_SEC), this.#durationSec);
    if (before <= 0) return;
    const around = Math.min(Math.max(aroundSec, startSec), endSec);
    this.#place(around - ((around - startSec) / before) * lengthSec, lengthSec);
  }

  /** Goes along by a part of what is seen; below 0 towards the start. */
  move(share: number): void {
    const { startSec, endSec } = this.#view.peek();
    const lengthSec = endSec - startSec;
    this.#place(startSec + share * lengthSec, lengthSec);
  }

  #place(startSec: number, lengthSec: number): void {
    const from = Math.min(Math.max(startSec, 0), Math.max(0, this.#durationSec - lengthSec));
    this.#view.value = { startSec: from, endSec: Math.min(from + lengthSec, this.#durationSec) };
  }
}
