import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import {
  approveIt,
  ask,
  cardWith,
  dayAhead,
  hear,
  inHours,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  plan,
  read,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const TITLES = {
  laptop: { en: 'Collect the laptop and the badge', nl: 'De laptop en de pas innemen' },
  payroll: { en: 'Tell payroll the last day', nl: 'De laatste dag doorgeven aan de salarisadministratie' },
  parking: { en: 'Give the parking place to somebody else', nl: 'De parkeerplaats aan iemand anders geven' },
};
/** Two who can answer, who approve nothing; the third member is blocked. */
const GROUP = { id: contoso.groups.worksCouncil?.id, name: 'Facilities' };
const POLICY = {
  tasks: [
    { key: 'payroll', title: TITLES.payroll, group: GROUP, phase: 'before-start', dueDays: -1, evidence: 'result' },
    { key: 'laptop', title: TITLES.laptop, group: GROUP, phase: 'at-start', dueDays: 2 },
    { key: 'parking', title: TITLES.parking, group: 'helpdesk', phase: 'after', dueDays: 3 },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'leaver-tasks-'));
const POLICY_FILE = join(folder, 'policy.json');
writeFileSync(POLICY_FILE, JSON.stringify(POLICY));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a company adds to every offboarding in its policy, and who does it. */
describe.concurrent.each(LANGUAGES)('the tasks of a policy, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  const called = (key: keyof typeof TITLES) => TITLES[key][locale];
  let play: Play;
  let doer: Play['stage']['manager'];
  let colleague: Play['stage']['manager'];
  let blocked: Play['stage']['manager'];
  beforeAll(async () => {
    play = await startPlay(locale, { environment: { POLICY_FILE } });
    [doer, colleague, blocked] = [play.stage.as('zoe'), play.stage.as('ravi'), play.stage.as('lotte')];
    await Promise.all([doer, colleague, blocked, play.stage.secondHelpdesk].map((chat) => chat.install()));
  });
  afterAll(() => play.stop());

  it(
    'are on the plan, come to who does them in their phase, and the last one makes the request done',
    inTurn,
    async () => {
      const { stage } = play;
      const review = await plan(stage, `${words.offboard} nils`, { leaveGroups: 'false' });
      for (const title of Object.values(TITLES)) expect(review.text).toContain(title[locale]);
      expect(review.text).toContain('Facilities');
      const reference = /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? '';
      await approveIt(stage, reference);
      const approval = await read(stage, reference, called('parking'), stage.helpdesk);
      expect(approval.text).toContain(called('laptop'));
      await read(stage, reference, called('laptop'), doer);
      const first = await cardWith(doer, reference, 'task-done');
      expect(first.text).not.toContain(called('parking'));

      // Two press at once: one counts, the other is told who was quicker.
      await read(stage, reference, called('laptop'), colleague);
      const other = await cardWith(colleague, reference, 'task-done');
      const answers = await Promise.all(
        [first, other].map((card) => card.fill({ task: 'laptop', result: '', reason: '' }).execute('task-done')),
      );
      expect(answers.filter(({ text }) => text.includes(says('flow.task-answered')))).toHaveLength(1);

      await hear(stage, reference, says('report.headline.done-tasks'));
      await read(stage, reference, says('report.task.done'));
      // A bare word where a result is wanted leaves it open, and then the result is all that counts.
      const payroll = await cardWith(doer, reference, 'task-done');
      await payroll.fill({ result: '', reason: '' }).execute('task-done');
      await read(stage, reference, says('report.task.done-no-result'), doer);
      await read(stage, reference, says('report.task.done-no-result'));
      const again = await cardWith(doer, reference, 'task-done');
      expect((await again.fill({ result: '', reason: '' }).execute('task-done')).text).toContain(
        says('flow.task-result-missing'),
      );
      await (await cardWith(doer, reference, 'task-done')).fill({ result: 'HR-7731', reason: '' }).execute('task-done');
      await read(stage, reference, says('card.task.headline-over'), doer);

      // Its phase came after every step: the helpdesk cannot, and an approver lets it go.
      const parking = await cardWith(stage.helpdesk, reference, 'task-cannot');
      expect((await parking.fill({ task: 'parking', reason: '' }).execute('task-cannot')).text).toContain(
        says('flow.cannot-needs-reason'),
      );
      await (await cardWith(stage.helpdesk, reference, 'task-cannot'))
        .fill({ task: 'parking', reason: 'no list' })
        .execute('task-cannot');
      await hear(stage, reference, says('notice.task-cannot'), stage.secondHelpdesk);
      const waiting = await read(stage, reference, says('report.task.cannot'));
      expect(waiting.text).not.toContain(says('report.headline.done-tasks-over'));
      await (await cardWith(stage.secondHelpdesk, reference, 'task-waive'))
        .fill({ task: 'parking' })
        .execute('task-waive');
      await hear(stage, reference, says('report.headline.done-tasks-over'));
      const done = await read(stage, reference, says('report.headline.done-tasks-over'));
      for (const key of ['report.task.done', 'report.task.reported', 'report.task.waived'] as const)
        expect(done.text).toContain(says(key));
      expect(done.text).toContain('HR-7731');
      expect(JSON.stringify(done.json)).toContain('"style":"warning"');
      expect(blocked.messages().filter(({ card }) => JSON.stringify(card ?? null).includes(reference))).toEqual([]);
    },
  );

  it('make it done by a look of now: a share that somebody took back meanwhile is found before', inTurn, async () => {
    const { stage } = play;
    const form = { leaveGroups: 'false', removeLicences: 'false' };
    const reference = await ask(stage, `${words.offboard} ${upn('samFinance')}`, form);
    await approveIt(stage, reference);
    await hear(stage, reference, says('report.headline.done-tasks'));
    const laptop = await cardWith(doer, reference, 'task-done');
    await laptop.fill({ task: 'laptop', result: '', reason: '' }).execute('task-done');
    await read(stage, reference, says('report.task.done'), doer);
    const payroll = await cardWith(doer, reference, 'task-done');
    await payroll.fill({ result: 'HR-7732', reason: '' }).execute('task-done');
    await read(stage, reference, says('report.task.reported'));
    const { id } = stage.person('samFinance');
    meanwhile(stage, (state) => {
      const person = state.people[id];
      if (person?.drive == null || person.drive.permissions.length === 0) throw new Error('nothing is shared');
      const drive = { ...person.drive, permissions: [] };
      return { ...state, people: { ...state.people, [id]: { ...person, drive } } };
    });
    await settled(stage);
    const last = await cardWith(stage.helpdesk, reference, 'task-done');
    await last.fill({ reason: '' }).execute('task-done');
    await hear(stage, reference, says('notice.step-overwritten'));
    const said = stage.manager.messages().map((message) => `${JSON.stringify(message.card)} ${message.text}`);
    const about = said.filter((each) => each.includes(reference));
    expect(about.filter((each) => each.includes(says('report.headline.done-tasks-over')))).toEqual([]);
  });

  it(
    'come when the hour is known, are reminded of and told to approvers once they are late, and stand in the queue',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await ask(stage, `${words.offboard} grady`, inHours(stage, 5 * 24));
      await approveIt(stage, reference);
      const card = await cardWith(doer, reference, 'task-done');
      expect(card.text).toContain(called('payroll'));
      expect(card.text).not.toContain(called('laptop'));
      await doer.say(locale === 'en' ? 'work' : 'werk');
      await read(stage, reference, says('card.list.work'), doer);
      // Somebody who is in no such group learns nothing.
      const stranger = stage.as('tom');
      await stranger.say(locale === 'en' ? 'work' : 'werk');
      expect(stranger.last()).not.toContain(reference);
      // Due a day before the hour of the request: that is over by then, and a day later it is late.
      await stage.jump((4 * 24 + 1) * 60);
      await hear(stage, reference, says('notice.task-due'), doer);
      await stage.jump(24 * 60);
      await hear(stage, reference, says('notice.task-late'), stage.helpdesk);
      await cardWith(stage.helpdesk, reference, 'task-waive');
      await settled(stage);
    },
  );

  it(
    'are set aside, and said so, once the request is over without them; who left the group has no card any more',
    inTurn,
    async () => {
      const { stage } = play;
      const form = { when: 'at', lastDay: dayAhead(stage, 5), hour: '17:00' };
      const asked = await ask(stage, `${words.offboard} ${upn('ampersand')}`, form);
      await approveIt(stage, asked);
      await cardWith(doer, asked, 'task-done');
      await cardWith(colleague, asked, 'task-done');
      const ravi = contoso.people.ravi?.id ?? '';
      meanwhile(stage, (state) => {
        const group = state.groups[GROUP.id ?? ''];
        if (group === undefined) throw new Error('no such group');
        const members = group.members.filter((id) => id !== ravi);
        return { ...state, groups: { ...state.groups, [group.id]: { ...group, members } } };
      });
      await (await cardWith(stage.manager, asked, 'withdraw')).execute('withdraw');
      await hear(stage, asked, says('notice.tasks-off'), doer);
      const off = await read(stage, asked, says('card.task.headline-off'), doer);
      expect(off.verbs).not.toContain('task-done');
      await read(stage, asked, says('card.no-party.sentence'), colleague);
    },
  );
});
