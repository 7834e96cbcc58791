import { expect, it } from 'vitest';
import { type Gap, isLess } from '../../src/domain/gap.ts';
import type { StepRecord, StepState } from '../../src/domain/outcome.ts';
import { licencesLeft } from '../../src/domain/parts-left.ts';
import { gapSentences, gapThings } from '../../src/domain/report-gaps.ts';
import { text } from '../../src/domain/text.ts';
import { goneGaps, openGaps, workLeft } from '../../src/domain/work-left.ts';
import { translate } from '../../src/locales/translate.ts';
import { aLicence, aStepRecord, NOW } from '../helpers/given.ts';

const gap = (name: string, who: Gap['who'] = 'helpdesk'): Gap => ({
  ...{ kind: 'group', id: name, name, end: 'left', why: 'licensing', who, through: null },
});

it.each<[string, readonly Gap[], readonly Gap[], boolean]>([
  ['a part of it was done', [gap('Lists')], [gap('Finance'), gap('Lists')], true],
  ['all of it was done', [], [gap('Lists')], true],
  ['only what is nobody’s work stays', [gap('Everybody', 'nobody')], [gap('Lists')], true],
  ['nothing of it was done', [gap('Finance'), gap('Lists')], [gap('Lists')], false],
])('there is less left to people than before where %s: %#', (_, after, before, less) => {
  expect(isLess(after, before)).toBe(less);
});

const E3 = aLicence({ direct: false, inheritedFrom: ['lic-e3'] });
const throughGroup = (isInAd: boolean, inheritedFrom: readonly string[] = ['LIC-E3']) =>
  licencesLeft([{ ...E3, inheritedFrom }], {
    direct: [],
    inherited: [],
    groupName: (id) => id,
    isInAd: () => isInAd,
    isOverdue: false,
  });

it.each<[string, boolean, StepState | null, string, boolean]>([
  ['that the runbook will leave', true, 'needs-person', 'gap.left.inherited-goes', false],
  ['that Leaver is about to leave in Active Directory', true, 'planned', 'gap.left.inherited-goes', false],
  ['that Leaver left in Active Directory', true, 'verified', 'gap.left.inherited-going', false],
  ['that was left, as the helpdesk said', true, 'attested', 'gap.left.inherited-going', false],
  ['that the helpdesk cannot leave', true, 'failed', 'gap.left.inherited-in-ad', true],
  ['that the helpdesk skipped', true, 'waived', 'gap.left.inherited-in-ad', true],
  ['of Active Directory that no step leaves', true, null, 'gap.left.inherited-in-ad', true],
  ['of the cloud', false, 'needs-person', 'gap.left.inherited', true],
])(
  'a licence goes with its group, or is left to whoever can change the group: one %s',
  (_, isInAd, state, key, isWork) => {
    const licences = aStepRecord({ kind: 'remove-licences', state: 'skipped', gaps: throughGroup(isInAd) });
    const inAd = state === null ? [] : [aStepRecord({ kind: 'leave-ad-groups', lane: 'on-premises', state })];
    const steps = [...inAd, licences];
    expect(gapSentences(openGaps(steps)).map((sentence) => sentence.key)).toEqual([key]);
    expect(workLeft(steps).length > 0).toBe(isWork);
  },
);

it.each<[string, readonly string[], readonly string[], string]>([
  ['of which one refused', ['G1', 'G2, of old'], ['G2, of old'], 'G2, of old: active-directory'],
  ['of which none refused', ['G1', 'G2, of old'], [], 'Microsoft 365 E3: nobody'],
  ['of which both refused', ['G1', 'G2'], ['G1', 'G2'], 'G1: active-directory, G2: active-directory'],
])('a licence of two groups of Active Directory goes only with both: one %s', (_, inheritedFrom, refused, expected) => {
  const gaps = refused.map((name) => ({ ...gap(name, 'active-directory'), end: 'refused', why: 'forbidden' }) as const);
  const steps = openGaps([
    aStepRecord({ kind: 'leave-ad-groups', lane: 'on-premises', state: 'verified', gaps }),
    aStepRecord({ kind: 'remove-licences', state: 'skipped', gaps: throughGroup(true, inheritedFrom) }),
  ]);
  expect(steps.flatMap((step) => step.gaps.map(({ name, who }) => `${name}: ${who}`)).join(', ')).toBe(expected);
});

