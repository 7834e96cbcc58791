import { randomBytes } from 'node:crypto';
import type { ConnectorKey } from '../domain/connector-key.ts';
import {
  CONNECTOR_CLOCK_SECONDS,
  CONNECTOR_HEADERS,
  isSameSignature,
  signAnswer,
  signRequest,
} from '../domain/connector-signature.ts';

export type BotAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: unknown }
  /** The bot did not take our signature: key revoked, or a clock that is wrong. */
  | { readonly outcome: 'refused'; readonly reason: 'key' | 'clock' }
  /** Something else than our bot answered: nothing of it is obeyed. */
  | { readonly outcome: 'not-signed' }
  | { readonly outcome: 'unreachable'; readonly code: string };

/** The way out to the bot: each request signed, each answer believed only with its signature. */
export type BotLine = {
  post(path: string, body: unknown, options?: { readonly signal?: AbortSignal }): Promise<BotAnswer>;
};

/** Real milliseconds: a long poll takes 25 s. */
const TIMEOUT = 40_000;
const MOST_BYTES = 1024 * 1024;

export function createBotLine({ url, key }: { readonly url: string; readonly key: ConnectorKey }): BotLine {
  return {
    async post(path, said, { signal } = {}) {
      const body = Buffer.from(JSON.stringify(said));
      const nonce = randomBytes(18).toString('base64url');
      const time = String(Math.floor(Date.now() / 1000));
      const headers = {
        'content-type': 'application/json',
        [CONNECTOR_HEADERS.key]: key.id,
        [CONNECTOR_HEADERS.time]: time,
        [CONNECTOR_HEADERS.nonce]: nonce,
        [CONNECTOR_HEADERS.signature]: signRequest(key.secret, { method: 'POST', path, time, nonce, body }),
      };
      const timeout = AbortSignal.timeout(TIMEOUT);
      try {
        const response = await fetch(`${url}${path}`, {
          method: 'POST',
          headers,
          body: new Uint8Array(body),
          redirect: 'error',
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
        if (response.status === 401) return { outcome: 'refused', reason: clockDiffers(response) ? 'clock' : 'key' };
        const answer = await readBytes(response);
        const { status } = response;
        const right = answer === null ? null : signAnswer(key.secret, { status, nonce, body: answer });
        const given = response.headers.get(CONNECTOR_HEADERS.signature) ?? '';
        if (answer === null || right === null || !isSameSignature(given, right)) return { outcome: 'not-signed' };
        return { outcome: 'answered', status, body: JSON.parse(answer.toString('utf8')) };
      } catch (error) {
        return { outcome: 'unreachable', code: codeOf(error) };
      }
    },
  };
}

/** Null when it is more than any answer of the bot. */
async function readBytes(response: Response): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Only for the log: the date of a 401 is nobody's signed word. */
function clockDiffers(response: Response): boolean {
  const theirs = Date.parse(response.headers.get('date') ?? '');
  return Math.abs(theirs - Date.now()) > CONNECTOR_CLOCK_SECONDS * 1000;
}

/** Node's fetch hides the reason one or two causes down. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
