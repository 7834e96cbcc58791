import { expect, it } from 'vitest';
import { askSetAside, doSetAside } from '../../src/bot/set-aside.ts';
import type { Turn } from '../../src/bot/turn.ts';
import type { SetAside } from '../../src/domain/set-aside.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { aPerson, IDS } from '../helpers/given.ts';

it.each([
  ['stays-confirmed', 'Nothing was set aside: Daan Bakker'],
  ['stays-work', 'Nothing was set aside: Daan Bakker'],
  ['stopped', 'Set aside: Daan Bakker'],
] as const)('says of a request that %s whether anything was set aside', async (what, title) => {
  expect(await answerTo(what)).toContain(title);
});

it.each([
  ['xyz', 'bot.person.not-found'],
  ['xyz@contoso.com', 'bot.person.not-found-address'],
])('does not put it down to the rights of an approver that nobody is called %s', async (query, key) => {
  const said: unknown[] = [];
  const flow = { lookSetAside: async () => ({ people: [], rows: [], clicks: [], stops: [] }) };
  const turn = { actorId: IDS.approver, say: async (sentence: unknown) => said.push(sentence) };
  await askSetAside(turn as unknown as Turn, query, flow as unknown as Flow);
  expect(said).toMatchObject([{ key, values: { query } }]);
});

it.each([
  ['stays-work', 'people have the rest in hand', 'L-1001 (Adele Vance): stays: .*“stop L-1001”'],
  ['stays-confirmed', 'What they confirmed or refused stays', 'L-1001 (Adele Vance): stays: '],
  ['held', 'One open request rests on', 'is put on hold'],
  ['held-on', 'One open request rests on', 'stays on hold'],
] as const)('shows before it what %s, and counts only what would be set aside', async (what, headline, row) => {
  const shown: unknown[] = [];
  const people = [aPerson({ displayName: 'Daan Bakker' })];
  const flow = { lookSetAside: async () => ({ people, rows: [rowOf(what)], clicks: [], stops: [] }) };
  const reader = { locale: 'en', timeZone: 'UTC' };
  const turn = { actorId: IDS.approver, reader, show: async (card: unknown) => shown.push(card) };
  await askSetAside(turn as unknown as Turn, 'daan', flow as unknown as Flow);
  expect(JSON.stringify(shown)).toContain(headline);
  expect(JSON.stringify(shown)).toMatch(new RegExp(row.replace(/[()]/g, '\\$&')));
});

function rowOf(what: SetAside) {
  return { request: { reference: 'L-1001', targetUserName: 'Adele Vance' }, what };
}

/** The card that answers the click about one request. */
async function answerTo(what: SetAside): Promise<string> {
  const shown: unknown[] = [];
  const flow = { setAside: async () => ({ name: 'Daan Bakker', rows: [rowOf(what)], clicks: [], stops: [] }) };
  const turn = {
    actorId: IDS.approver,
    reader: { locale: 'en', timeZone: 'UTC' },
    show: async (card: unknown) => shown.push(card),
    say: async (sentence: unknown) => shown.push(sentence),
  };
  const inputs = { person: IDS.requester, shownAt: new Date().toISOString(), reason: 'Stolen account' };
  await doSetAside(turn as unknown as Turn, inputs, flow as unknown as Flow);
  return JSON.stringify(shown);
}
