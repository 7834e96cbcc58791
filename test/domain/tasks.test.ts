import { describe, expect, it } from 'vitest';
import { cardAsText } from '../../src/cards/plain-text.ts';
import { taskCard } from '../../src/cards/task-card.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { listed } from '../../src/domain/listed.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import { planHash } from '../../src/domain/plan-hash.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { ShownTask } from '../../src/domain/report.ts';
import type { Request, RequestState } from '../../src/domain/request.ts';
import { outcomeWithTasks } from '../../src/domain/request-outcome.ts';
import { RESTS_BEHIND } from '../../src/domain/rests-behind.ts';
import type { Task } from '../../src/domain/task.ts';
import { taskDueAt, taskReminders } from '../../src/domain/task-hours.ts';
import { taskNotices } from '../../src/domain/task-notices.ts';
import { openTasks, tasksToOpen } from '../../src/domain/tasks-of.ts';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import { aGivenTask, aPlan, aRequest, aStepRecord, aTask, minutesAfter, NOW } from '../helpers/given.ts';

const DAY = 24 * 60;
const FACILITIES = { id: 'facilities', name: 'Facilities' };
const PHASES = ['before-start', 'at-start', 'after'] as const;
const PLAN = aPlan({ tasks: PHASES.map((phase) => aTask({ key: phase, phase })) });
const SEEN = [aStepRecord({ state: 'verified', acceptedAt: NOW, verifiedAt: NOW })];

describe('a task', () => {
  it.each<[RequestState, readonly string[]]>([
    ['pending', []],
    ['approved', ['before-start']],
    ['scheduled', ['before-start']],
    ['running', ['before-start', 'at-start']],
    ['watching', PHASES],
    ['done-with-gaps', PHASES],
    ['declined', []],
    ['expired', []],
    ['withdrawn', []],
    ['stopped', []],
  ])('of a request that is %s is handed out in its phase', (state, expected) => {
    expect(tasksToOpen(aRequest({ state, plan: PLAN })).map(({ key }) => key)).toEqual(expected);
  });

  it('is handed out once, and none of a request that an approver stopped', () => {
    const request = aRequest({ state: 'running', plan: PLAN, tasks: [aGivenTask({ key: 'at-start' })] });
    expect(tasksToOpen(request).map(({ key }) => key)).toEqual(['before-start']);
    const hold = { how: 'stop', by: '1', byName: 'Daan', reason: 'no', at: NOW, until: null, reminded: 0 } as const;
    expect(tasksToOpen({ ...request, hold })).toEqual([]);
    expect(openTasks({ ...request, hold })).toEqual([]);
  });

  it.each([
    ['so many days after the start', { startedAt: NOW, dueAt: null, edited: null }, 2, NOW, 2 * DAY],
    [
      'before the hour of the last day',
      { startedAt: null, dueAt: minutesAfter(NOW, 5 * DAY), edited: null },
      -2,
      NOW,
      3 * DAY,
    ],
    [
      'after the hour to which that was moved',
      { startedAt: null, dueAt: minutesAfter(NOW, 9 * DAY), edited: null },
      1,
      NOW,
      10 * DAY,
    ],
    [
      'a day after it was handed out, where that had passed',
      { startedAt: NOW, dueAt: null, edited: null },
      -3,
      NOW,
      DAY,
    ],
  ])('is due %s', (_, hours, dueDays, openedAt, minutes) => {
    expect(taskDueAt(hours, aTask({ dueDays }), openedAt)).toBe(minutesAfter(NOW, minutes));
  });

  it.each([
    ['has passed', -2, 'Return the laptop: to be done by Facilities within a day of being asked.'],
    ['is still to come', -1, 'Return the laptop: to be done by Facilities, until '],
  ])('that is to be asked is promised for no hour that %s', (_, dueDays, words) => {
    const title = { en: 'Return the laptop', nl: 'De laptop inleveren' };
    const plan = aPlan({ tasks: [aTask({ title, dueDays, phase: 'before-start', group: FACILITIES })] });
    const request = aRequest({ state: 'pending', plan, dueAt: minutesAfter(NOW, 2 * DAY - 60) });
    const [said] = buildReport({ request, steps: null, now: NOW }).tasks;
    expect(said && translate(said, { locale: 'en', timeZone: 'UTC' })).toContain(words);
  });

  it.each(['pending', 'approved'] as const)(
    'is promised for no day that counts from an hour at which nothing began, while its request is %s',
    (state) => {
      const plan = aPlan({ tasks: [aTask({ dueDays: 2 }), aTask({ key: 'list', dueDays: 0 })] });
      const said = (dueAt: string, edited: Request['edited'] = null) => {
        const request = aRequest({ state, plan, dueAt, edited, lateSince: state === 'approved' ? NOW : null });
        return buildReport({ request, steps: null, now: NOW }).tasks.map(({ key, values }) => [key, values?.days]);
      };
      const asked = [
        ['report.task.planned', 2],
        ['report.task.once-asked', undefined],
      ];
      // Also once the day that would have counted from it has passed.
      for (const hours of [1, 10, 100]) expect(said(minutesAfter(NOW, -60 * hours))).toEqual(asked);
      expect(said(minutesAfter(NOW, 60)).map(([key]) => key)).toEqual([
        'report.task.planned-at',
        'report.task.planned-at',
      ]);
      // Another hour is only proposed.
      const passed = { dueAt: minutesAfter(NOW, -60), when: { mode: 'now' }, approvals: [], decision: null } as const;
      const edited = { by: 'b', byName: 'Grady', reason: 'Audit', at: NOW, agreedAt: null, before: passed };
      expect(said(minutesAfter(NOW, 600), edited)).toEqual(asked);
    },
  );

  it('of a plan whose hour nobody knows is due at no hour yet', () => {
    expect(taskDueAt({ startedAt: null, dueAt: null, edited: null }, aTask(), null)).toBeNull();
  });

  it.each<[string, Partial<Task>, number, number, number | null]>([
    ['before it is due', {}, 1, 0, 2],
    ['when it is due', {}, 2, 1, 3],
    ['a day late', {}, 3, 2, 5],
    ['for the last time', {}, 9, 4, null],
    ['not once it is done', { state: 'done' }, 9, 0, null],
    ['as open while its result is missing', { state: 'done', evidence: 'result' }, 2, 1, 3],
    ['a day after nobody could do it', { state: 'cannot', answeredAt: NOW }, 1, 1, 3],
  ])('is reminded of %s', (_, changes, days, reminded, next) => {
    const at = { now: minutesAfter(NOW, days * DAY), workingHours: null };
    const found = taskReminders({ startedAt: NOW, dueAt: null, edited: null }, aGivenTask(changes), at);
    expect(found).toEqual({ reminded, remindAt: next === null ? null : minutesAfter(NOW, next * DAY) });
  });
});

