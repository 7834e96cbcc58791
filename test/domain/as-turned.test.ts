import { describe, expect, it } from 'vitest';
import { asTurned, letGoByTurn } from '../../src/domain/as-turned.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { stuckAnswers } from '../../src/domain/is-stuck.ts';
import { listed } from '../../src/domain/listed.ts';
import type { Request } from '../../src/domain/request.ts';
import { toRunNow, whyNotRun } from '../../src/domain/runbook-off.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const inAd = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'needs-person' });
const seen = aStepRecord({ kind: 'block-sign-in', state: 'accepted', verifiedAt: NOW, note: text('flow.temporary') });
const rests = { note: text('flow.watch-rests', { reference: 'L-2' }) };
const at = { instant: minutesAfter(NOW, 9) };
const turned = { note: text('flow.watch-ended-by', { reference: 'L-2', at }) };
const held = {
  hold: { how: 'hold', by: 'd', byName: 'Daan', reason: '', at: NOW, until: null, reminded: 0 } as const,
};
const BOTH = ['leave-ad-groups', 'disable-account'] as const;
const byRestore = { hold: { ...held.hold, restore: 'L-3' } };

describe('the ledger of a request that a later one turns round', () => {
  it('asks nobody for work in Active Directory while that one is under way', () => {
    expect(asTurned(aRequest(rests), [inAd])[0]).toMatchObject({ state: 'waived', note: { key: 'flow.step-rests' } });
  });

  it('says that work was open before that one began, and not that all was done here', () => {
    const request = aRequest({ state: 'watching', startedAt: NOW, ...rests });
    const headlineWith = (step: Partial<typeof inAd>) =>
      buildReport({ request, steps: [seen, { ...inAd, ...step }], now: minutesAfter(NOW, 20) }).headline;
    const open = { reference: 'L-2', count: 1, steps: [text('step.disable-account.title')] };
    expect(headlineWith({})).toEqual(text('report.headline.rests-open', open));
    expect(headlineWith({ state: 'accepted' }).key).toBe('report.headline.rests');
  });

  it('asks nobody to try again what failed, nor to run it: not on the card, not in the queue, not by a click', () => {
    const why = text('flow.runbook-cannot', { reason: 'No rights' });
    const failed = { ...inAd, state: 'failed', note: why } as const;
    const request = aRequest({ state: 'watching', startedAt: NOW, ...rests });
    const report = buildReport({ request, steps: [seen, failed], now: minutesAfter(NOW, 20) });
    expect(report.todo.map(({ key }) => key)).toEqual(['report.todo.rests']);
    expect(report.steps.at(-1)).toMatchObject({ state: 'waived', note: why, stuck: false });
    expect({ lines: report.lines, answers: stuckAnswers(request) }).toEqual({ lines: [], answers: [] });
    expect(listed(request, [seen, failed])).toMatchObject({ urgency: 'none', isForHelpdesk: false });
    expect(stuckAnswers({ ...request, note: null })).toEqual(['retry', 'skip']);
  });

  it('says of nothing that it stays as it is for good while it only rests: it may go on', () => {
    const gap = {
      end: 'left',
      kind: 'device',
      id: 'd',
      name: 'PC-0417',
      who: 'helpdesk',
      why: 'other',
      through: null,
    } as const;
    const left = { ...seen, gaps: [gap] };
    const notesOf = (note: Request['note']) =>
      buildReport({ request: aRequest({ state: 'watching', startedAt: NOW, note }), steps: [left], now: NOW }).notes;
    expect(notesOf(turned.note).map(({ key }) => key)).toContain('report.left-as-is');
    expect(notesOf(rests.note).map(({ key }) => key)).not.toContain('report.left-as-is');
  });

  it('says of then what was seen, and not that it is in place', () => {
    expect(asTurned(aRequest(turned), [seen])[0]).toMatchObject({ state: 'verified', note: null });
  });

  it('lets go what was with people, and nothing else', () => {
    expect(letGoByTurn(inAd, 'L-2')?.key).toBe('flow.step-turned-handed-out');
    expect(letGoByTurn({ ...inAd, lane: 'cloud' }, 'L-2')?.key).toBe('flow.step-turned');
    expect(letGoByTurn(seen, 'L-2')).toBeNull();
  });
});

