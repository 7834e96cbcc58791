import { describe, expect, test } from 'vitest';
import { blockNowCard } from '../../src/cards/block-now-card.ts';
import { choicesCard } from '../../src/cards/choices-card.ts';
import { clockCard } from '../../src/cards/clock-card.ts';
import { FORM_INPUTS, formValues } from '../../src/cards/form-values.ts';
import { helpCard } from '../../src/cards/help-card.ts';
import { listCard } from '../../src/cards/list-card.ts';
import { matchesCard } from '../../src/cards/matches-card.ts';
import { personCard } from '../../src/cards/person-card.ts';
import { pickCard } from '../../src/cards/pick-card.ts';
import { cardAsText } from '../../src/cards/plain-text.ts';
import { welcomeCard } from '../../src/cards/welcome-card.ts';
import { clicksOf, idsOf, inputsOf, verbsOf } from '../../src/commands/prove/gallery/card-rules.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import { countDevices } from '../../src/domain/device-authority.ts';
import { listed } from '../../src/domain/listed.ts';
import type { Person } from '../../src/domain/person.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { type Text, text } from '../../src/domain/text.ts';
import type { Reader } from '../../src/locales/reader.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  AD_DOMAIN,
  aGuest,
  aLicence,
  aPerson,
  aRequest,
  aSyncedTargetUser,
  aTargetUser,
  IDS,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const reader: Reader = { locale: 'nl', timeZone: 'Europe/Amsterdam' };

const everything = (changes: Partial<TargetUser> = {}) =>
  aSyncedTargetUser({ adDomain: AD_DOMAIN, licences: [aLicence({ carriesMailbox: true })], ...changes });

function choicesOf(card: Parameters<typeof inputsOf>[0], id: string) {
  const input = inputsOf(card).find((each) => each.id === id);
  return (input?.choices ?? []) as readonly { readonly title: string; readonly value: string }[];
}

describe('the first card', () => {
  test('has a button for each kind of request', () => {
    expect(verbsOf(welcomeCard({ approver: false, emergency: false, asks: true }, reader))).toEqual([
      'start-offboard',
      'start-block-sign-in',
      'start-restore-user',
      'help',
    ]);
  });

  test('shows the queue to approvers only, as does help', () => {
    expect(verbsOf(welcomeCard({ approver: true, emergency: false, asks: true }, reader))).toContain('queue');
    expect(
      cardAsText(helpCard({ approver: false, escalation: false, emergency: false, asks: true }, reader)),
    ).not.toContain('wachtrij');
    expect(cardAsText(helpCard({ approver: true, escalation: false, emergency: false, asks: true }, reader))).toContain(
      'wachtrij',
    );
  });

  test('offers asking only to those who may ask about somebody, as does help', () => {
    const standing = { approver: true, escalation: false, emergency: false, asks: false };
    expect(verbsOf(welcomeCard(standing, reader))).toEqual(['queue', 'help']);
    expect(verbsOf(helpCard(standing, reader))).toEqual(['mine', 'queue']);
    expect(cardAsText(welcomeCard(standing, reader))).toContain('rapporteert niemand aan jou');
    expect(cardAsText(helpCard(standing, reader))).not.toContain('uit dienst Adele');
  });

  test('tells the emergency group, and nobody else, what only they can type', () => {
    const member = { approver: false, escalation: false, emergency: true, asks: true };
    for (const card of [helpCard(member, reader), welcomeCard(member, reader)]) {
      expect(cardAsText(card)).toContain('nu blokkeren');
      expect(cardAsText(card)).toContain('alles pauzeren');
    }
    const approver = { approver: true, escalation: false, emergency: false, asks: true };
    for (const card of [helpCard(approver, reader), welcomeCard(approver, reader)])
      expect(cardAsText(card)).not.toContain('nu blokkeren');
  });
});

