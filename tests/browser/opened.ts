/** A browser for a test file, and pages whose errors are not overlooked. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { selectors } from 'playwright-core';
import { launch } from './chromium.ts';

export interface Opened {
  readonly page: (options?: BrowserContextOptions) => Promise<Page>;
  /** What pages and workers complained of since this was last asked. */
  readonly complaints: () => readonly string[];
  close(): Promise<void>;
}

/** Long enough for a machine that does much else. */
const PATIENCE_MS = 25_000;

export async function openBrowser(): Promise<Opened> {
  const browser: Browser = await launch();
  // As extensions call it `testId`.
  selectors.setTestIdAttribute('data-test-id');
  const complaints: string[] = [];
  return {
    async page(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 1000 },
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
        ...options,
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      page.on('pageerror', (failure) => complaints.push(`${page.url()}: ${failure.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
      });
      return page;
    },
    complaints: () => complaints.splice(0),
    close: () => browser.close(),
  };
}

/** The frame of one extension, once its worker has drawn it. */
export async function extension(page: Page, uid: string): Promise<Locator> {
  const frame = page.locator(`[data-extension="${uid}"][data-mounted="true"]`);
  await frame.waitFor();
  return frame;
}
