import { distance } from 'fastest-levenshtein';
import { CONFIG_KEYS } from './keys.ts';

/**
 * What there is to say about keys that Leaver does not have. What stands in `.env` was written for it and would silently
 * not be obeyed: a problem. The environment holds everybody's keys: there only a near miss is said, as a warning. Both
 * without values.
 */
export function unknownKeys(
  given: readonly string[],
  inFile: ReadonlySet<string>,
): { readonly problems: readonly string[]; readonly warnings: readonly string[] } {
  const unknown = given.filter((key) => !Object.hasOwn(CONFIG_KEYS, key) && !OF_OTHERS.test(key));
  const meant = unknown.filter((key) => inFile.has(key)).map(sentenceOf);
  return {
    problems: [...new Set(meant)],
    warnings: unknown.flatMap((key) => {
      if (inFile.has(key)) return [];
      const near = nearestTo(key, SURELY);
      return near === null ? [] : [`Not obeyed: ${key} of the environment, which is no key of Leaver’s; ${near} is.`];
    }),
  };
}

/** Read by Node.js, the driver of PostgreSQL, Azure's library, or the machine. */
const OF_OTHERS = new RegExp(
  `^(${[
    'NODE_.+|UV_THREADPOOL_SIZE|TZ|LANG|LC_.+|TMPDIR|NO_COLOR|FORCE_COLOR|DEBUG',
    '((HTTPS?|ALL|NO)_PROXY)|SSL_CERT_(FILE|DIR)|PG[A-Z_]+',
    'AZURE_(LOG_LEVEL|REGIONAL_AUTHORITY_NAME|POD_IDENTITY_AUTHORITY_HOST|KUBERNETES_.+)',
    'IDENTITY_(ENDPOINT|HEADER|SERVER_THUMBPRINT)|MSI_(ENDPOINT|SECRET)',
  ].join('|')})$`,
  'i',
);

/** Without what is not written as keys are: a secret that was pasted over several lines is read as keys too. */
function sentenceOf(key: string): string {
  const near = nearestTo(key, PERHAPS);
  if (near !== null)
    return `${key} stands in .env and is no key of Leaver’s, so it would not be obeyed: the nearest is ${near}. Correct the line, or take it out.`;
  return /^[A-Z]{1,16}(_[A-Z\d]{1,16})*$/.test(key)
    ? `${key} stands in .env and is no key of Leaver’s, so it would not be obeyed: take the line out; .env.example has every key.`
    : 'A line of .env sets what is no key of Leaver’s; it is not repeated here, since it may be a piece of a secret. Take it out; .env.example has every key.';
}

/** One letter of so many may be another: among everybody's keys, and where somebody meant one of Leaver's. */
const SURELY = 6;
const PERHAPS = 3;

/** The key that is written most like this one; null = none is. */
function nearestTo(key: string, letters: number): string | null {
  const far = (known: string) => distance(lettersOf(key), lettersOf(known));
  const [nearest = ''] = Object.keys(CONFIG_KEYS).sort((one, other) => far(one) - far(other));
  return far(nearest) <= Math.floor(lettersOf(nearest).length / letters) ? nearest : null;
}

function lettersOf(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}
