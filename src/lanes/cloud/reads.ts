import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { BatchAnswer } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';

/** The body of an answer without which nothing can be said; throws `DirectoryUnavailable` otherwise. */
export function required<Body>(answer: BatchAnswer, what: string): Body {
  if (answer.outcome === 'ok') return answer.body as Body;
  if (answer.outcome === 'refused')
    throw new DirectoryUnavailable(`Microsoft Graph could not give ${what} (${answer.status})`);
  const { retryAfter, answered = null } = answer;
  throw new DirectoryUnavailable(`Microsoft Graph could not give ${what} (${answered ?? 'no answer'})`, retryAfter, {
    answered,
  });
}

/**
 * A collection, pages included. Refused = null: the caller knows what that means. No answer now =
 * `DirectoryUnavailable`.
 */
export async function listOf<Entry>(
  graph: GraphClient,
  answer: BatchAnswer,
  what: string,
): Promise<readonly Entry[] | null> {
  if (answer.outcome === 'refused') return null;
  return graph.entries<Entry>(required<unknown>(answer, what));
}

/** A collection that may be missing for any reason: null then. */
export async function optionalListOf<Entry>(graph: GraphClient, answer: BatchAnswer): Promise<readonly Entry[] | null> {
  return answer.outcome === 'ok' ? graph.entries<Entry>(answer.body) : null;
}

export function isNotFound(answer: BatchAnswer): boolean {
  return answer.outcome === 'refused' && answer.status === 404;
}
