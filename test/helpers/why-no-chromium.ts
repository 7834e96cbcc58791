import { existsSync } from 'node:fs';

/** The program that browser tests drive. */
export const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';

/** Why no browser can be driven on this machine, in one sentence; null = it can. */
export function whyNoChromium(): string | null {
  if (existsSync(CHROMIUM)) return null;
  return `Chromium is not installed (${CHROMIUM} is missing; CHROMIUM names another): apt-get install -y --no-install-recommends chromium fonts-dejavu-core`;
}
