import { allowed } from '../../../log.ts';

/** What these words did to a line of the log, under each name that may be logged and under some that may not. */
export function logHarm(written: string): readonly string[] {
  return harmOf(allowed(eventWith(written)));
}

/** The control: the event as it is. */
export function carelessLogHarm(written: string): readonly string[] {
  return harmOf(eventWith(written));
}

const NAMES = ['code', 'reason', 'error', 'at', 'verb', 'personId', 'requestId', 'step', 'displayName', 'text', 'body'];

function eventWith(written: string) {
  return { kind: 'proof', ...Object.fromEntries(NAMES.map((name) => [name, written])), [written]: written };
}

function harmOf(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const line = JSON.stringify(fields);
  return [
    ...(LINE.test(line) ? [] : ['the line says more than ids and codes']),
    ...(Object.keys(fields).some((name) => ['displayName', 'text', 'body'].includes(name))
      ? ['a body was logged']
      : []),
  ];
}

/** Names and values of nothing but letters, digits and the signs of ids. */
const LINE = /^\{(?:"\w*":(?:"[\w.:/ <?-]{0,250}"|null|true|false|\d+),?)*\}$/;
