import { projectName } from '../../store/appScope.ts';
import { randomId } from '../shell/randomId.ts';

/** Held by the tab whose turn it is; the browser gives it back when the tab closes or crashes. */
export const dataSetLock = (project?: string) => projectName('database', project);
/** Held by a tab while it asks, so that the one that lets go sees when it has got the turn, closed or crashed. */
const askerLock = (id: string) => projectName(`asks-${id}`);

type Message =
  | { readonly kind: 'ask'; readonly from: string }
  | { readonly kind: 'letting-go'; readonly to: string }
  | { readonly kind: 'free'; readonly to: string };

/** How often a tab asks until it is answered: the turn may just be changing hands. */
const ASK_EVERY_MS = 500;
const ASK_TIMES = 10;

export interface TurnHooks {
  /** Another tab asks: resolves when nothing in this one touches the data any more. */
  letGo(): Promise<void>;
  /** The tab that has the turn has acknowledged this one and finishes its work. */
  acknowledged(): void;
}

/**
 * One of several tabs may work with the data set: whose turn it is. The turn passes when its tab closes or crashes, to the
 * one that has waited longest, and at once to one that asks for it, as soon as the other has let go.
 */
export class TabTurn {
  readonly #hooks: TurnHooks;
  readonly #id = randomId();
  readonly #channel = new BroadcastChannel(projectName('tabs'));
  #release: (() => void) | null = null;
  #ended: Promise<void> = Promise.resolve();
  #isPassing = false;
  #stopAsking: (() => void) | null = null;
  #onFree: () => void = () => undefined;
  #onAcknowledged: () => void = () => undefined;
  #tellPassed: () => void = () => undefined;
  #passed: Promise<void> = Promise.resolve();

  constructor(hooks: TurnHooks) {
    this.#hooks = hooks;
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#hear(data));
  }

  /** Resolves when it is this tab's turn; `onWait` is called where another has it. */
  async take(onWait: () => void): Promise<void> {
    if (!(await this.#lock({ ifAvailable: true }))) {
      onWait();
      await this.#queue();
    }
    this.#passed = new Promise((resolve) => (this.#tellPassed = resolve));
  }

  /** Resolves when this tab has let another one take its turn. */
  async passed(): Promise<void> {
    return this.#passed;
  }

  /** Asks the tab that has the turn to let go. Resolves with whether it has acknowledged; `take` resolves when it is done. */
  async ask(): Promise<boolean> {
    const asking = { isAcknowledged: false, wake: () => undefined as void };
    this.#onAcknowledged = () => {
      asking.isAcknowledged = true;
      this.#hooks.acknowledged();
      asking.wake();
    };
    await this.#holdAskerLock();
    const isAnswered = () => asking.isAcknowledged || this.#release !== null;
    for (let times = 0; times < ASK_TIMES && !isAnswered(); times += 1) {
      const pause = new Promise<void>((resolve) => {
        asking.wake = resolve;
        setTimeout(resolve, ASK_EVERY_MS);
      });
      this.#post({ kind: 'ask', from: this.#id });
      await pause;
    }
    return isAnswered();
  }

  async #holdAskerLock(): Promise<void> {
    if (this.#stopAsking !== null) return;
    await new Promise<void>((granted) => {
      void navigator.locks.request(askerLock(this.#id), async () => {
        granted();
        await new Promise<void>((resolve) => (this.#stopAsking = resolve));
      });
    });
  }

  /** Waits for the turn: the next in the queue, or the one that another tab has let go for. */
  async #queue(): Promise<void> {
    const queue = new AbortController();
    this.#onFree = () => queue.abort();
    const isNext = await this.#lock({ signal: queue.signal }).catch((error: unknown) => {
      if (!queue.signal.aborted) throw error;
      return false;
    });
    // The one that let go still holds it, for this tab alone, however many wait.
    if (!isNext) await this.#lock({ steal: true });
    this.#onFree = () => undefined;
    this.#stopAsking?.();
    this.#stopAsking = null;
  }

  /** Resolves with whether the lock was granted, and holds it until {@link #release} or until it is taken. */
  async #lock(options: LockOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const request = navigator.locks.request(dataSetLock(), options, async (lock) => {
        resolve(lock !== null);
        if (lock !== null) await new Promise<void>((release) => (this.#release = release));
      });
      this.#ended = request.then(() => undefined).catch(reject);
    });
  }

  #hear(message: Message): void {
    if (message.kind === 'ask') {
      if (this.#release !== null && !this.#isPassing) void this.#pass(message.from);
    } else if (message.to === this.#id) {
      if (message.kind === 'free') this.#onFree();
      else this.#onAcknowledged();
    }
  }

  async #pass(to: string): Promise<void> {
    this.#isPassing = true;
    this.#post({ kind: 'letting-go', to });
    await this.#hooks.letGo();
    const ended = this.#ended;
    this.#post({ kind: 'free', to });
    // Granted when the other has taken the turn, and also when it is gone: then the next in the queue gets it.
    const isOver = navigator.locks.request(askerLock(to), () => undefined);
    await Promise.race([ended, isOver]);
    this.#release?.();
    await ended;
    this.#release = null;
    this.#isPassing = false;
    this.#tellPassed();
  }

  #post(message: Message): void {
    this.#channel.postMessage(message);
  }
}
