import { StartError } from '../domain/errors.ts';

/** What went wrong by the error's code: node's for the network, SQLSTATE for PostgreSQL's own answers. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to that host',
  '28P01': 'it refuses the user name or the password',
  '28000': 'it refuses this user from here',
  '3D000': 'that database does not exist',
  '53300': 'it has no connection left',
  '57P03': 'it is starting up or shutting down',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is of another host',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
};

/**
 * One sentence for the person who starts Leaver. Neither the URL nor the driver's message goes in: both can hold the
 * password.
 */
export function explainUnreachable(url: string, error: unknown, key = 'DATABASE_URL'): StartError {
  const place = placeOf(url);
  if (place === null)
    return new StartError(`${key} is not a PostgreSQL address: write postgres://user:password@host:5432/database.`);
  return new StartError(`PostgreSQL at ${place} cannot be used: ${reasonOf(error)}. Check ${key}.`);
}

function placeOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  return protocol === 'postgres:' || protocol === 'postgresql:' ? `${host}${pathname}` : null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : null;
  if (code === null && error.message.includes('does not support SSL')) return 'it offers no TLS';
  if (code === null) return error.message.includes('timeout') ? 'it does not answer' : 'unknown error';
  return REASONS[code] ?? `error ${code}`;
}