describe('a request whose every step was seen', () => {
  const withTask = (changes: Partial<Task>) =>
    aRequest({ state: 'done', startedAt: NOW, endedAt: NOW, tasks: [aGivenTask(changes)] });

  it.each<[Partial<Task>, string]>([
    [{ state: 'open' }, 'done-with-gaps'],
    [{ state: 'cannot' }, 'done-with-gaps'],
    [{ state: 'done', evidence: 'result' }, 'done-with-gaps'],
    [{ state: 'done' }, 'done'],
    [{ state: 'reported', evidence: 'result' }, 'done'],
    [{ state: 'waived' }, 'done'],
  ])('with a task %o is %s', (changes, expected) => {
    expect(outcomeWithTasks(withTask(changes), SEEN)).toBe(expected);
  });

  it('is not done before a task that only comes afterwards', () => {
    const request = aRequest({ state: 'running', plan: aPlan({ tasks: [aTask({ phase: 'after' })] }) });
    expect(outcomeWithTasks(request, SEEN)).toBe('done-with-gaps');
  });

  it.each<[Task['state'], string]>([
    ['done', 'attested'],
    ['reported', 'reported'],
    ['waived', 'waived'],
  ])('is amber, and says by whom its task is %s', (state, gap) => {
    const report = buildReport({ request: withTask({ state, byName: 'Zoë Kramer' }), steps: SEEN, now: NOW });
    expect(report.colour).toBe('warning');
    const gaps = [text(`report.gap.task-${gap}` as 'report.gap.task-waived', { count: 1, by: ['Zoë Kramer'] })];
    expect(JSON.stringify(report.headline)).toContain(JSON.stringify(gaps));
    const [notice] = noticesOf(withTask({ state, byName: 'Zoë Kramer' }), SEEN, { now: NOW, policy: BUILT_IN_POLICY });
    expect(notice?.message.key).toBe('notice.done-tasks');
  });

  it('says in Dutch what became of two tasks with one “en” between them', () => {
    const said = { byName: 'Daan Bakker', answeredAt: NOW } as const;
    const tasks = [
      aGivenTask({ ...said, state: 'reported', evidence: 'result' }),
      aGivenTask({ ...said, key: 'b', state: 'waived' }),
    ];
    const request = aRequest({ state: 'done', startedAt: NOW, endedAt: NOW, tasks });
    const { headline } = buildReport({ request, steps: SEEN, now: NOW });
    const [, gaps = ''] = translate(headline, { locale: 'nl', timeZone: 'UTC' }).split(';');
    expect(gaps.match(/ en /g)).toHaveLength(1);
  });

  it('names what people still have to do, and how many tasks there are', () => {
    const tasks = [1, 2, 3, 4].map((at) => aGivenTask({ key: `${at}`, title: { en: `Job ${at}`, nl: `Klus ${at}` } }));
    const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, tasks });
    const { headline, tasks: sentences } = buildReport({ request, steps: SEEN, now: NOW });
    expect(JSON.stringify(headline)).toContain('"key":"report.headline.done-tasks"');
    expect(JSON.stringify(headline)).toMatch(/"count":4.*Job 1.*Job 3.*"count":1/);
    expect(sentences.map(({ key }) => key)).toEqual(Array(4).fill('report.task.open'));
  });

  it('is said to be seen by when the last step was, and to be looked at once more only where it is', () => {
    const later = minutesAfter(NOW, DAY);
    const steps = [...SEEN, aStepRecord({ state: 'verified', verifiedAt: NOW, evidence: { read: later } })];
    const headline = (note: Request['note']) => {
      const request = { ...withTask({ state: 'done', answeredAt: later }), state: 'done-with-gaps', note } as const;
      return buildReport({ request: { ...request, wakeAt: later }, steps, now: later }).headline;
    };
    const seen = { seen: { instant: NOW } };
    expect(headline(null)).toMatchObject({ key: 'report.headline.tasks-over', values: seen });
    const { key, values } = headline(text(RESTS_BEHIND, { reference: 'L-1021' }));
    expect(key).toBe('report.headline.rests');
    expect(values).toMatchObject({ headline: { key: 'report.headline.done-tasks-seen', values: seen } });
  });

  it('whose day has passed is no longer said to be done until then', () => {
    const told = [1, 3].map((days) =>
      buildReport({ request: withTask({}), steps: SEEN, now: minutesAfter(NOW, days * DAY) }).tasks.map(
        ({ key }) => key,
      ),
    );
    expect(told).toEqual([['report.task.open'], ['report.task.overdue']]);
  });

  it.each<[Partial<Task>, boolean]>([
    [{}, true],
    [{ group: { id: 'x', name: 'HR' } }, false],
    [{ group: { id: 'x', name: 'HR' }, state: 'cannot' }, true],
    [{ group: { id: 'x', name: 'HR' }, reminded: 2 }, true],
  ])('waits for the helpdesk with a task %o: %s', (changes, expected) => {
    const request: Request = { ...withTask(changes), state: 'done-with-gaps' };
    expect(listed(request, SEEN).isForHelpdesk).toBe(expected);
  });
});