it.each<[string, StepRecord['kind'], Partial<Gap>, string, string]>([
  [
    ...(['a device', 'disable-devices', { kind: 'device', name: 'iPhone of Adele', why: 'not-windows' }] as const),
    'disable “iPhone of Adele” by hand',
    'schakel “iPhone of Adele” met de hand uit',
  ],
  [
    ...(['groups', 'leave-groups', { kind: 'group', name: 'Sales en Marketing', why: 'synced' }] as const),
    'take the person out of “Sales en Marketing” there',
    'haal deze persoon daar uit “Sales en Marketing”',
  ],
  [
    ...(['a half', 'leave-groups', { kind: 'membership', name: 'Sales', end: 'refused', why: 'other' }] as const),
    '“Sales” (no longer an owner, still a member)',
    '“Sales” (geen eigenaar meer, nog wel lid)',
  ],
  [
    ...([
      'a licence',
      'remove-licences',
      { kind: 'licence', name: 'E3', why: 'inherited', through: 'Of IT\nOr' },
    ] as const),
    '“E3” comes from “Of IT” and “Or”',
    '“E3” komt uit “Of IT” en “Or”',
  ],
])('what people have to do names %s in quotes: a name may read as words of the sentence', (_, kind, part, en, nl) => {
  const step = aStepRecord({ kind, gaps: [{ ...gap('x', 'licence-admin'), ...part }] });
  const [sentence = text('bot.done')] = gapSentences([step]);
  expect(translate(sentence, { locale: 'en', timeZone: 'UTC' })).toContain(en);
  expect(translate(sentence, { locale: 'nl', timeZone: 'UTC' })).toContain(nl);
});

it('where no sentence says what kind of thing is left, its name comes with it; a long list says how many more', () => {
  const device = { ...gap('iPhone of Adele'), kind: 'device', why: 'not-windows' } as const;
  const more = ['A', 'B', 'C', 'D', 'E'].map((name) => gap(name));
  const say = (gaps: readonly Gap[], locale: 'en' | 'nl') =>
    translate(text('report.gap.as-is', { items: gapThings(gaps) }), { locale, timeZone: 'UTC' });
  expect(say([device, gap('Sales')], 'en')).toContain('device “iPhone of Adele” and group “Sales”');
  expect(say([device], 'nl')).toContain('apparaat “iPhone of Adele”');
  expect(say([device, ...more], 'en')).toContain('group “D” and 1 more');
});

const found = (what: string) => ({ found: what, read: NOW });
it.each<[string, Partial<StepRecord>, readonly string[]]>([
  ['is there', { state: 'verified', evidence: found('active') }, ['Lists', 'In AD']],
  ['is among the deleted ones', { state: 'verified', evidence: found('soft-deleted') }, ['In AD']],
  ['is found nowhere', { state: 'skipped', evidence: found('gone') }, ['In AD']],
  [
    'went before it was disabled',
    { kind: 'disable-account', lane: 'on-premises', state: 'gone', evidence: { gone: 'account', read: NOW } },
    ['In AD'],
  ],
])('a deleted account leaves no groups to people but those of Active Directory: it %s', (_, block, names) => {
  const steps = [
    aStepRecord({ kind: 'block-sign-in', ...block }),
    aStepRecord({ kind: 'leave-groups', state: 'verified', gaps: [gap('Lists')] }),
    aStepRecord({ kind: 'leave-ad-groups', lane: 'on-premises', state: 'verified', gaps: [gap('In AD')] }),
  ];
  expect(workLeft(steps).map(({ name }) => name)).toEqual(names);
});

it.each<[string, Partial<StepRecord>]>([
  ['was found deleted', { kind: 'block-sign-in', state: 'verified', evidence: found('soft-deleted') }],
  ['Leaver deleted', { kind: 'delete-account', state: 'verified' }],
])('a group that nobody else owned is left to the helpdesk without an owner by an account that %s', (_, deleted) => {
  const owned = { ...gap('Budget 2027', 'owner-needed'), why: 'last-owner' } as const;
  const refused = { ...owned, id: 'Works', name: 'Works council', end: 'refused' } as const;
  const given = { ...owned, id: 'Desk', name: 'Returns desk', why: 'owner-since', who: 'helpdesk' } as const;
  const left = aStepRecord({ kind: 'leave-groups', state: 'verified', gaps: [gap('Lists'), owned, refused, given] });
  const steps = openGaps([aStepRecord(deleted), left]);
  expect(workLeft(steps).map(({ name }) => name)).toEqual(['Budget 2027', 'Works council']);
  const [sentence, ...others] = gapSentences(steps);
  expect(others).toEqual([]);
  expect(sentence).toMatchObject({ key: 'gap.left.last-owner-deleted', values: { count: 2 } });
  expect(goneGaps([aStepRecord(deleted), left]).flatMap(({ gaps }) => gaps.map(({ name }) => name))).toEqual([
    'Lists',
    'Returns desk',
  ]);
  const back = gapSentences(openGaps([aStepRecord(deleted), left], true)).map(({ key }) => key);
  expect(back).toEqual(expect.arrayContaining(['gap.left.last-owner', 'gap.left.owner-since']));
});

it('a licence is no second piece of work beside a group of Active Directory that refused', () => {
  const group = { ...gap('LIC-E3', 'active-directory'), end: 'refused', why: 'forbidden' } as const;
  const steps = [
    aStepRecord({ kind: 'leave-ad-groups', lane: 'on-premises', state: 'verified', gaps: [group] }),
    aStepRecord({ kind: 'remove-licences', state: 'skipped', gaps: throughGroup(true) }),
  ];
  expect(workLeft(steps).map(({ name }) => name)).toEqual(['LIC-E3']);
});
