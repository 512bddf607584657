import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** What a theme can change: every other rule finds the same in both. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** Fails when axe finds a violation on the page as it is, in both themes; a page has its theme back afterwards. */
export async function expectAccessible(page: Page, state = ''): Promise<void> {
  // Grounds fade to their colour: contrast is for the end of that.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const before = await page.locator('html').getAttribute('data-theme');
  const other = before === 'dark' ? 'light' : 'dark';
  await expectNoViolation(page, `${state} ${before}`);
  await showTheme(page, other);
  await expectNoViolation(page, `${state} ${other}`, RULES_OF_COLOUR);
  await showTheme(page, before);
  await page.emulateMedia({ reducedMotion: null });
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

async function expectNoViolation(page: Page, state: string, rules?: string[]): Promise<void> {
  await page.evaluate(async () => Promise.all(document.getAnimations().map(async ({ finished }) => finished)));
  // The page has no frames, which the other mode would open a tab of its own for.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  expect(told, state).toEqual([]);
}

async function showTheme(page: Page, theme: string | null): Promise<void> {
  await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name ?? ''), theme);
}
