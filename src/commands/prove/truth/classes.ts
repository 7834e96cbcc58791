import { CLAIMS } from './claims/all-claims.ts';
import { PEOPLE_CLAIMS } from './claims/people-claims.ts';
import { CLASSES_BY_KEY } from './classes-by-key.ts';

/**
 * What kind of sentence a text of the product is. `state`: about the tenant, and compared with it. `deed`: who did
 * what, compared with the clicks. `own`: how Leaver's own request stands, where the tenant has nothing to compare it
 * with. The others claim nothing about now: `plan` (what will be done), `instruction`, `rule` (general truth), `label`,
 * `answer` (to a click or typed words), `page` (of the sandbox) is never on a card.
 */
export const CLASSES = ['state', 'deed', 'own', 'plan', 'instruction', 'rule', 'label', 'answer', 'page'] as const;
export type Class = (typeof CLASSES)[number];

/** The class of a key; null = none, which is a failure: whoever adds a text says what kind it is. */
export function classOf(key: string): Class | null {
  if (key in PEOPLE_CLAIMS) return 'deed';
  if (key in CLAIMS) return 'state';
  return named.get(key) ?? PREFIXES.find(([start]) => start.test(key))?.[1] ?? null;
}

const named = new Map(
  Object.entries(CLASSES_BY_KEY).flatMap(([name, keys]) => keys.map((key) => [key, name as Class] as const)),
);

/** Where no text is about state. */
const PREFIXES: readonly (readonly [RegExp, Class])[] = [
  [/^(view\.|text\.)/, 'page'],
  [/^card\.(?!live\.|state\.|line\.|identity\.|request-state\.)/, 'label'],
  [/^lane\./, 'label'],
  [/^gap\.why\./, 'label'],
  [/^(authority|delay|step)\./, 'rule'],
  [/^propagation\..*\.(seed|today(-[a-z-]+)?)$/, 'rule'],
  [/^(bot|audit|runbook)\./, 'answer'],
  [/^why\.sync-age$/, 'label'],
];
