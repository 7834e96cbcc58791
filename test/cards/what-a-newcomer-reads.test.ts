import { describe, expect, test } from 'vitest';
import { cardForView } from '../../src/cards/card-for-view.ts';
import { changeCard } from '../../src/cards/change-card.ts';
import { helpCard } from '../../src/cards/help-card.ts';
import { listCard } from '../../src/cards/list-card.ts';
import { pickCard } from '../../src/cards/pick-card.ts';
import { cardAsText } from '../../src/cards/plain-text.ts';
import { reviewCard } from '../../src/cards/review-card.ts';
import { stopsCard } from '../../src/cards/stops-card.ts';
import { taskCard } from '../../src/cards/task-card.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { viewFor } from '../../src/domain/build-view.ts';
import { giveBack } from '../../src/domain/give-back.ts';
import type { ShownTask } from '../../src/domain/report.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import type { Task } from '../../src/domain/task.ts';
import { text } from '../../src/domain/text.ts';
import en from '../../src/locales/en.json' with { type: 'json' };
import nl from '../../src/locales/nl.json' with { type: 'json' };
import type { Reader } from '../../src/locales/reader.ts';
import { aGivenTask, aPerson, aRequest, aStepRecord, aTargetUser, IDS, NOW, someChoices } from '../helpers/given.ts';

const reader: Reader = { locale: 'en', timeZone: 'Europe/Amsterdam' };

