import type { Page } from '@playwright/test';

/** What looks primary in the tab that is shown, through the shadow roots, by its words. */
export async function primariesOf(page: Page): Promise<string[]> {
  return page.locator('[role="tabpanel"]:not([hidden]) .primary:visible').allInnerTexts();
}
