import type { AdDomain } from '../../../domain/ad-domain.ts';
import { type Text, text } from '../../../domain/text.ts';
import type { AdOrder, AdPart } from '../way.ts';
import type { AdSession } from './ad-session.ts';
import type { FoundAccount } from './find-account.ts';

/** One change of an account that was found and checked. Writes nothing where all is as wanted already. */
export type AdStep = (work: AdWork) => Promise<AdStepEnd>;

export type AdWork = {
  readonly session: AdSession;
  readonly account: FoundAccount;
  readonly order: AdOrder;
  readonly domain: AdDomain;
  readonly baseDn: string;
};

export type AdStepEnd =
  | { readonly status: 'done'; readonly left?: readonly AdPart[] }
  | { readonly status: 'refused'; readonly note: Text; readonly left?: readonly AdPart[] };

export const DONE: AdStepEnd = { status: 'done' };

export function refused(...sentence: Parameters<typeof text>): AdStepEnd & { readonly status: 'refused' } {
  return { status: 'refused', note: text(...sentence) };
}
