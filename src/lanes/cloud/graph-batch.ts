import { DirectoryUnavailable, InternalError } from '../../domain/errors.ts';
import {
  type BatchAnswer,
  field,
  type GraphRead,
  isTransient,
  type ReadRequest,
  refusalOf,
  retryAfterOf,
} from './graph-answer.ts';
import { type Patience, sleep } from './graph-chain.ts';
import { at, type GraphPath } from './graph-path.ts';
import { type GraphQuery, queryString } from './graph-query.ts';

/** Hard limit of `$batch` (graph.md 6). */
export const MOST_IN_BATCH = 20;

type Reader = {
  ask(path: GraphPath, body: unknown): Promise<GraphRead<unknown>>;
  read(
    path: GraphPath,
    options: { readonly query?: GraphQuery; readonly eventual?: boolean },
  ): Promise<GraphRead<unknown>>;
};

/**
 * Reads in one round trip. A batch answers 200 whatever happened inside, in any order, and retries nothing itself
 * (graph.md 0.12, 6): parts that were throttled, failed or left out are read again one by one after the longest
 * `Retry-After`, unless nobody waits for them (`impatient`). Throws `DirectoryUnavailable` when the batch as a whole
 * had no answer.
 */
export async function readBatch<Name extends string>(
  graph: Reader,
  patience: Patience,
  parts: Readonly<Record<Name, ReadRequest>>,
): Promise<Readonly<Record<Name, BatchAnswer>>> {
  const requests = Object.entries<ReadRequest>(parts);
  if (requests.length > MOST_IN_BATCH) throw new InternalError('more than 20 reads in one batch');
  if (requests.length === 0) return {} as Record<Name, BatchAnswer>;
  const outer = await graph.ask(at`/$batch`, { requests: requests.map(innerRequest) });
  if (outer.outcome === 'refused') throw new DirectoryUnavailable(`Microsoft Graph refused a batch (${outer.status})`);
  const inner = innerAnswers(outer.body);
  const pause = longestPause(requests.map(([name, { impatient }]) => (impatient ? undefined : inner.get(name))));
  const worthWaiting = pause <= patience.longestRetryAfterSeconds;
  if (pause > 0 && worthWaiting) await sleep(pause * 1000);
  const answers = requests.map(async ([name, request]): Promise<[string, BatchAnswer]> => {
    const answer = inner.get(name) ?? { outcome: 'unavailable' as const, retryAfter: null };
    const again = answer.outcome === 'unavailable' && worthWaiting && request.impatient !== true;
    return [name, again ? await readSingly(graph, request) : answer];
  });
  return Object.fromEntries(await Promise.all(answers)) as Record<Name, BatchAnswer>;
}

// A part with a body is refused without its own content type (graph.md 1).
function innerRequest([id, { path, query, eventual, body }]: [string, ReadRequest]) {
  const url = path + queryString(query);
  if (body !== undefined) return { id, method: 'POST', url, headers: { 'Content-Type': 'application/json' }, body };
  return { id, method: 'GET', url, ...(eventual ? { headers: { ConsistencyLevel: 'eventual' } } : {}) };
}

function innerAnswers(body: unknown): Map<string, BatchAnswer> {
  const responses = field(body, 'responses');
  if (!Array.isArray(responses)) throw new DirectoryUnavailable('Microsoft Graph gave a batch without answers');
  return new Map(responses.map((response) => [String(field(response, 'id')), innerAnswer(response)]));
}

function innerAnswer(response: unknown): BatchAnswer {
  const status = Number(field(response, 'status'));
  const body = field(response, 'body') ?? null;
  if (status >= 200 && status < 300) return { outcome: 'ok', status, body };
  const refused = refusalOf(status, body);
  if (!isTransient(status, refused.codes)) return refused;
  const retryAfter = retryAfterOf(headerOf(response, 'retry-after'), Date.now());
  return { outcome: 'unavailable', retryAfter, answered: Number.isNaN(status) ? null : status };
}

// Header names inside a batch vary in case (graph.md 6).
function headerOf(response: unknown, name: string): string | null {
  const headers = Object.entries((field(response, 'headers') as Record<string, unknown> | null) ?? {});
  const found = headers.find(([header]) => header.toLowerCase() === name);
  return found === undefined ? null : String(found[1]);
}

function longestPause(answers: readonly (BatchAnswer | undefined)[]): number {
  const pauses = answers.map((answer) => (answer?.outcome === 'unavailable' ? (answer.retryAfter ?? 0) : 0));
  return Math.max(0, ...pauses);
}

async function readSingly(graph: Reader, { path, query, eventual, body }: ReadRequest): Promise<BatchAnswer> {
  try {
    if (body !== undefined) return await graph.ask(path, body);
    return await graph.read(path, { ...(query ? { query } : {}), ...(eventual ? { eventual } : {}) });
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return { outcome: 'unavailable', retryAfter: error.retryAfter, answered: error.answered };
  }
}
