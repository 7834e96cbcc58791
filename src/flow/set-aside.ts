import { awaitsAgreement } from '../domain/agreement.ts';
import { toTakeOver, withoutPerson } from '../domain/approval-needs.ts';
import { CHANGED_SINCE_APPROVAL } from '../domain/asks-again.ts';
import { codeOf } from '../domain/errors.ts';
import { foundLost } from '../domain/found-lost.ts';
import { heldUntil } from '../domain/held-until.ts';
import { isByLeaver } from '../domain/is-by-leaver.ts';
import type { Person } from '../domain/person.ts';
import type { Hold, Request } from '../domain/request.ts';
import { givenAbout, isAskedBy, isSetAside } from '../domain/set-aside.ts';
import { soonest } from '../domain/soonest.ts';
import { type Text, text } from '../domain/text.ts';
import { askedAnew } from './asked-anew.ts';
import { unlessAnotherIsOpen } from './change-with-job.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Concerning, Refused, WasSetAside } from './flow.ts';
import { clicksBy, concerning, named, nameOf, type UnnamedClick } from './look-set-aside.ts';
import type { RequestChange, Transaction } from './ports.ts';
import { reasonOf } from './reason-of.ts';
import { standingOf } from './standing.ts';
import { tellSeconds, tellSecondWords } from './tell-seconds.ts';

/** How often to look again when something moved at the same moment. */
const TRIES = 5;

/**
 * An approver sets aside everything open that somebody asked for or approved, in one transaction: all of it or nothing,
 * so that neither a second click nor a crash in between finds half. What was asked for is stopped, what was approved is
 * decided anew without them, what runs is put on hold between two steps, and their first click, or word, of two is taken
 * away. It takes no right that an approver has not got already about each of them.
 */
export async function setAside(
  context: FlowContext,
  actorId: string,
  personId: string,
  given: string,
): Promise<Refused | WasSetAside> {
  const reason = reasonOf(given);
  const { person: actor, roles } = await standingOf(context, actorId);
  if (actor === null || roles.length === 0) return { refused: text('flow.not-an-approver') };
  if (actorId === personId) return { refused: text('set-aside.not-yourself') };
  if (reason === '') return { refused: text('flow.reason-missing') };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const done = await unlessMoved(unlessAnotherIsOpen(setAllAside(context, { actor, personId, reason })));
    if (done === null) continue;
    const { rows, clicks, stops } = done;
    const by = actor.displayName;
    await sendJobs(context, rows);
    for (const { request } of rows) {
      context.wake(request.id);
      context.nudge(request.id);
    }
    await tellPerson(context, personId, { by, reason }, done);
    const asides = await named(context, clicks);
    await tellSeconds(context, clicks, asides, { actorId, by, reason });
    // A word about a stop, and what they only confirmed, name them nowhere.
    const name = done.name || ((await nameOf(context, personId)) ?? '');
    await tellSecondWords(context, stops, { by, first: name || '–', reason }, [actorId, personId]);
    return { name, rows, clicks: asides, stops };
  }
  return { refused: text('set-aside.moved') };
}

/** Committed; `clicks`: by object id of whom they are about. */
type Done = Pick<WasSetAside, 'name' | 'rows' | 'stops'> & { readonly clicks: readonly UnnamedClick[] };

type By = { readonly actor: Person; readonly personId: string; readonly reason: string };

function setAllAside(context: FlowContext, { actor, personId, reason }: By): Promise<Done> {
  const { transactions, starts, audit, firstClicks, stops } = context.ports;
  return transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    const clicked = await clicksBy(context, personId, actor.id, transaction);
    const gone = await firstClicks.setAside(personId, actor.id, transaction);
    // What is not gone was used by a second click at this moment.
    const clicks = clicked.flatMap((click) => {
      const taken = gone.find(({ targetUserId }) => targetUserId === click.targetUserId);
      return taken === undefined ? [] : [{ ...click, told: taken.told }];
    });
    const words = await stops.setWordsAside(personId, actor.id, transaction);
    const found = await concerning(context, personId, actor.id, transaction);
    const name = nameIn(found, personId) || (clicked[0]?.byName ?? '');
    const rows: Concerning[] = [];
    // One statement each, as no start and no block at once begins meanwhile; their jobs follow the commit.
    for (const row of found)
      rows.push(
        isSetAside(row.what) ? await change(context, row, { actor, personId, name, reason }, transaction) : row,
      );
    const count = rows.filter(({ what }) => isSetAside(what)).length + gone.length + words.length;
    if (count > 0)
      await audit.add(
        {
          kind: 'set-aside',
          targetUserId: personId,
          code: String(count),
          texts: [{ about: [actor.id, personId], text: { reason } }],
        },
        transaction,
      );
    return { name, rows, clicks, stops: words };
  });
}

/** Not under the turn. What none could be sent of has not been told either, and the sweep finds it by that. */
async function sendJobs({ ports: { queue }, log }: FlowContext, rows: readonly Concerning[]): Promise<void> {
  try {
    for (const { request, what } of rows) if (isSetAside(what)) await queue.send('advance-request', request.id);
  } catch (error) {
    log({ kind: 'job-not-sent', code: codeOf(error) });
  }
}

/** As the newest of their requests has it. */
function nameIn(found: readonly Concerning[], personId: string): string {
  const names = found.flatMap(({ request }) => [
    ...(request.requesterId === personId ? [request.requesterName] : []),
    ...givenAbout(request).flatMap(({ by, byName }) => (by === personId ? [byName] : [])),
  ]);
  return names[0] ?? '';
}

