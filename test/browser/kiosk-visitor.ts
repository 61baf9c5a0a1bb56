import type { Page } from 'playwright-core';
import { type Locale, messages } from '../../src/locales/index.ts';

/** Fills in a kiosk's form of `porte-a-porte`, as somebody at the table does. */
export async function fillIn(page: Page, locale: Locale, { email }: { email: string }): Promise<void> {
  const { fields } = messages(locale).pages;
  await page.getByRole('textbox', { name: fields.email }).fill(email);
  await page.getByRole('textbox', { name: fields.firstName }).fill('Ada');
  await page.getByRole('textbox', { name: fields.postalCode }).fill('H2X 1Y4');
}

/** Presses the form's button. */
export async function send(page: Page): Promise<void> {
  await page.locator('main [type=submit]').click();
}
