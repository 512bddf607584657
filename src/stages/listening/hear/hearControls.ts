import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { HearState } from '../../../domain/listening.ts';
import type { PluginParameters } from '../../../domain/pluginParameters.ts';

/** Edits of the same kind that follow each other so closely are undone at once. */
const SAME_EDIT_MS = 1000;
const UNDO_STEPS = 100;

type Side = 'A' | 'B';

interface BothStates {
  readonly A: HearState;
  readonly B: HearState;
  readonly side: Side;
}

/** Two states to compare, of which one is heard and edited, and the way back. */
export class HearControls {
  readonly #both: Signal<BothStates>;
  readonly #past = signal<readonly BothStates[]>([]);
  #lastEdit: { readonly kind: string; readonly atMs: number } | null = null;

  readonly side: ReadonlySignal<Side>;
  /** The state that is heard. */
  readonly state: ReadonlySignal<HearState>;
  /** The one that it is compared with. */
  readonly other: ReadonlySignal<HearState>;
  readonly canUndo: ReadonlySignal<boolean> = computed(() => this.#past.value.length > 0);

  constructor(first: HearState) {
    const both = signal<BothStates>({ A: first, B: first, side: 'A' });
    this.#both = both;
    this.side = computed(() => both.value.side);
    this.state = computed(() => both.value[both.value.side]);
    this.other = computed(() => both.value[otherSide(both.value.side)]);
  }

  /** Changes parameters of the state that is heard, and the rest of it. */
  change(parameters: Partial<PluginParameters>, rest: Partial<HearState> = {}): void {
    const settings = { ...this.state.peek().settings, ...parameters };
    this.edit(Object.keys(parameters).join(' '), { ...rest, settings });
  }

  /** Changes the state that is heard. @param kind of the edit: a slider that moves is one step back. */
  edit(kind: string, change: Partial<HearState>): void {
    const nowMs = performance.now();
    const goesOn = this.#lastEdit?.kind === kind && nowMs - this.#lastEdit.atMs < SAME_EDIT_MS;
    this.#lastEdit = { kind, atMs: nowMs };
    if (!goesOn) this.#remember();
    const { side } = this.#now;
    this.#both.value = { ...this.#now, [side]: { ...this.#now[side], ...change } };
  }

  /** Changes the state that is heard beside its edits: nothing to undo, and one that goes on is still one step back. */
  exchange(change: Partial<HearState>): void {
    const { side } = this.#now;
    this.#both.value = { ...this.#now, [side]: { ...this.#now[side], ...change } };
  }

  /** Both sides anew, without a way back. */
  reset(heard: HearState, compared: HearState): void {
    this.#past.value = [];
    this.#lastEdit = null;
    this.#both.value = { A: heard, B: compared, side: 'A' };
  }

  swap(): void {
    this.#lastEdit = null;
    this.#both.value = { ...this.#now, side: otherSide(this.#now.side) };
  }

  /** The other side becomes what is heard now. */
  copyToOther(): void {
    this.#lastEdit = null;
    this.#remember();
    this.#both.value = { ...this.#now, [otherSide(this.#now.side)]: this.#now[this.#now.side] };
  }

  undo(): void {
    const before = this.#past.value.at(-1);
    if (before === undefined) return;
    this.#lastEdit = null;
    this.#past.value = this.#past.value.slice(0, -1);
    this.#both.value = before;
  }

  get #now(): BothStates {
    return this.#both.peek();
  }

  #remember(): void {
    this.#past.value = [...this.#past.peek(), this.#now].slice(-UNDO_STEPS);
  }
}

function otherSide(side: Side): Side {
  return side === 'A' ? 'B' : 'A';
}