describe('the card for the person', () => {
  const person = (more: object = {}) =>
    personCard({ kind: 'offboard', reports: [aPerson()], query: '', error: null, nonce: 'n', ...more }, reader);

  test('offers the reports by name and role', () => {
    expect(choicesOf(person(), 'person')).toEqual([
      { title: 'Miriam Graham · Director, Marketing', value: IDS.requester },
    ]);
  });

  test('marks who is blocked and who is a guest', () => {
    const reports = [aPerson({ accountEnabled: false }), aPerson({ userType: 'Guest' })];
    expect(choicesOf(person({ reports }), 'person').map(({ title }) => title)).toEqual([
      'Miriam Graham · Director, Marketing · aanmelden geblokkeerd',
      'Miriam Graham · Director, Marketing · gast',
    ]);
  });

  test('marks a member of another organisation who carries a colleague’s name, job and address', () => {
    const [ours, theirs] = [aPerson(), aPerson({ id: IDS.successor, home: 'elsewhere' })].map((person) => ({
      ...person,
      userPrincipalName: 'miriam@contoso.com',
    }));
    const reports = [ours, theirs].filter((person) => person !== undefined);
    expect(choicesOf(person({ reports }), 'person').map(({ title }) => title)).toEqual([
      'Miriam Graham · miriam@contoso.com · Director, Marketing',
      'Miriam Graham · miriam@contoso.com · Director, Marketing · account van een andere organisatie',
    ]);
    const last = (about: Person) =>
      cardAsText(
        blockNowCard(
          { person: about, hours: 4, confirmBy: null, known: [], shownAt: '2026-11-22T04:00:00.000Z' },
          reader,
        ),
      );
    const mark = 'account van een andere organisatie';
    expect(reports.map((about) => last(about).includes(mark))).toEqual([false, true]);
    expect(last(aPerson({ userType: 'Guest' }))).toContain('gast');
  });

  test('folds more than six reports into a list and shows 25 at the most', () => {
    const reports = Array.from({ length: 40 }, (_, at) => aPerson({ id: `${at}` }));
    const [list] = inputsOf(person({ reports }));
    expect(list).toMatchObject({ id: 'person', style: 'compact' });
    expect(choicesOf(person({ reports }), 'person')).toHaveLength(25);
  });

  test('has the people picker of Teams beside the reports, and keeps what was typed', () => {
    const card = person({ query: 'Adel', error: text('flow.person-not-found') });
    expect(idsOf(card)).toEqual(['person', 'anyone', 'query']);
    expect(inputsOf(card)[1]).toMatchObject({ 'choices.data': { dataset: 'graph.microsoft.com/users' } });
    expect(inputsOf(card)[2]).toMatchObject({ value: 'Adel' });
  });

  test('for a restore has no people picker, since it does not know the deleted', () => {
    expect(idsOf(person({ kind: 'restore-user', reports: [] }))).toEqual(['query']);
  });

  test('tells several people of one name apart', () => {
    const people = [
      aPerson({ managerName: 'Lee Gu' }),
      aPerson({ id: IDS.successor, deletedAt: '2026-03-01T09:00:00Z' }),
    ];
    const card = matchesCard({ kind: 'offboard', query: 'miriam', people, error: null, nonce: 'n' }, reader);
    expect(choicesOf(card, 'person').map(({ title }) => title)).toEqual([
      'Miriam Graham · miriam@contoso.example · Director, Marketing · leidinggevende Lee Gu',
      'Miriam Graham · miriam@contoso.example · Director, Marketing · verwijderd zo 1 maart 2026 10:00 CET',
    ]);
  });
});

test('a block at once of somebody blocked does not announce what is already so', () => {
  const card = (known: readonly Text[]) => {
    const asked = { person: aPerson(), hours: 4, confirmBy: null, known, shownAt: '2026-11-22T04:00:00.000Z' };
    return cardAsText(blockNowCard(asked, reader));
  };
  const announced = 'Aanmelden wordt meteen geblokkeerd';
  expect(card([])).toContain(announced);
  const again = card([text('emergency.blocked-already', { name: 'Lotte Visser' }), text('emergency.block-again')]);
  expect(again).not.toContain(announced);
  expect(again).toContain('Goedkeurders worden pas daarna gevraagd');
});