describe('a block at once that a later request undid', () => {
  const answer = { verdict: 'unanswered', by: null, byName: null, at: NOW } as const;
  const emergency = { confirmBy: NOW, answer, proposal: 'L-2' };
  const reportOf = (changes: Partial<Request>) =>
    buildReport({
      request: aRequest({ state: 'done', startedAt: NOW, endedAt: NOW, emergency, ...changes }),
      steps: [{ ...seen, state: 'verified', note: null }],
      now: minutesAfter(NOW, 60),
    });
  const keysOf = (texts: readonly { readonly key: string }[]) => texts.map(({ key }) => key);

  it('says first by which and when, and has no green and no line about signing in', () => {
    const { headline, colour, lines, checkedAt } = reportOf(turned);
    expect(headline).toMatchObject({ key: 'report.headline.turned-round', values: { reference: 'L-2', at } });
    expect({ colour, lines, checkedAt }).toEqual({ colour: 'default', lines: [], checkedAt: null });
  });

  it('lets nobody in who could sign in already, because the block had been turned back', () => {
    const since = minutesAfter(NOW, -30);
    const block = aStepRecord({
      kind: 'block-sign-in',
      state: 'overwritten',
      turnedBack: { times: 2, at: since, by: null, how: 'sync' },
    });
    const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, ...turned });
    const keyOf = (...others: readonly (typeof block)[]) =>
      buildReport({ request, steps: [block, ...others], now: NOW }).headline;
    expect(keyOf()).toMatchObject({
      key: 'report.headline.turned-round-in-before',
      values: { reference: 'L-2', since: { instant: since } },
    });
    const inAd = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'verified' });
    expect(keyOf(inAd).key).toBe('report.headline.turned-round');
  });

  it('says first that the person stays blocked where an approver declined to undo it, while the block stands', () => {
    const kept = { by: 'd', byName: 'Daan', at: NOW };
    const values = { name: 'Adele Vance', by: 'Daan' };
    const stays = { emergency: { ...emergency, kept } };
    expect(reportOf(stays).headline).toMatchObject({ key: 'report.headline.stays', values });
    expect(reportOf({ ...stays, ...turned }).headline.key).toBe('report.headline.turned-round');
    expect(keysOf(reportOf(stays).approval)).toContain('report.emergency.stays');
  });

  it.each([
    ['is kept until its undoing is approved', {}, true],
    ['is not said to be kept while that is under way', rests, false],
    ['is not said to be kept once that is done', turned, false],
    ['is not said to be kept until something runs that is over', { emergency: { ...emergency, inVain: true } }, false],
  ])('%s', (_, changes, isKept) => {
    expect(keysOf(reportOf(changes).approval).includes('report.emergency.proposal')).toBe(isKept);
  });

  it('says who lets the person in once what was to undo it is over without having done so', () => {
    const over = text('report.emergency.proposal-over', { reference: 'L-2', name: 'Adele Vance' });
    expect(reportOf({ emergency: { ...emergency, inVain: true } }).approval).toContainEqual(over);
  });

  it('was not confirmed before the hour that was said beforehand, whenever that was found', () => {
    const late = { ...emergency, answer: { ...answer, at: minutesAfter(NOW, 65) } };
    const missed = text('report.emergency.unanswered', { at: { instant: NOW } });
    expect(reportOf({ emergency: late }).approval).toContainEqual(missed);
  });
});

describe('the ledger of a request that an approver holds', () => {
  it('asks for what ends access in Active Directory, and for nothing else there', () => {
    const [block, groups] = asTurned(aRequest(held), [inAd, { ...inAd, kind: 'leave-ad-groups' }]);
    expect(block).toBe(inAd);
    expect(groups).toMatchObject({ state: 'waiting', note: { key: 'flow.step-held-in-hand' } });
    const request = aRequest({ ...held, state: 'running', startedAt: NOW });
    const { todo } = buildReport({ request, steps: [inAd], now: minutesAfter(NOW, 60) });
    expect(todo.map(({ key }) => key)).toEqual(['report.todo.runbook-block-sign-in', 'report.todo.on-hold']);
  });

  it('asks for nothing there while a restore is about to start', () => {
    expect(asTurned(aRequest(byRestore), [inAd])[0]).toMatchObject({
      state: 'waiting',
      note: text('flow.step-rests', { reference: 'L-3' }),
    });
  });
});

describe('a runbook that was handed out', () => {
  it.each([
    ['is to be run', {}, null],
    ['is not while a later request is under way', rests, 'card.runbook.headline-rests'],
    ['is not any more once that one has turned it round', { ...turned, ...held }, 'card.runbook.headline-turned'],
    ['is not while it is held', held, 'card.runbook.headline-held'],
    ['is not while a restore is about to start', byRestore, 'card.runbook.headline-rests'],
    ['is not once it was stopped', { hold: { ...held.hold, how: 'stop' } as const }, 'card.runbook.headline-stopped'],
  ])('%s', (_, changes, key) => {
    expect(whyNotRun(aRequest(changes), ['leave-ad-groups', 'disable-account'])?.key ?? null).toBe(key);
  });

  it.each([
    ['is all of it', {}, BOTH, null],
    ['is of what ends access alone while people hold it', held, ['disable-account'], null],
    ['stays all that was handed out, not to be run, behind a restore', byRestore, BOTH, 'card.runbook.headline-rests'],
    ['stays that once it is turned round', { ...turned, ...held }, BOTH, 'card.runbook.headline-turned'],
  ] as const)('%s', (_, changes, actions, key) => {
    const request = aRequest(changes);
    expect(toRunNow(request, BOTH)).toEqual(actions);
    expect(whyNotRun(request, actions)?.key ?? null).toBe(key);
    expect(toRunNow(request, ['leave-ad-groups'])).toEqual(['leave-ad-groups']);
  });
});

it.each([
  ['planned', 'flow.step-turned-to-come'],
  ['waiting', 'flow.step-turned-to-come'],
  ['needs-person', 'flow.step-turned'],
  ['verified', undefined],
] as const)('what is %s when a later request turns it round is let go as what it was', (state, key) => {
  expect(letGoByTurn(aStepRecord({ kind: 'leave-groups', state }), 'L-2')?.key).toBe(key);
});
