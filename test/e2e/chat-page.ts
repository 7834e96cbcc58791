import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

const PICTURES = join(process.env.TEST_RESULTS ?? 'test-results', 'pictures');
/** On a machine that does other things as well. */
export const WAIT = 150_000;

/** One person's chat in Microsoft's Agents Playground, used as a person does: by what stands on the screen (teams.md 4.2). */
export class ChatPage {
  readonly page: Page;
  readonly name: string;

  private constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
  }

  static async open(browser: Browser, url: string, settings: { readonly width: number; readonly name: string }) {
    const page = await browser.newPage({ viewport: { width: settings.width, height: 2600 }, deviceScaleFactor: 1 });
    // Clicks and pictures as well.
    page.setDefaultTimeout(WAIT);
    await page.goto(url);
    await page.getByRole('button', { name: 'Send Message' }).waitFor();
    return new ChatPage(page, settings.name);
  }

  async say(words: string): Promise<void> {
    const box = this.page.locator('[contenteditable=true]').first();
    await box.click();
    await box.pressSequentially(words);
    await this.page.getByRole('button', { name: 'Send Message' }).click();
  }

  /** The newest card that shows this text; waits for it. */
  async card(text: string | RegExp): Promise<Locator> {
    const card = this.page.locator('.ac-adaptiveCard').filter({ hasText: text }).last();
    await card.waitFor();
    return card;
  }

  /** Waits until the text stands somewhere in the chat. */
  async see(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).last().waitFor();
  }

  /** Clicks a button of the newest card that has it. */
  async click(title: string): Promise<void> {
    const button = this.page.getByRole('button', { name: title, exact: true }).last();
    await button.waitFor();
    await button.scrollIntoViewIfNeeded();
    await button.click();
  }

  async fill(label: string, value: string): Promise<void> {
    // A button may be named by the same word.
    const inputs = this.page.locator('input, textarea, select');
    await this.page.getByLabel(label).and(inputs).last().fill(value);
  }

  /** The card that shows this text, as a picture; the whole of it, however long. */
  async picture(name: string, text: string | RegExp): Promise<void> {
    const card = await this.card(text);
    await mkdir(PICTURES, { recursive: true });
    await card.screenshot({ path: join(PICTURES, `${name}.png`) });
  }
}

export async function pictureOf(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