test('of as many people as a card offers it is never said that they are all', () => {
  const people = Array.from({ length: 10 }, (_, at) => aPerson({ id: `${at}` }));
  const may = 'er kunnen er meer zijn';
  const begun = matchesCard({ kind: 'offboard', query: 'a', people, error: null, nonce: 'n' }, reader);
  const asked = pickCard({ query: 'a', people, verb: 'block-now-ask' }, reader);
  for (const card of [begun, asked]) expect(cardAsText(card)).toContain(may);
});

describe('the form', () => {
  const form = (kind: RequestKind, facts: TargetUser, more: object = {}) =>
    choicesCard(
      {
        kind,
        facts,
        values: formValues(someChoices(kind)),
        errors: [],
        successors: [],
        firstDay: '2026-03-09',
        lastDay: '2027-03-09',
        zone: 'Europe/Amsterdam',
        nonce: 'n',
        ...more,
      },
      reader,
    );

  test('has every input of an offboarding for somebody who has everything', () => {
    expect([...idsOf(form('offboard', everything()))].sort()).toEqual([...FORM_INPUTS.offboard].sort());
  });

  test.each([
    [
      'no mailbox',
      { mailbox: 'none' } as const,
      ['autoReply', 'autoReplyText', 'takeMailboxLicence', 'hideFromAddressLists', 'forwardingChecked'],
    ],
    [
      'a mailbox on their own servers',
      { mailbox: 'on-premises' } as const,
      ['autoReply', 'autoReplyText', 'takeMailboxLicence'],
    ],
    ['no Active Directory', { identity: 'cloud-only' } as const, ['hideFromAddressLists', 'moveToOu']],
    ['no place for leavers', { adDomain: null }, ['moveToOu']],
    ['no OneDrive', { drive: null }, ['successor', 'successorQuery', 'shareFiles']],
    ['no groups', { memberships: [] }, ['leaveGroups']],
    ['no licences', { licences: [] }, ['removeLicences', 'takeMailboxLicence']],
    [
      'a group of the cloud that gives the mailbox',
      { licences: [aLicence({ carriesMailbox: true, inheritedFrom: ['cloud-group'] })] },
      ['takeMailboxLicence'],
    ],
    ['no devices', { devices: countDevices([]) }, ['disableDevices']],
  ])('leaves out for somebody with %s what does not fit', (_who, changes, absent) => {
    const ids = idsOf(form('offboard', everything(changes)));
    expect(FORM_INPUTS.offboard.filter((name) => !ids.includes(name))).toEqual(absent);
  });

  test.each(['shared', 'other'] as const)('says at once that the mailbox is nobody’s own: %s', (mailbox) => {
    const words = translate(text(`report.standing.mailbox-${mailbox}`), reader);
    expect(cardAsText(form('offboard', everything({ mailbox })))).toContain(words);
    expect(cardAsText(form('offboard', everything()))).not.toContain(words);
  });

  test('of a guest asks for no password and no successor', () => {
    const ids = idsOf(form('offboard', aGuest()));
    expect(ids).not.toContain('resetPassword');
    expect(ids).not.toContain('successor');
  });

  test('for a block asks only when and why', () => {
    expect(idsOf(form('block-sign-in', aTargetUser()))).toEqual(['when', 'lastDay', 'hour', 'reason']);
  });

  test('for a restore asks only where an address is taken', () => {
    expect(idsOf(form('restore-user', aTargetUser()))).toEqual([]);
    const conflict = { userPrincipalName: 'adele@contoso.example', displayName: 'Adele Jones' };
    const deleted = form('restore-user', aTargetUser({ found: 'soft-deleted', restoreConflict: conflict }));
    expect(cardAsText(deleted)).toContain('verwijderd in Microsoft 365');
    expect(cardAsText(deleted)).not.toContain('staat in Microsoft 365');
    // It comes back without them only where that is ticked.
    expect(cardAsText(deleted)).toContain('vink dat hieronder aan');
    expect(idsOf(form('restore-user', aTargetUser({ restoreConflict: conflict })))).toEqual([
      'restoreUpn',
      'dropConflicts',
    ]);
    // What Active Directory brings back comes as it is there: nothing that is ticked here counts for it.
    const synced = aTargetUser({ found: 'soft-deleted', identity: 'synced', restoreConflict: conflict });
    expect(idsOf(form('restore-user', synced))).toEqual([]);
    expect(cardAsText(form('restore-user', synced))).toContain('IT moet die adressen eerst vrijmaken of wijzigen');
  });

  test('keeps what was filled in and says what is wrong', () => {
    const values = { ...formValues(someChoices()), when: 'at', lastDay: '2026-03-01', autoReply: 'false' };
    const errors = [text('flow.hour-passed', { at: { instant: '2026-03-01T16:00:00Z' } })];
    const card = form('offboard', aTargetUser(), { values, errors });
    const kept = Object.fromEntries(inputsOf(card).map(({ id, value }) => [id, value]));
    expect(kept).toMatchObject({ when: 'at', lastDay: '2026-03-01', autoReply: 'false', successor: IDS.successor });
    expect(cardAsText(card)).toContain('zo 1 maart 2026 17:00 CET is al voorbij');
  });

  test('validates nothing on the way back or out', () => {
    const clicks = clicksOf(form('offboard', aTargetUser()));
    expect(clicks.map(({ verb, associatedInputs }) => [verb, associatedInputs])).toEqual([
      ['review', 'auto'],
      ['back', 'none'],
      ['cancel', 'none'],
    ]);
  });

  test('offers the manager first as successor, once', () => {
    const successors = [
      { id: IDS.requester, displayName: 'Miriam Graham' },
      { id: IDS.successor, displayName: 'Lee Gu' },
    ];
    expect(choicesOf(form('offboard', aTargetUser(), { successors }), 'successor').map(({ title }) => title)).toEqual([
      'Miriam Graham (leidinggevende)',
      'Lee Gu',
      'Niemand',
    ]);
  });

  test('asks which of two hours is meant, each with its zone', () => {
    const instants = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
    const when = { localDate: '2026-10-25', localTime: '02:30', instants } as const;
    const card = clockCard({ kind: 'offboard', problem: 'twice', ...when, nonce: 'n' }, reader);
    expect(choicesOf(card, 'hour')).toEqual([
      { title: 'zo 25 oktober 2026 02:30 CEST', value: '2026-10-25T00:30:00Z' },
      { title: 'zo 25 oktober 2026 02:30 CET', value: '2026-10-25T01:30:00Z' },
    ]);
  });
});

