import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { isConnectorKeyId } from '../domain/connector-key.ts';
import {
  CONNECTOR_CLOCK_SECONDS,
  CONNECTOR_HEADERS,
  CONNECTOR_PATHS,
  isSameSignature,
  signAnswer,
  signRequest,
} from '../domain/connector-signature.ts';
import type { Json } from '../domain/text.ts';
import type { ConnectorCall, ConnectorKeys, ConnectorLeases } from '../flow/ports.ts';
import { createKnownKeys } from './known-keys.ts';
import type { BotLog } from './log.ts';

export type ConnectorRequest = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** The caller is gone, or we stop: nothing is given out any more. */
  readonly signal: AbortSignal;
};

/** Byte for byte what is sent, since it is signed. */
export type ConnectorAnswer = {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type ConnectorDoor = (request: ConnectorRequest) => Promise<ConnectorAnswer>;

export type ConnectorDoorSettings = {
  readonly keys: ConnectorKeys;
  readonly leases: ConnectorLeases;
  /** The answer to a call as it may be stored; null when it is not in the form of the port. */
  readonly readResult: (call: ConnectorCall, answer: unknown) => Json | null;
  readonly log: BotLog;
  /** Real seconds; in tests shorter. */
  readonly leaseSeconds?: number;
};

/** Real milliseconds between two looks for work of other processes while a connector waits; our own wakes it. */
const LOOK = 500;
/** Of one key at once: a stolen one cannot keep the database busy. */
const MOST_WAITING = 4;

/**
 * Where connectors ask for work and answer it, and nothing else. A request counts only when it is signed with a key
 * that is not revoked, is at most five minutes old and was never seen before; anything else gets 401 and an empty body.
 * What is answered is signed with the same key.
 */
export function createConnectorDoor(settings: ConnectorDoorSettings): ConnectorDoor {
  const waiting = new Map<string, number>();
  const isKnown = createKnownKeys(settings.keys);
  return async (request) => {
    const caller = await authenticate(settings.keys, isKnown, request);
    if ('refused' in caller) {
      settings.log({ event: 'ad-work-refused', reason: caller.refused, status: 401 });
      return { status: 401, text: '', headers: {} };
    }
    const given = await answerTo(settings, request, caller.keyId, waiting);
    return signed(caller, given);
  };
}

type Caller = { readonly keyId: string; readonly secret: string; readonly nonce: string };

async function authenticate(
  keys: ConnectorKeys,
  isKnown: (keyId: string) => Promise<boolean>,
  { path, headers, body }: ConnectorRequest,
): Promise<Caller | { readonly refused: string }> {
  const [keyId, time, nonce, signature] = [
    header(headers, CONNECTOR_HEADERS.key),
    header(headers, CONNECTOR_HEADERS.time),
    header(headers, CONNECTOR_HEADERS.nonce),
    header(headers, CONNECTOR_HEADERS.signature),
  ];
  if (!isConnectorKeyId(keyId) || !/^\d{10}$/.test(time) || !/^[\w-]{22,64}$/.test(nonce))
    return { refused: 'headers' };
  const secret = (await isKnown(keyId)) ? await keys.secretOf(keyId) : null;
  if (secret === null) return { refused: 'key' };
  const right = signRequest(secret, { method: 'POST', path, time, nonce, body });
  if (!isSameSignature(signature, right)) return { refused: 'signature' };
  if (Math.abs(Date.now() / 1000 - Number(time)) > CONNECTOR_CLOCK_SECONDS) return { refused: 'time' };
  // Last, so that only who has the key can fill this table.
  if (!(await keys.useNonce(keyId, nonce))) return { refused: 'replay' };
  return { keyId, secret, nonce };
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

const ASK = z.union([
  z.strictObject({ wait: z.int().min(0).max(25) }),
  z.strictObject({ begin: z.uuid() }),
  z.strictObject({ renew: z.uuid() }),
]);
const RESULT = z.strictObject({ job: z.uuid(), call: z.enum(['read', 'perform']), result: z.unknown() });

type Given = { readonly status: number; readonly body: unknown };

async function answerTo(
  settings: ConnectorDoorSettings,
  request: ConnectorRequest,
  keyId: string,
  waiting: Map<string, number>,
): Promise<Given> {
  const said = parse(request.body);
  if (request.path === CONNECTOR_PATHS.result) return await takeResult(settings, keyId, said);
  const asked = ASK.safeParse(said).data;
  if (asked === undefined) return malformed(settings, keyId);
  if ('begin' in asked) return await begin(settings, keyId, asked.begin);
  if ('renew' in asked) return await renew(settings, keyId, asked.renew);
  const others = waiting.get(keyId) ?? 0;
  if (others >= MOST_WAITING) return { status: 429, body: { job: null } };
  waiting.set(keyId, others + 1);
  try {
    return await giveWork(settings, keyId, { until: Date.now() + asked.wait * 1000, signal: request.signal });
  } finally {
    waiting.set(keyId, (waiting.get(keyId) ?? 1) - 1);
  }
}

const LEASE_SECONDS = 30;

async function giveWork(
  { leases, leaseSeconds = LEASE_SECONDS }: ConnectorDoorSettings,
  keyId: string,
  { until, signal }: { readonly until: number; readonly signal: AbortSignal },
): Promise<Given> {
  while (!signal.aborted) {
    const offered = await leases.offer(keyId);
    if (offered !== null) {
      const { id, call, domainName, order } = offered;
      return { status: 200, body: { job: { id, call, domain: domainName, order, seconds: leaseSeconds } } };
    }
    const left = until - Date.now();
    if (left <= 0) break;
    await leases.change(Math.min(LOOK, left));
  }
  return { status: 200, body: { job: null } };
}

async function begin(settings: ConnectorDoorSettings, keyId: string, jobId: string): Promise<Given> {
  const { leases, log, leaseSeconds = LEASE_SECONDS } = settings;
  const begun = await leases.begin(jobId, keyId, leaseSeconds);
  log({ event: begun ? 'ad-work-leased' : 'ad-work-refused', keyId, jobId, ...(begun ? {} : { reason: 'begin' }) });
  return { status: begun ? 200 : 409, body: { begun } };
}

async function renew({ leases, leaseSeconds = LEASE_SECONDS }: ConnectorDoorSettings, keyId: string, jobId: string) {
  const renewed = await leases.renew(jobId, keyId, leaseSeconds);
  return { status: renewed ? 200 : 409, body: { renewed } };
}

async function takeResult(settings: ConnectorDoorSettings, keyId: string, said: unknown): Promise<Given> {
  const { leases, readResult, log } = settings;
  const answer = RESULT.safeParse(said).data;
  const result = answer === undefined ? null : readResult(answer.call, answer.result);
  if (answer === undefined || result === null) return malformed(settings, keyId);
  const taken = await leases.finish(answer.job, keyId, { call: answer.call, result });
  log({ event: taken ? 'ad-work-answered' : 'ad-work-refused', keyId, jobId: answer.job, reason: answer.call });
  return { status: taken ? 200 : 409, body: { taken } };
}

function malformed({ log }: ConnectorDoorSettings, keyId: string): Given {
  log({ event: 'ad-work-refused', keyId, reason: 'form', status: 400 });
  return { status: 400, body: {} };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

function signed({ secret, nonce }: Caller, { status, body }: Given): ConnectorAnswer {
  const text = JSON.stringify(body);
  const signature = signAnswer(secret, { status, nonce, body: Buffer.from(text) });
  return { status, text, headers: { 'content-type': 'application/json', [CONNECTOR_HEADERS.signature]: signature } };
}