describe('a message about tasks', () => {
  const HR = { id: 'x', name: 'HR' };
  const keys = (request: Request) => taskNotices(request).map(({ to, message }) => [to, message.key]);

  it.each<[string, Partial<Task>, readonly unknown[]]>([
    ['nobody before one is due', {}, []],
    ['its group when it is due', { reminded: 1 }, [[HR, 'notice.task-due']]],
    [
      'approvers too once it is late',
      { reminded: 2 },
      [
        [HR, 'notice.task-due'],
        ['approvers', 'notice.task-late'],
      ],
    ],
    ['approvers that it cannot be done', { state: 'cannot' }, [['approvers', 'notice.task-cannot']]],
    ['nobody once it is over', { state: 'done', reminded: 3 }, []],
  ])('tells %s', (_, changes, expected) => {
    const tasks = [aGivenTask({ group: HR, ...changes })];
    expect(keys(aRequest({ state: 'running', startedAt: NOW, tasks }))).toEqual(expected);
  });

  it('tells a group of a task that came after its first, and of all that is set aside at once', () => {
    const later = { group: HR, openedAt: minutesAfter(NOW, 60) };
    const tasks = [aGivenTask({ group: HR }), aGivenTask({ ...later, key: 'b', id: 'b' })];
    expect(keys(aRequest({ state: 'running', startedAt: NOW, tasks }))).toEqual([[HR, 'notice.task-open']]);
    expect(keys(aRequest({ state: 'withdrawn', tasks }))).toEqual([[HR, 'notice.tasks-off']]);
  });

  const PAYROLL = { en: 'Tell payroll', nl: 'Salarisadministratie inlichten' };

  it('tells who did something for a request that was stopped that it is to be taken back, and the card says so', () => {
    const said = { state: 'done', evidence: 'result', byName: 'Daan', answeredAt: NOW } as const;
    const tasks = [aGivenTask({ group: HR, ...said, title: PAYROLL }), aGivenTask({ group: HR, key: 'b' })];
    const request = aRequest({ state: 'stopped', endedAt: NOW, plan: PLAN, tasks });
    expect(keys(request)).toEqual([
      [HR, 'notice.tasks-off'],
      [HR, 'notice.tasks-take-back'],
    ]);
    const report = buildReport({ request, steps: [], now: NOW });
    expect(report.headline).toMatchObject({ key: 'report.headline.tasks-done', values: { items: [PAYROLL] } });
    expect(report.todo).toEqual([
      { key: 'report.todo.take-back', values: { title: PAYROLL, by: 'Daan', who: HR.name } },
    ]);
    // Set aside are what was in hand, and what had not come yet.
    const others = ['report.task.off', 'report.task.off', 'report.task.off', 'report.task.off'];
    expect(report.tasks.map(({ key }) => key)).toEqual(['report.task.done', ...others]);
    expect(buildReport({ request: { ...request, state: 'done' }, steps: [], now: NOW }).todo).toEqual([]);
  });

  it('asks who did something for an hour that was changed since whether it still holds, once people decided the hour', () => {
    const [was, now] = [minutesAfter(NOW, 2 * DAY), minutesAfter(NOW, 9 * DAY)];
    const said = { state: 'reported', byName: 'Daan', answeredAt: NOW, answeredFor: was, words: 'HR-77' } as const;
    const request = aRequest({ state: 'scheduled', dueAt: now, tasks: [aGivenTask({ group: HR, ...said })] });
    const sentences = (of: Request) => buildReport({ request: of, steps: [], now: NOW }).tasks;
    expect(taskNotices(request)).toMatchObject([
      { to: HR, message: { key: 'notice.task-moved', values: { at: { instant: was } } } },
    ]);
    expect(sentences(request)).toMatchObject([
      {
        key: 'report.task.for-another-hour',
        values: { sentence: { key: 'report.task.reported' }, at: { instant: was } },
      },
    ]);
    const [task] = request.tasks ?? [];
    if (task === undefined) throw new Error('no task');
    const cardOf = (of: Request, answers: ShownTask['answers'] = ['holds']) => {
      const report = buildReport({ request: of, steps: [], now: NOW });
      const tasks = [{ now: { planned: task, task, isOff: false }, answers }];
      return cardAsText(taskCard({ report, tasks }, { locale: 'en', timeZone: 'UTC' }));
    };
    expect(cardOf(request)).not.toContain('Nothing is left to do here.');
    expect(cardOf(request)).toContain('see whether it still holds');
    expect(cardOf(request)).toContain('Still holds');
    // What its group was told names no hour that it may not have: approved too late, it may begin at once.
    for (const dueAt of [now, null])
      for (const locale of ['en', 'nl'] as const) {
        const [notice] = taskNotices({ ...request, dueAt });
        const said = [notice?.message ?? text('bot.taken-in'), ...sentences({ ...request, dueAt })];
        const words = said.map((each) => translate(each, { locale, timeZone: 'UTC' })).join(' ');
        expect(words).not.toMatch(/new hour|nieuwe tijdstip|than this has|dan nu/);
      }
    expect(cardOf({ ...request, dueAt: was }, [])).toContain('Nothing is left to do here.');
    // Only proposed: the hour that was approved holds.
    const before = { dueAt: was, when: { mode: 'now' }, approvals: [], decision: null } as const;
    const edited = { by: 'b', byName: 'Grady', reason: 'Audit', at: NOW, agreedAt: null, before };
    expect(taskNotices({ ...request, edited })).toEqual([]);
    expect(sentences({ ...request, edited })).toMatchObject([{ key: 'report.task.reported' }]);
    // Nobody has decided yet: the card alone says it.
    expect(taskNotices({ ...request, state: 'pending' })).toEqual([]);
    expect(sentences({ ...request, state: 'pending' })).toMatchObject([{ key: 'report.task.for-another-hour' }]);
    expect(keys({ ...request, dueAt: was })).toEqual([]);
    expect(sentences({ ...request, dueAt: was })).toMatchObject([{ key: 'report.task.reported' }]);
    // What has to be taken back is not looked at.
    expect(keys({ ...request, state: 'withdrawn' })).toEqual([[HR, 'notice.tasks-take-back']]);
  });

  it.each(['declined', 'expired', 'withdrawn', 'stopped'] as const)(
    'are to be taken back, on the card of the task too, once the request is %s; none that nobody did',
    (state) => {
      const done = aGivenTask({ group: HR, state: 'reported', byName: 'Daan', answeredAt: NOW, title: PAYROLL });
      const cardOf = (task: Task, of: Partial<Request>) => {
        const report = buildReport({ request: aRequest({ tasks: [task], ...of }), steps: [], now: NOW });
        const shown = [{ now: { planned: task, task, isOff: task.state === 'open' }, answers: [] }];
        return taskCard({ report, tasks: shown }, { locale: 'en', timeZone: 'UTC' });
      };
      const card = cardOf(done, { state });
      expect(cardAsText(card)).toContain('This does not go on: what was done here has to be taken back');
      expect(JSON.stringify(card)).toContain('"style":"warning"');
      expect(cardAsText(cardOf(done, { state: 'watching' }))).toContain('Nothing is left to do here.');
      expect(cardAsText(cardOf({ ...done, state: 'open' }, { state }))).toContain('Nobody has to do anything here');
    },
  );

  it.each([
    ['a stop holds', { note: text('brakes.held', { stop: 'S-1' }) }, 'report.headline.held'],
    ['was approved too late', { lateSince: NOW }, 'report.headline.late'],
  ])('is named beside that Leaver changed nothing, of what %s and can still begin', (_, changes, key) => {
    const tasks = [aGivenTask({ group: HR, state: 'reported', byName: 'Daan', answeredAt: NOW, title: PAYROLL })];
    const headlineOf = (request: Request) => buildReport({ request, steps: [], now: NOW }).headline;
    const request = aRequest({ state: 'approved', plan: PLAN, ...changes });
    expect(headlineOf(request)).toMatchObject({ key });
    expect(headlineOf({ ...request, tasks })).toMatchObject({
      key: 'report.headline.tasks-done',
      values: { headline: { key }, items: [PAYROLL] },
    });
    // Nobody is to take it back while it can go on.
    expect(buildReport({ request: { ...request, tasks }, steps: [], now: NOW }).todo).not.toContainEqual(
      expect.objectContaining({ key: 'report.todo.take-back' }),
    );
  });
});

it('a plan with other tasks is another plan, and one without is what it was', () => {
  expect(planHash(PLAN)).not.toBe(planHash(aPlan()));
  expect(planHash(PLAN)).not.toBe(planHash({ ...PLAN, tasks: PLAN.tasks?.slice(1) ?? [] }));
  expect(planHash(aPlan({ tasks: [] }))).toBe(planHash(aPlan()));
});
