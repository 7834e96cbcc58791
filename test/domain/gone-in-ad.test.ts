import { describe, expect, it } from 'vitest';
import { endedGoneInAd, goneInAdTask, goneInAdTodo } from '../../src/domain/gone-in-ad.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import type { Task } from '../../src/domain/task.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

describe('what is left in Active Directory of an account that is gone from the cloud', () => {
  const disable = text('step.disable-account.title');

  it('is a task, once, and what is to be done until somebody said what they found', () => {
    const asked = goneInAdTask(given(), gone(NOW));
    expect(asked).toMatchObject({ key: 'leaver:gone-in-ad', group: 'helpdesk', evidence: 'result' });
    expect(asked?.instruction).toEqual(text('task.gone-in-ad.how', { steps: [disable] }));
    const open = given([aTask({})]);
    expect(goneInAdTask(open, gone(NOW))).toBeNull();
    expect(goneInAdTodo(open, gone(NOW)).map(({ key }) => key)).toEqual(['report.todo.gone-in-ad']);
    // A bare word is not what was found.
    expect(goneInAdTodo(given([aTask({ state: 'done' })]), gone(NOW))).toHaveLength(1);
    expect(goneInAdTodo(given([aTask({ state: 'reported' })]), gone(NOW))).toEqual([]);
  });

  it('is another task where the account came back and went again, and none while it is back', () => {
    const back = [step({ state: 'needs-person', evidence: null })];
    expect(endedGoneInAd(given([aTask({})]), back)).toHaveLength(1);
    expect(endedGoneInAd(given([aTask({ state: 'reported' })]), back)).toEqual([]);
    expect(goneInAdTask(given([aTask({ state: 'waived' })]), gone(minutesAfter(NOW, 60)))?.key).toBe(
      'leaver:gone-in-ad-2',
    );
  });

  it('is no task that the policy calls the same: that one is neither let go nor taken for it', () => {
    const words = { en: 'Look at the branch', nl: 'Kijk bij het filiaal' };
    const own = (key: string) => given([aTask({ key, title: words, instruction: null })]);
    for (const key of ['gone-in-ad', 'gone-in-ad-branch']) {
      expect(endedGoneInAd(own(key), [step({ state: 'verified', evidence: null })])).toEqual([]);
      const asked = goneInAdTask(own(key), gone(NOW));
      expect(asked?.title).toEqual(text('task.gone-in-ad.title'));
      expect(asked?.key).not.toBe(key);
    }
    // Handed out by a version of before.
    expect(goneInAdTask(given([aTask({ key: 'gone-in-ad' })]), gone(NOW))).toBeNull();
  });

  it('takes in a deletion that the cloud alone made needless', () => {
    const note = text('graph.on-premises.deleted-already');
    const steps = [...gone(NOW), step({ kind: 'delete-account', state: 'skipped', evidence: null, note })];
    const titles = [disable, text('step.delete-account.title')];
    expect(goneInAdTask(given(), steps)?.instruction).toEqual(text('task.gone-in-ad.how', { steps: titles }));
  });

  it('is not said to be answered on a card that nobody gets any more, as the watch was over when the task came to be', () => {
    const keyOf = (request: Request) => goneInAdTodo(request, gone(NOW)).map(({ key }) => key);
    expect(keyOf(given([], { wakeAt: null }))).toEqual(['report.todo.gone-in-ad-alone']);
    expect(keyOf(given([], { wakeAt: NOW }))).toEqual(['report.todo.gone-in-ad']);
    expect(keyOf(given([aTask({})], { wakeAt: null }))).toEqual(['report.todo.gone-in-ad']);
  });

  it('is asked of nobody once the request was stopped', () => {
    const hold = { how: 'stop', by: 'a', byName: 'A', at: NOW, reason: '', until: null } as never;
    expect(goneInAdTodo(given([], { hold }), gone(NOW))).toEqual([]);
  });
});

function given(tasks: readonly Task[] = [], changes: Partial<Request> = {}): Request {
  return aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, tasks, ...changes });
}

function gone(at: string): readonly StepRecord[] {
  return [step({ state: 'gone', evidence: { gone: 'account', read: at } })];
}

function step(changes: Partial<StepRecord>): StepRecord {
  return aStepRecord({ kind: 'disable-account', lane: 'on-premises', ...changes });
}

function aTask(changes: Partial<Task>): Task {
  const planned = goneInAdTask(given(), gone(NOW));
  if (planned === null) throw new Error('there is nothing to look for');
  const unsaid = { answeredAt: null, by: null, byName: null, words: null, reminded: 0, remindAt: null };
  return { ...planned, id: 'one', state: 'open', attempt: 0, openedAt: minutesAfter(NOW, 1), ...unsaid, ...changes };
}