/** Where a restore of the same person leaves no room for it to wait for a decision, nothing of it runs at all. */
async function change(
  context: FlowContext,
  { request, what }: Concerning,
  by: By & { readonly name: string },
  transaction: Transaction,
): Promise<Concerning> {
  const { requests } = context.ports;
  const { id, state, version, approvals } = request;
  const expected = { from: [state], version, approvals: approvals.length };
  const isHeld = what === 'held' || what === 'held-on';
  const wanted = isHeld ? held(context, request, by) : what === 'stopped' ? stopped(context, by) : null;
  const changed = await requests.change(id, expected, wanted ?? sentBack(context, request, by), transaction);
  if (changed !== null) return { request: changed, what };
  const instead = what === 'sent-back' && state !== 'pending';
  const ended = instead ? await requests.change(id, expected, stopped(context, by), transaction) : null;
  if (ended === null) throw new Moved();
  return { request: ended, what: 'stopped' };
}

function stopped(context: FlowContext, { actor, reason }: By): RequestChange {
  const note = text('flow.stopped-by', { name: actor.displayName, reason });
  return { state: 'stopped', note, endedAt: tenantNow(context), wakeAt: null, newVersion: true };
}

function why({ actor, name, reason }: By & { readonly name: string }, how: 'approver' | 'requester'): Text {
  return text(`lasting.set-aside-${how}`, { by: actor.displayName, name, reason });
}

/**
 * An hour to which the requester did not agree goes with it: nobody would have to agree to it any more. One that has
 * passed is none any more: it runs as soon as it is approved.
 */
function sentBack(context: FlowContext, request: Request, by: By & { readonly name: string }): RequestChange {
  const now = tenantNow(context);
  const moved = awaitsAgreement(request) ? request.edited : null;
  const before = moved?.before ?? { when: request.choices.when, dueAt: request.dueAt };
  const isToCome = before.dueAt !== null && before.dueAt > now;
  const dueAt = isToCome ? before.dueAt : null;
  const values = { by: moved?.byName ?? '', name: request.requesterName };
  const hour = moved === null ? [] : [text('lasting.set-aside-hour', values)];
  return {
    ...askedAnew(context, dueAt, now),
    state: 'pending',
    choices: { ...request.choices, when: isToCome ? before.when : { mode: 'now' } },
    dueAt,
    needs: withoutPerson(toTakeOver(request.needs, request.plan), by.personId),
    approvals: [],
    edited: null,
    decision: null,
    lateSince: null,
    note: text(CHANGED_SINCE_APPROVAL, { differences: [...hour, why(by, 'approver')] }),
    newVersion: true,
  };
}

/**
 * It goes on with as many approvals of others as it takes to take it over (`letGoOn`). Where it was on hold already, why
 * stays said; of what Leaver held, an approval from before that is none of them.
 */
function held(context: FlowContext, request: Request, by: By & { readonly name: string }): RequestChange {
  const at = tenantNow(context);
  const until = heldUntil(at);
  const isOwn = isAskedBy(request, by.personId);
  const before = request.hold;
  const since = before !== null && isByLeaver(before) ? before.at : '';
  const lost = [...(before === null ? [] : whyBefore(before)), why(by, isOwn ? 'requester' : 'approver')];
  const { id, displayName: byName } = by.actor;
  const needs = withoutPerson(toTakeOver(request.needs, request.plan), by.personId);
  return {
    hold: { how: 'hold', by: id, byName, reason: by.reason, at, until, reminded: 0, lost },
    needs: isOwn ? { ...needs, withoutRequester: true } : needs,
    approvals: request.approvals.filter((given) => given.by !== by.personId && given.at >= since),
    wakeAt: soonest(request.wakeAt, until),
    newVersion: true,
  };
}

/** What is found of the people says it where that is known; else whoever held it does. */
function whyBefore(hold: Hold): readonly Text[] {
  const { lost, restore, byName, reason } = hold;
  if (lost !== undefined) return foundLost(hold);
  return restore === undefined
    ? [text('lasting.held-earlier', { by: byName, reason })]
    : [text('lasting.held-earlier-restore', { reference: restore })];
}

/** Whose word it is hears it once, in words; whoever cannot be reached sees it on the cards. */
async function tellPerson(
  context: FlowContext,
  personId: string,
  { by, reason }: { readonly by: string; readonly reason: string },
  { rows, clicks, stops }: Done,
): Promise<void> {
  const references = rows.filter(({ what }) => isSetAside(what)).map(({ request }) => request.reference);
  const listed = references.slice(0, 20).join(', ');
  const messages = [
    ...(references.length === 0
      ? []
      : [text('notice.set-aside', { by, reason, count: references.length, references: listed })]),
    ...(clicks.length === 0 ? [] : [text('notice.set-aside-clicks', { by, reason, count: clicks.length })]),
    ...(stops.length === 0 ? [] : [text('notice.set-aside-words', { by, reason, references: stops.join(', ') })]),
  ];
  try {
    for (const message of messages) await context.ports.messenger.notify(personId, message);
  } catch (error) {
    context.log({ kind: 'telling-failed', code: codeOf(error) });
  }
}

/** Rolls back what was written before it was known. */
class Moved extends Error {}

async function unlessMoved<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Moved) return null;
    throw error;
  }
}
