/**
 * What the tests of other browsers need of a driver: little enough that Firefox (WebDriver BiDi) and WebKit (WebDriver) both
 * have it. Whatever finds its way by role and name is built on it once, in `person.ts`.
 */
export interface BrowserDriver {
  readonly name: 'Chromium' | 'Firefox' | 'WebKit';
  readonly version: string;
  /** Opens a further tab, in front. */
  newTab(): Promise<TabDriver>;
  /** Ends the browser as its user would. */
  close(): Promise<void>;
  /** Ends all its processes at once, as a crash does. Its profile stays. */
  kill(): Promise<void>;
  /** Ends the process that the app runs in, as a crash of the page does; absent where it cannot be told from others. */
  killTab?(): Promise<void>;
}

/** An element of a page, as its driver knows it. */
export type ElementReference = { readonly element: unknown };

/** A tab that is driven. */
export interface TabDriver {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** What a function of the page gives back, awaited; `source` is its source, as nothing else of this process exists there. */
  evaluate(source: string, ...args: readonly unknown[]): Promise<unknown>;
  /** The element that such a function gives back, or null. */
  find(source: string, ...args: readonly unknown[]): Promise<ElementReference | null>;
  /** A press that the browser takes for a person's. */
  click(target: ElementReference): Promise<void>;
  type(target: ElementReference, text: string): Promise<void>;
  setFiles(target: ElementReference, paths: readonly string[]): Promise<void>;
  screenshot(path: `${string}.png`): Promise<void>;
  close(): Promise<void>;
}