describe('a newcomer', () => {
  test('tells two of one name, title and manager apart by their addresses', () => {
    const sam = (id: string, userPrincipalName: string) =>
      aPerson({ id, displayName: 'Sam Peeters', userPrincipalName, jobTitle: 'Analyst' });
    const people = [sam(IDS.targetUser, 'sam@contoso.com'), sam(IDS.requester, 's.peeters@contoso.com')];
    const card = JSON.stringify(pickCard({ query: 'sam', people, verb: 'why' }, reader));
    expect(card).toContain('Sam Peeters · sam@contoso.com');
    expect(card).toContain('Sam Peeters · s.peeters@contoso.com');
  });

  test('who types “why” alone reads that the ten are not all, and that a name can be typed', () => {
    const people = Array.from({ length: 30 }, (_, at) => aPerson({ id: `person-${at}`, displayName: `Person ${at}` }));
    const card = cardAsText(pickCard({ query: '', people, verb: 'why' }, reader));
    expect(card).toContain('10 of the 30 people of your team; for anybody else type “why” and a name');
  });

  test('of the helpdesk is told of the tasks that are theirs, and of others’ that they can only let them go', () => {
    const others = aGivenTask({ key: 'laptop', group: { id: IDS.requester, name: 'Facilities' } });
    const own = aGivenTask({ key: 'payroll', title: { en: 'Tell payroll', nl: 'Salaris' } });
    const report = buildReport({ request: aRequest({ state: 'watching', tasks: [others, own] }), steps: [], now: NOW });
    const shown = (task: Task, answers: ShownTask['answers']) => ({
      now: { planned: task, task, isOff: false },
      answers,
    });
    const theirs = shown(others, ['waive']);
    const card = taskCard({ report, tasks: [theirs, shown(own, ['done', 'cannot', 'waive'])] }, reader);
    expect(cardAsText(card)).toContain('One task waits for you or your colleagues.');
    expect(JSON.stringify(card)).toContain('Collect the laptop: for Facilities, you can only let it go');
    expect(JSON.stringify(card)).toContain('"value":"payroll"');
    expect(cardAsText(taskCard({ report, tasks: [theirs] }, reader))).toContain('One task waits for others.');
  });

  test('is not asked to hold what has nothing left to begin', () => {
    const report = buildReport({ request: aRequest({ state: 'watching' }), steps: [], now: NOW });
    const form = { report, role: 'approver', reason: '', proposed: null, isFixed: false, error: null } as const;
    const card = cardAsText(changeCard(form, reader));
    expect(card).toContain('Nothing is left to begin. Stop it?');
    expect(card).not.toMatch(/hold/i);
  });

  test.each([
    [1, 'One task is still with the helpdesk in Active Directory'],
    [2, '2 tasks are still with the helpdesk in Active Directory'],
  ])('reads why nothing can wait, and what the helpdesk still has in hand: %i', (count, words) => {
    const kinds = ['disable-account', 'leave-ad-groups'] as const;
    const steps = kinds
      .slice(0, count)
      .map((kind) => aStepRecord({ kind, lane: 'on-premises', state: 'needs-person', attempt: 1 }));
    const report = buildReport({ request: aRequest({ state: 'watching' }), steps, now: NOW });
    const form = { report, role: 'approver', reason: '', proposed: null, isFixed: false, error: null } as const;
    const card = cardAsText(changeCard(form, reader));
    expect(card).toContain('Leaver has nothing more to begin, so there is nothing that could wait.');
    expect(card).toContain(words);
  });

  test.each([
    ['with the helpdesk', 'verified', 'needs-person', true],
    ['already disabled', 'verified', 'attested', false],
    ['not blocked at all', 'failed', 'needs-person', false],
  ] as const)('reads what a stop makes of the block of a synced account: %s', (_, block, disable, isTurned) => {
    const steps = [
      aStepRecord({ kind: 'block-sign-in', state: block, attempt: 1 }),
      aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: disable, attempt: 1 }),
    ];
    const report = buildReport({ request: aRequest({ state: 'watching' }), steps, now: NOW });
    const form = { report, role: 'approver', reason: '', proposed: null, isFixed: false, error: null } as const;
    const turned = 'directory sync then turns the block in Microsoft 365 back';
    expect(cardAsText(changeCard(form, reader)).includes(turned)).toBe(isTurned);
  });

  test('sees a sign of its own before what waits for approval: “?” is what is not known', () => {
    const requests = [
      { request: aRequest({ state: 'pending' }), says: [], urgency: 'none', isForHelpdesk: false } as const,
    ];
    for (const kind of ['mine', 'queue'] as const) {
      const shown = JSON.stringify(listCard({ kind, requests, page: 1, now: NOW }, reader));
      expect(shown).toContain('"○"');
      expect(shown).not.toContain('"?"');
    }
  });

  test.each([
    ['an approver', true, 'confirm block L-1042 · refuse block L-1042'],
    ['who asked', false, 'answer L-1042 … · agree L-1042'],
  ])('reads in help all that can be typed about a request: %s', (_, approver, typed) => {
    const card = cardAsText(helpCard({ approver, escalation: false, emergency: false, asks: true }, reader));
    expect(card).toContain(typed);
    expect(card.includes('confirm block')).toBe(approver);
  });

  test.each(['en', 'nl'] as const)('reads one word for one thing: %s', (locale) => {
    const words = { en, nl }[locale];
    // “For good” is what cannot be brought back; a dismissal is no reason that the form offers.
    expect(words['card.runbook.headline-turned-back']).not.toMatch(/for good|voorgoed/);
    expect(words['card.form.disableDevices.by-reason']).not.toMatch(/dismissal|ontslag/);
  });

  test.each(['en', 'nl'] as const)('is promised by nobody what may not be so: %s', (locale) => {
    const words = { en, nl }[locale];
    // The helpdesk may ask for nobody where it is not in the group of requesters as well.
    expect(words['rules.not-their-manager']).not.toMatch(/helpdesk/);
    // Nobody was, where Leaver reaches none of them; and it may be the escalation group, or nobody, who confirms.
    expect(words['notice.escalated']).not.toMatch(/were asked|gevraagd/);
    expect(words['notice.ended-unconfirmed']).not.toMatch(/approver|goedkeurder/);
    // One person is not two approvals, and who owns a group beside others still does.
    expect(words['notice.more-needed']).not.toMatch(/, (yours|de jouwe)/);
    expect(words['gap.left.owner-since']).toMatch(/as well|ook/);
    expect(words['gap.why.owner-since']).toMatch(/too|ook/);
    // Beside other differences, each of which is a sentence.
    expect(words['flow.needs-more']).toMatch(/^\p{Lu}.*\.$/u);
  });

  test('reads Dutch as somebody who speaks it writes it', () => {
    expect(nl['card.form.disableDevices.by-reason']).not.toMatch(/^Bij veiligheid /);
    expect(nl['card.help.restore.does']).not.toMatch(/terugkomt: /);
    expect(nl['report.headline.unconfirmed-nobody']).toContain('die het mocht bevestigen');
    expect(nl['report.emergency.until-nobody']).toContain('die het mocht bevestigen');
    expect(nl['report.gap.task-waived']).toContain('# taken zijn');
    expect(nl['card.task.headline-moved']).not.toContain('dit nu heeft');
    // It is the request that was planned, not the task.
    expect(nl['notice.task-moved']).toContain('de aanvraag');
    expect(nl['report.task.for-another-hour']).toContain('de aanvraag');
    // Nobody gets a reply: those who write get none.
    expect(nl['plan.explain.mailbox-licence-kept']).not.toContain('niemand antwoord');
    // As its button says.
    expect(nl['notice.expired']).toContain('opnieuw aanvragen');
    expect(nl['graph.auto-reply.changed-since']).not.toContain('staat niet zoals');
    expect(nl['graph.unshare.already']).toContain('nu geen toegang');
    expect(nl['plan.note.had-direct-reports']).toContain('one {Diens}');
  });

  test('reads which step is the last where there was nothing to choose', () => {
    const choices = someChoices('restore-user');
    const headlineOf = (facts: TargetUser) => {
      const report = buildReport({ request: aRequest({ facts, choices }), steps: null, now: NOW });
      return cardAsText(reviewCard({ report, approversReachable: true, error: null, nonce: 'n' }, reader));
    };
    expect(headlineOf(aTargetUser())).toContain('Last step: there was nothing to choose.');
    expect(headlineOf(aTargetUser())).not.toContain('Step 3');
    const restoreConflict = { userPrincipalName: 'x@contoso.com', addresses: [] } as never;
    expect(headlineOf(aTargetUser({ restoreConflict }))).toContain('Step 3 of 3.');
  });

  test('is not told that mail of a shared mailbox works again: others read it all the time', () => {
    const facts = aTargetUser({ accountEnabled: false, mailbox: 'shared' });
    const choices = someChoices('restore-user');
    const given = { choices, targetUser: facts, requester: aPerson(), successor: null, runs: [], now: NOW };
    const report = buildReport({
      request: aRequest({ facts, choices, plan: assemblePlan(given) }),
      steps: null,
      now: NOW,
    });
    const card = cardAsText(reviewCard({ report, approversReachable: true, error: null, nonce: 'n' }, reader));
    expect(card).toContain('Files and Teams work again');
    expect(card).not.toContain('Mail, files and Teams');
  });

  test('reads which requests a stop holds back, and that nothing else waits', () => {
    const held = Array.from({ length: 7 }, (_, at) => `L-100${at}`);
    const stops = [{ reference: 'S-3', held: held.slice(0, 1) }];
    const queue = cardAsText(listCard({ kind: 'queue', requests: [], stops, page: 1, now: NOW }, reader));
    expect(queue).toContain('Stop S-3 holds back one request (L-1000)');
    expect(queue).toContain('Nothing else is waiting.');
    const stop = {
      reference: 'S-3',
      why: text('brakes.why.everything', { by: 'Pradeep' }),
      since: NOW,
      by: IDS.approver,
      trippedBy: null,
      scope: { kind: 'everything', key: '', name: '' },
      parties: [],
    } as const;
    const shown = stopsCard({ stops: [{ stop, trippedBy: null, waiting: held, refusal: null }] }, reader);
    expect(cardAsText(shown)).toContain('7 requests wait: L-1000, L-1001, L-1002, L-1003, L-1004');
  });

  test('reads who lifts a pause, from when, and what a second member does', () => {
    const stop = {
      reference: 'S-3',
      why: text('brakes.why.everything', { by: 'Pradeep' }),
      since: NOW,
      by: IDS.approver,
    };
    const pause = { ...stop, scope: { kind: 'everything', key: '', name: '' }, trippedBy: null } as const;
    const row = (...parties: readonly string[]) => {
      const stops = [{ stop: { ...pause, parties }, trippedBy: null, waiting: [], refusal: null }];
      return cardAsText(stopsCard({ stops }, reader));
    };
    expect(row()).toContain('from Mon 9 March 2026 12:00 CET on any approver');
    expect(row()).toContain('A second member of the group who types “pause everything” confirms it');
    expect(row(IDS.director)).toContain('so only that group lifts it');
    expect(row(IDS.director)).not.toContain('any approver');
  });

  describe('of what one step left to people', () => {
    const ofStep = (step: Parameters<typeof aStepRecord>[0]) => {
      const seen = { state: 'verified', attempt: 1, acceptedAt: NOW, verifiedAt: NOW } as const;
      const steps = [
        aStepRecord({ kind: 'block-sign-in', ...seen }),
        aStepRecord({ position: 1, attempt: 1, ...step }),
      ];
      const request = aRequest({ state: 'running', startedAt: NOW, facts: aTargetUser() });
      const report = buildReport({ request, steps, now: NOW });
      const viewer = { id: 'x', role: 'requester', decides: false, locale: 'en', timeZone: 'UTC' } as const;
      return { report, card: cardAsText(cardForView(viewFor(report, viewer), viewer)) };
    };

    test('reads what stays because it was chosen as that, and not as something that was not done or comes next', () => {
      const gap = { end: 'left', kind: 'licence', id: 'e3', name: 'Microsoft 365 E3', through: null } as const;
      const gaps = [{ ...gap, why: 'carries-mailbox-chosen', who: 'exchange-admin' }] as const;
      const { card, report } = ofStep({ kind: 'remove-licences', state: 'verified', verifiedAt: NOW, gaps });
      expect(card).toContain('Stays, as chosen: “Microsoft 365 E3”.');
      expect(card).not.toContain('Not done by Leaver');
      const keys = (sentences: typeof report.todo) => sentences.map(({ key }) => key);
      expect(keys(report.notes)).toContain('gap.left.carries-mailbox-chosen');
      expect(keys(report.todo)).not.toContain('gap.left.carries-mailbox-chosen');
    });

    test('does not read “done” beside what was not done while the rest is being checked', () => {
      const gap = { end: 'left', kind: 'device', id: 'pc', name: 'PC-0417', through: null } as const;
      const gaps = [{ ...gap, why: 'hybrid-joined', who: 'active-directory' }] as const;
      const { card } = ofStep({ kind: 'disable-devices', state: 'accepted', acceptedAt: NOW, gaps });
      expect(card).toContain('done in part, being checked');
      expect(card).toContain('Not done by Leaver: “PC-0417”.');
    });
  });

  test('reads that files were shared with somebody, not taken from them', () => {
    const share = {
      stepId: 's',
      kind: 'unshare-onedrive',
      key: 'k',
      name: 'Megan Bowen',
      before: null,
      reference: 'L-1001',
      at: NOW,
      how: 'done',
    } as const;
    const [step] = giveBack([share], { runs: [], targetUser: aTargetUser() });
    expect(step?.explains[0]?.key).toBe('plan.explain.shared');
  });
});

