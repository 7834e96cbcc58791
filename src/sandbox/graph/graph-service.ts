import type { IncomingMessage, ServerResponse } from 'node:http';
import { readText, sendJson } from '../http.ts';
import { type Answered, answerCall, type GraphParts } from './answer-call.ts';
import { answerBatch } from './batch.ts';
import { GraphRefusal } from './graph-refusal.ts';

const VERSION = '/v1.0';
const LARGEST_BODY = 4_000_000;
const CONTENT_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** Microsoft Graph v1.0 over HTTP: everything under `/v1.0`. */
export function createGraphService(parts: GraphParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (parts.faults.isOut()) {
      request.destroy();
      return;
    }
    const text = await readText(request, LARGEST_BODY);
    const answered = text === null ? [tooLarge()] : answer(parts, request, text);
    const last = answered.at(-1);
    if (last === undefined) return;
    const faults = answered.map((one) => one.fault);
    if (faults.some((fault) => fault?.kind === 'lose')) {
      response.socket?.destroy();
      return;
    }
    const wait = Math.max(0, ...faults.map((fault) => (fault?.kind === 'slow' ? fault.ms : 0)));
    if (wait > 0) await parts.faults.wait(wait);
    sendJson(response, last.status, last.body, {
      ...(last.body === undefined ? {} : { 'content-type': CONTENT_TYPE }),
      ...last.headers,
    });
  };
}

/** The answers of the parts of a batch, and last the answer that is sent. */
function answer(parts: GraphParts, request: IncomingMessage, text: string): readonly Answered[] {
  const headers = plainHeaders(request);
  const url = (request.url ?? '').slice(VERSION.length);
  const method = request.method ?? '';
  try {
    refuseAnonymous(headers);
    const body = readJson(headers, text);
    if (method !== 'POST' || url !== '/$batch')
      return [answerCall(parts, { method, url, headers, body, inBatch: false })];
    const batch = answerBatch(parts, body);
    const whole: Answered = { status: 200, headers: {}, body: batch.body, fault: null };
    tellBatch(parts, headers, body, whole);
    return [...batch.answered, whole];
  } catch (error) {
    if (error instanceof GraphRefusal) return [refusal(error)];
    throw error;
  }
}

function tellBatch(parts: GraphParts, headers: Readonly<Record<string, string>>, body: unknown, whole: Answered): void {
  parts.onExchange({
    method: 'POST',
    url: '/$batch',
    requestHeaders: headers,
    requestBody: body,
    status: whole.status,
    responseHeaders: whole.headers,
    responseBody: whole.body,
    inBatch: false,
  });
}

/** Any bearer is good here; none is not (graph.md section 1). */
function refuseAnonymous(headers: Readonly<Record<string, string>>): void {
  if (/^Bearer \S+$/i.test(headers.authorization ?? '')) return;
  throw new GraphRefusal(401, 'InvalidAuthenticationToken', 'Access token is empty.', { 'WWW-Authenticate': 'Bearer' });
}

function readJson(headers: Readonly<Record<string, string>>, text: string): unknown {
  if (text === '') return undefined;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new GraphRefusal(
      400,
      'BadRequest',
      'A missing or empty content type header was found when trying to read a message. The content type header is required.',
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new GraphRefusal(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
}

function refusal(error: GraphRefusal): Answered {
  const body = { error: { code: error.code, message: error.message } };
  return { status: error.status, headers: error.headers, body, fault: null };
}

function tooLarge(): Answered {
  return refusal(new GraphRefusal(413, 'RequestEntityTooLarge', 'The request is too large.'));
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}