const NEXT_DAY = minutesAfter(NOW, 24 * 60);
/** An approver proposes another hour than the approved one, {@link NEXT_DAY}. */
const PROPOSED = {
  ...{ by: 'b', byName: 'Grady', reason: 'Audit', at: NOW, agreedAt: null },
  before: { dueAt: NEXT_DAY, when: { mode: 'now' }, approvals: [], decision: null },
} as const;

describe('a list', () => {
  const requests = Array.from({ length: 23 }, (_, at) =>
    listed(aRequest({ reference: `L-${at + 1}`, id: `id-${at + 1}` }), []),
  );
  const rows = (page: number) => {
    const card = listCard({ kind: 'mine', requests, page, now: NOW }, reader);
    return clicksOf(card).flatMap(({ verb, data }) =>
      verb === 'open' ? [(data as { requestId: string }).requestId] : [],
    );
  };

  test.each([
    [1, 'id-1', 10],
    [2, 'id-11', 10],
    [3, 'id-21', 3],
    [99, 'id-21', 3],
    [0, 'id-1', 10],
    [Number.NaN, 'id-1', 10],
  ])('turned to page %s begins with %s and has %i rows', (page, first, count) => {
    expect(rows(page)[0]).toBe(first);
    expect(rows(page)).toHaveLength(count);
  });

  test('offers the next page, and says which list it turns', () => {
    const card = listCard({ kind: 'queue', requests, page: 1, now: NOW }, reader);
    expect(inputsOf(card).map(({ id, value }) => [id, value])).toEqual([
      ['page', '2'],
      ['list', 'queue'],
    ]);
    expect(verbsOf(card)).toContain('page');
  });

  test('that is cut says how many there are besides', () => {
    const mine = cardAsText(listCard({ kind: 'mine', requests, more: 3, page: 1, now: NOW }, reader));
    expect(mine).toContain('Je nieuwste 23 aanvragen staan in de lijst. 3 oudere niet');
    const work = cardAsText(listCard({ kind: 'queue', requests, isWork: true, more: 3, page: 1, now: NOW }, reader));
    expect(work).toContain('Naar 3 nieuwere is niet gekeken.');
  });

  test.each([
    ['for what is planned', { state: 'scheduled' }, 'gepland op di 10 maart 2026 om 11:00 CET'],
    [
      'for what began',
      { state: 'done', startedAt: NEXT_DAY, endedAt: NEXT_DAY },
      'gepland op di 10 maart 2026 om 11:00 CET',
    ],
    ['for what nobody approved yet', { state: 'pending' }, 'voor di 10 maart 2026 11:00 CET, na goedkeuring'],
    [
      'for what was approved, and is only proposed to be moved',
      { state: 'pending', edited: PROPOSED },
      'gepland op di 10 maart 2026 om 11:00 CET',
    ],
    [
      'as passed, where nothing began at it',
      { state: 'pending', dueAt: NOW },
      'gekozen: ma 9 maart 2026 11:00 CET (voorbij)',
    ],
    [
      'as passed, where it was approved too late',
      { state: 'approved', dueAt: NOW, lateSince: NOW },
      'gekozen: ma 9 maart 2026 11:00 CET (voorbij)',
    ],
    ['not for what ended before it', { state: 'stopped', endedAt: NOW }, 'aangevraagd ma 9 maart 2026 11:00 CET'],
  ] as const)('of who asked names the hour that was planned %s', (_, change, hour) => {
    const request = aRequest({ dueAt: NEXT_DAY, ...change });
    const shown = cardAsText(listCard({ kind: 'mine', requests: [listed(request, [])], page: 1, now: NOW }, reader));
    expect(shown).toContain(hour);
    expect(shown.match(/2026/g)).toHaveLength(1);
  });

  test('of one page has nothing to turn', () => {
    expect(idsOf(listCard({ kind: 'mine', requests: requests.slice(0, 3), page: 1, now: NOW }, reader))).toEqual([]);
  });

  test.each([
    ['warning', []],
    ['attention', [text('card.request-state.block-turned-back')]],
  ] as const)('has a sign in %s for what is over with gaps, and says %o', (colour, more) => {
    const request = aRequest({ state: 'done-with-gaps' });
    const says = [text('card.request-state.done-with-gaps'), ...more];
    const card = listCard(
      { kind: 'mine', requests: [{ request, says, urgency: 'none', isForHelpdesk: false }], page: 1, now: NOW },
      reader,
    );
    expect(JSON.stringify(card)).toMatch(new RegExp(`"text":"!"[^}]*"color":"${colour}"`, 'i'));
  });

  test('has a green sign for what is over and stays as was chosen', () => {
    const request = aRequest({ state: 'done-with-gaps' });
    const row = {
      request,
      says: [text('card.request-state.done-kept')],
      urgency: 'none',
      isForHelpdesk: false,
    } as const;
    const card = listCard({ kind: 'mine', requests: [row], page: 1, now: NOW }, reader);
    expect(JSON.stringify(card)).toMatch(/"text":"✓"[^}]*"color":"good"/i);
  });

  test('that is empty says so and offers a beginning', () => {
    const card = listCard({ kind: 'mine', requests: [], page: 1, now: NOW }, reader);
    expect(cardAsText(card)).toContain('Er is geen aanvraag van jou om te laten zien.');
    expect(verbsOf(card)).toEqual(['start-offboard', 'help']);
  });
});
