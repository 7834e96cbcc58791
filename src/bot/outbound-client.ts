import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { type BotIdentity, isServiceUrl } from './identity.ts';

export type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;
type Call = Parameters<HttpClient['sendRequest']>[0];
type Answer = Awaited<ReturnType<HttpClient['sendRequest']>>;

/** The connector answered, and not with 2xx. `retryAfter` in seconds, where it said. */
export class ConnectorRefused extends Error {
  override readonly name = 'ConnectorRefused';
  readonly status: number;
  readonly retryAfter: number | null;

  constructor(status: number, retryAfter: number | null) {
    super(`the connector answered ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The connector did not answer in time; what it did with the call is unknown. */
export class ConnectorSilent extends Error {
  override readonly name = 'ConnectorSilent';
}

export function isConnectorError(error: unknown): error is ConnectorRefused | ConnectorSilent {
  return error instanceof ConnectorRefused || error instanceof ConnectorSilent;
}

/** Real time, milliseconds: the SDK itself waits for ever (reliability.md 0.4). */
const PATIENCE = 4_000;

/**
 * The only way out to Teams: one HTTP call per send and 4 s at most. The SDK's own pipeline repeats a POST up to four
 * times on 408, 429 and 5xx whatever its options say (reliability.md 0.4); it repeats for its own kind of error only,
 * so every answer but 2xx leaves here as ours. Hosts are checked again, since a stored conversation may have been
 * poisoned: the bearer token must never reach another host (reliability.md section 2, item 5).
 */
export function createOutboundClient(identity: BotIdentity): HttpClient {
  return {
    async sendRequest(call: Call): Promise<Answer> {
      if (!isServiceUrl(identity, call.url)) throw new ConnectorRefused(403, null);
      const response = await post(call);
      const bodyAsText = await response.text().catch(silence);
      if (!response.ok) throw new ConnectorRefused(response.status, retryAfter(response));
      const headers = call.headers.clone();
      for (const name of headers.headerNames()) headers.remove(name);
      for (const [name, value] of response.headers) headers.set(name, value);
      return { request: call, status: response.status, headers, bodyAsText };
    },
  };
}

function post(call: Call): Promise<Response> {
  const { body } = call;
  return fetch(call.url, {
    method: call.method,
    headers: call.headers.rawHeaders(),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
    ...(typeof body === 'string' ? { body } : {}),
  }).catch(silence);
}

function silence(cause: unknown): never {
  throw new ConnectorSilent('the connector did not answer', { cause });
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
