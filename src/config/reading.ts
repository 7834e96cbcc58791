import { CONFIG_KEYS, type ConfigKey, type ConfigValues } from './keys.ts';
import { unknownKeys } from './unknown-keys.ts';

/**
 * Placeholders ('') may stand in half-built values while problems are gathered: `readConfig` throws before anybody sees
 * one.
 */
export type Reading = {
  readonly values: ConfigValues;
  readonly problems: string[];
  /** What the person who starts has to know, though it stops nothing. */
  readonly warnings: string[];
  given(key: ConfigKey): boolean;
  problem(key: ConfigKey, what: string): void;
};

/** `inFile`: the keys that `.env` sets. */
export function startReading(
  environment: Readonly<Record<string, string | undefined>>,
  inFile: ReadonlySet<string>,
): Reading {
  const raw = (key: string) => environment[key]?.trim() ?? '';
  const unknown = unknownKeys(
    Object.keys(environment).filter((key) => raw(key) !== ''),
    inFile,
  );
  const problems = [...unknown.problems];
  const problem = (key: ConfigKey, what: string) => {
    problems.push(`${key} ${what}. Where from: ${CONFIG_KEYS[key].where}`);
  };
  const keys = Object.keys(CONFIG_KEYS) as ConfigKey[];
  const entries = keys.map((key) => {
    if (raw(key) === '') return [key, undefined];
    const read = CONFIG_KEYS[key].schema.safeParse(raw(key));
    if (!read.success) problem(key, `must be ${CONFIG_KEYS[key].expected}`);
    return [key, read.data];
  });
  // The table above is the proof of these types: each value came through its own schema.
  const values = Object.fromEntries(entries) as ConfigValues;
  return { values, problems, warnings: [...unknown.warnings], given: (key) => raw(key) !== '', problem };
}

export function isLoopbackHttp(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
