import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** What a theme can change: every other rule finds the same in both. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** The part of axe that is used in the page. */
interface Axe {
  run(
    element: Element,
    options: object,
  ): Promise<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: string[] }[] }[];
  }>;
}

/**
 * Fails when axe finds a violation in the page, or in a part of it, as it is, in both themes; the page has its theme back
 * afterwards. `accessibility.spec.ts` looks at whole views: what comes up in them is looked at as a part.
 */
export async function expectAccessible(shown: Page | Locator, state = ''): Promise<void> {
  const [page, part] = 'page' in shown ? [shown.page(), shown] : [shown, shown.locator('html')];
  await provideAxe(page);
  // Grounds fade to their colour: contrast is for the end of that.
  const moves = await page.evaluate(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const before = await page.locator('html').getAttribute('data-theme');
  const other = before === 'dark' ? 'light' : 'dark';
  await expectNoViolation(part, `${state} ${before}`);
  await showTheme(page, other);
  await expectNoViolation(part, `${state} ${other}`, RULES_OF_COLOUR);
  await showTheme(page, before);
  if (moves) await page.emulateMedia({ reducedMotion: 'no-preference' });
}

/** Fails where the page is wider than its window, at each of the widths. */
export async function expectFits(page: Page, widths: readonly number[], state = ''): Promise<void> {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${width} px wide ${state}`).toBeLessThanOrEqual(0);
  }
  if (before !== null) await page.setViewportSize(before);
}

/** Nothing in a part of the page reaches beyond its right edge, but for what scrolls or is cut in a box of its own. */
export async function expectHolds(part: Locator): Promise<void> {
  const beyond = await part.evaluate((whole) => {
    const { right } = whole.getBoundingClientRect();
    const found: string[] = [];
    const look = (parent: Element | ShadowRoot): void => {
      for (const child of parent.children) {
        const box = child.getBoundingClientRect();
        if (box.width > 0 && box.right > right + 1) found.push(`${child.tagName} ${child.textContent?.trim() ?? ''}`);
        if (getComputedStyle(child).overflowX !== 'visible') continue;
        look(child);
        if (child.shadowRoot !== null) look(child.shadowRoot);
      }
    };
    look(whole);
    return found;
  });
  expect(beyond).toEqual([]);
}

/** Fails where a control that is pressed is lower than a finger needs; what is said in pills has no more room, and a row selects as well as its box. */
export async function expectFingerSized(page: Page, state = ''): Promise<void> {
  const small = await page.evaluate(() => {
    const found: string[] = [];
    const look = (parent: ParentNode): void => {
      for (const child of parent.querySelectorAll('*')) {
        if (child.shadowRoot !== null) look(child.shadowRoot);
        if (!child.matches('button, select, summary, .button') || child.closest('.tags') !== null) continue;
        const { height } = child.getBoundingClientRect();
        if (height > 0 && height < 43.5) found.push(`${child.tagName} ${child.textContent?.trim() ?? ''}: ${height}`);
      }
    };
    look(document);
    return found;
  });
  expect(small, state).toEqual([]);
}

/** Leaves axe in the page, where it stays: sent anew for every look it cost more than a small part takes. */
async function provideAxe(page: Page): Promise<void> {
  if (await page.evaluate(() => 'axe' in window)) return;
  // The page has no frames, which the other mode would open a tab of its own for.
  await new AxeBuilder({ page }).setLegacyMode().withRules('document-title').analyze();
}

async function expectNoViolation(part: Locator, state: string, rules?: readonly string[]): Promise<void> {
  const found = await part.evaluate(async (element, only) => {
    await Promise.all(document.getAnimations().map(async ({ finished }) => finished));
    const { violations } = await (window as unknown as { readonly axe: Axe }).axe.run(element, {
      resultTypes: ['violations'],
      ...(only === undefined ? {} : { runOnly: { type: 'rule', values: only } }),
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }, rules);
  expect(found, state).toEqual([]);
}

async function showTheme(page: Page, theme: string | null): Promise<void> {
  await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name ?? ''), theme);
}
