import { z } from 'zod';
import { type Answered, type Asked, answerCall, type GraphParts } from './answer-call.ts';
import type { JsonObject } from './graph-call.ts';
import { GraphRefusal } from './graph-refusal.ts';

const part = z.looseObject({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});
const envelope = z.object({ requests: z.array(part).min(1).max(20) });

type Part = z.infer<typeof part>;
type Answer = { readonly part: Part; readonly answered: Answered };

export type BatchAnswer = { readonly body: JsonObject; readonly answered: readonly Answered[] };

/**
 * `$batch`: at most 20 parts, each answered for itself; the whole is 200 whatever happened inside, and the answers come
 * in any order (graph.md section 6). Throws a `GraphRefusal` for an envelope that cannot be read.
 */
export function answerBatch(parts: GraphParts, body: unknown): BatchAnswer {
  const asked = readEnvelope(body);
  const answers: Answer[] = [];
  for (const one of asked) answers.push({ part: one, answered: answerPart(parts, one, answers) });
  const responses = answers.toReversed().map(responseOf);
  return { body: { responses }, answered: answers.map((answer) => answer.answered) };
}

function readEnvelope(body: unknown): readonly Part[] {
  const parsed = envelope.safeParse(body);
  const count = parsed.success ? parsed.data.requests.length : 0;
  if (!parsed.success) {
    throw new GraphRefusal(
      400,
      'BadRequest',
      'Invalid batch payload format: 1 to 20 requests with id, method and url.',
    );
  }
  if (new Set(parsed.data.requests.map((one) => one.id)).size !== count) {
    throw new GraphRefusal(400, 'BadRequest', 'Invalid batch payload format: request ids must be unique.');
  }
  return parsed.data.requests;
}

function answerPart(parts: GraphParts, one: Part, before: readonly Answer[]): Answered {
  const failed = (one.dependsOn ?? []).some((id) => {
    const needed = before.find((answer) => answer.part.id === id);
    return needed === undefined || needed.answered.status >= 400;
  });
  if (failed) return plainError(424, 'FailedDependency', 'Failed Dependency');
  const headers = lowerCased(one.headers ?? {});
  if (one.body !== undefined && headers['content-type'] === undefined) {
    return plainError(
      400,
      'BadRequest',
      'Write request id : content-type header is required for a request with a body.',
    );
  }
  const url = one.url.startsWith('/') ? one.url : `/${one.url}`;
  if (url.startsWith('/$batch')) return plainError(400, 'BadRequest', 'Nested batches are not supported.');
  return answerCall(parts, { method: one.method, url, headers, body: one.body, inBatch: true } satisfies Asked);
}

function responseOf({ part: one, answered }: Answer): JsonObject {
  const type: Record<string, string> = answered.body === undefined ? {} : { 'Content-Type': 'application/json' };
  return {
    id: one.id,
    status: answered.status,
    headers: { ...type, ...answered.headers },
    ...(answered.body === undefined ? {} : { body: answered.body }),
  };
}

function plainError(status: number, code: string, message: string): Answered {
  return { status, headers: {}, body: { error: { code, message } }, fault: null };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