test.each(['en', 'nl'] as const)(
  'the head of a card and its rows are as sure of who can sign in again: %s',
  (locale) => {
    const words = { en, nl }[locale];
    const sure = /(kan zich weer aanmelden|can sign in again)/;
    for (const key of [
      'report.headline.overwritten',
      'flow.overwritten.block-sign-in',
      'flow.overwritten.block-sign-in-by',
    ] as const) {
      expect(words[key]).not.toMatch(sure);
      expect(words[key]).toMatch(/(mogelijk weer aanmelden|may be able to sign in again)/);
    }
  },
);

test.each(['en', 'nl'] as const)('an account that is only disabled is enabled, and not brought back: %s', (locale) => {
  const words = { en, nl }[locale];
  for (const key of [
    'propagation.restore.explains.waits-for-ad',
    'propagation.restore.explains.waits-for-ad-until',
  ] as const)
    expect(words[key]).toMatch(/IT (has enabled the account|het account heeft ingeschakeld)/);
});

// The key stands in plans of before the form asked for a source, and it is the requester's word in either.
test.each(['en', 'nl'] as const)(
  'nobody is named as the source of what a requester said about forwarding: %s',
  (locale) => {
    const words = { en, nl }[locale]['plan.explain.forwarding-confirmed'];
    expect(words).toMatch(/^(The requester says that|De aanvrager zegt dat) /);
    expect(words).not.toMatch(/Exchange/);
  },
);
