import type { Chronicle, Moment, Shown } from '../../src/commands/prove/truth/chronicle.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import { seedTenant } from '../../src/sandbox/seed-tenant.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';

/** Saturday 21 November 2026, 18:00 in Amsterdam. */
const START = Date.parse('2026-11-21T17:00:00.000Z');
const MINUTE = 60_000;
const seed = seedTenant(contoso, new Date(START));

/** Three stories, played by hand: Sanne, of the cloud, is offboarded; Alex, who is synced, is blocked; Inês, a guest, leaves her groups. */
export function playedByHand(): Chronicle {
  const [sanne, alex, ines] = [idOf('sanne'), idOf('alex'), idOf('ines')];
  const approved = at(3);
  const offboarded = withPerson(leftGroups(seed, sanne, ['financeTeam', 'guests']), sanne, (person) => ({
    ...person,
    cloud: person.cloud && {
      ...person.cloud,
      accountEnabled: false,
      directLicences: [],
      signInSessionsValidFromDateTime: iso(approved),
    },
  }));
  const blocked = withPerson(offboarded, alex, (person) => ({
    ...person,
    cloud: person.cloud && { ...person.cloud, accountEnabled: false, signInSessionsValidFromDateTime: iso(at(6)) },
  }));
  const moments: readonly Moment[] = [
    { at: at(0), event: 'first', state: seed },
    { at: approved, event: 'graph', state: offboarded },
    { at: at(6), event: 'graph', state: blocked },
    { at: at(9), event: 'graph', state: leftGroups(blocked, ines, ['marketing', 'guests']) },
  ];
  return {
    moments,
    shown: [plannedCard(), workingCard(), blockedCard(), guestCard()],
    deeds: [
      { at: at(1), by: 'Megan Bowen', verb: 'submit', reference: null },
      { at: at(3), by: 'Daan Bakker', verb: 'approve', reference: 'L-1001' },
      { at: at(5), by: 'Megan Bowen', verb: 'submit', reference: null },
      { at: at(6), by: 'Daan Bakker', verb: 'approve', reference: 'L-1002' },
      { at: at(8), by: 'Megan Bowen', verb: 'submit', reference: null },
    ],
    calls: [sanne, alex, ines].map((id) => ({ at: at(0), method: 'GET', url: `/users/${id}`, status: 200 })),
    typed: [],
  };
}

/** Of Sanne's request, which never began, somebody said a task done; then her manager reads this. */
export function taskDoneByHand(words: string): Chronicle {
  const { moments, deeds, ...played } = playedByHand();
  const done = { at: at(1.5), by: 'Zoë Smit', verb: 'task-done', reference: 'L-1001' };
  const said = words.includes('L-1001')
    ? { card: null, text: words }
    : { ...card(2, head('Offboarding · L-1001', 'Sanne Kuipers', words)), text: '' };
  const shown = [plannedCard(), { at: at(2), viewer: 'Megan Bowen', messageId: '2', ...said }];
  return { ...played, moments: moments.slice(0, 1), deeds: [...deeds.slice(0, 1), done], shown };
}

/** Sanne's plan, as it waits for approval. */
function plannedCard(): Shown {
  return card(1, [
    ...head('Offboarding · L-1001', 'Sanne Kuipers', 'Waiting for IT approval since Sat 21 November 2026 18:01 CET.'),
    runs('Account   ', 'sanne@contoso.com', ' · cloud account'),
    runs('Asked by   ', 'Megan Bowen'),
    heading('What happens'),
    row('1', 'Block sign-in', ['New sign-ins to Microsoft 365 are refused.']),
    row('2', 'End open sessions', ['Most Microsoft 365 apps within 15 minutes, others within 60 to 90.']),
    row('3', 'Turn on the automatic reply', ['Senders get a neutral reply that this mailbox is not read.']),
    row('4', 'Share OneDrive files', ['Megan Bowen gets access to all OneDrive files.']),
    row('5', 'Leave groups', [
      'Leaves 2 groups: Finance guests, Finance team.',
      'Stays in LIC-Power-BI-Pro: it gives licences, see “Remove licences”.',
      'All employees, Employees Netherlands: a rule decides who belongs, so nobody can be taken out by hand.',
    ]),
    row('6', 'Remove licences', ['Takes back these 2 licences: Microsoft 365 E3, Visio Plan 2.']),
  ]);
}

/** The same once it ran: two groups and the licences are gone, the rest is named. */
function workingCard(): Shown {
  return card(4, [
    ...head('Offboarding · L-1001', 'Sanne Kuipers', WORKING),
    runs('Account   ', 'sanne@contoso.com', ' · cloud account'),
    runs('Approved by   ', 'Daan Bakker, Sat 21 November 2026 18:03 CET'),
    heading('Progress · Sat 21 November, CET'),
    row('✓', 'Block sign-in', [], 'done, seen 18:03'),
    row('✓', 'End open sessions', [], 'asked and taken in by Microsoft 365, seen 18:03'),
    row(
      '✓',
      'Leave groups',
      [`The helpdesk: see to ${names('sanne').join(', ')} by hand.`],
      'done in part, seen 18:03',
    ),
    row('✓', 'Remove licences', [], 'done, seen 18:03'),
    heading('When it is effective · Sat 21 November, CET'),
    line('New sign-ins stopped', ' · seen 18:03'),
  ]);
}

/** Alex, blocked in the cloud while Active Directory still says enabled. */
function blockedCard(): Shown {
  return card(7, [
    ...head(
      'Block sign-in · L-1002',
      'Alex Wilber',
      'Not finished: IT still has to do one step in Active Directory: Disable the account in Active Directory.',
    ),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    runs('', `managed domain, password hash sync · last directory sync seen: Sat 21 November 2026 17:40 CET`),
    runs('Approved by   ', 'Daan Bakker, Sat 21 November 2026 18:06 CET'),
    heading('Progress · Sat 21 November, CET'),
    row('!', 'Block sign-in', [], 'in place, but temporary 18:06'),
    row('!', 'Disable the account in Active Directory', [], 'IT still has to do this'),
    heading('When it is effective · Sat 21 November, CET'),
    runs('Checked 18:06: still waiting for Active Directory.'),
    line('Lasting, after directory sync', ' · not certain', [
      'Not before IT disables the account in Active Directory; then typically 18 minutes, at most 47. Until then directory sync can turn the block back.',
    ]),
  ]);
}

/** Inês, whose account another organisation keeps, once she is in no group. */
function guestCard(): Shown {
  return card(10, [
    ...head(
      'Offboarding · L-1003',
      'Inês Carvalho (Fabrikam)',
      'Done here; Leaver is watching until the effect is seen (1 of 1 step done and checked, 1 not counted).',
    ),
    runs('Account   ', 'ines@fabrikam.example', ' · guest: the account belongs to another organisation'),
    heading('Progress · Sat 21 November, CET'),
    row('✓', 'Leave groups', [], 'done, seen 18:09'),
    row('–', 'Disable devices', ['None of the devices can be disabled here.'], 'not possible here'),
  ]);
}

/**
 * Alex again: the block of L-1002 is turned back by sync, and L-1004, a restore that `by` approved, turned the request round while
 * the helpdesk had the rest in hand. The row of L-1002 names `other` as the one that did.
 */
export function turnedByHand(by: string, other: string): Chronicle {
  const played = playedByHand();
  const inHand = `The helpdesk had it in hand when ${other} changed this account the other way: do not do it any more.`;
  const turned = card(30, [
    ...head('Block sign-in · L-1002', 'Alex Wilber', 'Undone by L-1004 on Sat 21 November 2026 at 18:29 CET.'),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    heading('Progress · Sat 21 November, CET'),
    row(
      '–',
      'Disable the account in Active Directory',
      [
        `${inHand} Leaver does not know whether it was done; a result is still taken. When directory sync turned the block back (found Sat 21 November 2026 18:20 CET), it was not done yet, or had not reached that sync yet.`,
      ],
      'not known whether done',
    ),
  ]);
  const restore = card(28, [
    ...head('Restore user · L-1004', 'Alex Wilber', 'Approved by Daan Bakker on Sat 21 November 2026 at 18:27 CET.'),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    heading('Progress · Sat 21 November, CET'),
    row('…', 'Allow sign-in', [], 'running'),
  ]);
  return {
    ...played,
    shown: [...played.shown, restore, turned],
    deeds: [
      ...played.deeds,
      { at: at(25), by: 'Megan Bowen', verb: 'submit', reference: null },
      { at: at(27), by, verb: 'approve', reference: 'L-1004' },
    ],
  };
}

/** A step of Alex's block that L-1004 goes on with, which was about somebody and of some kind. */
export function takenOverByHand(kicker: string, name: string, address: string): Chronicle {
  const played = playedByHand();
  const later = card(28, [
    ...head(`${kicker} · L-1004`, name, 'Approved by Daan Bakker on Sat 21 November 2026 at 18:27 CET.'),
    runs('Account   ', address, ' · synced from Active Directory'),
    heading('Progress · Sat 21 November, CET'),
    row('…', 'Allow sign-in', [], 'running'),
  ]);
  const left = card(30, [
    ...head('Block sign-in · L-1002', 'Alex Wilber', 'Undone by L-1004 on Sat 21 November 2026 at 18:29 CET.'),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    heading('Progress · Sat 21 November, CET'),
    row('–', 'Disable the account in Active Directory', ['Not done here: L-1004 goes on with it.'], 'left as it is'),
  ]);
  return { ...played, shown: [...played.shown, later, left] };
}

/** Inês is about to be asked for again: what the form says that her offboarding, watched still, took. */
export function giveBackByHand(groups: string): Chronicle {
  const played = playedByHand();
  const form = card(12, [
    ...head('Restore user', 'Inês Carvalho (Fabrikam)', 'Step 3 of 3. This is the plan; nothing is asked yet.'),
    runs('Account   ', 'ines@fabrikam.example', ' · guest: the account belongs to another organisation'),
    heading('What happens'),
    row('1', 'Join groups again', [`Taken in L-1003, on Sat 21 November 2026 at 18:09 CET: ${groups}.`]),
  ]);
  return { ...played, shown: [...played.shown, form] };
}

/** The headline of Sanne's running request, and the card with these words instead. */
export const WORKING = 'Done here; Leaver is watching until the effect is seen (4 of 4 steps done and checked).';

export function headlineByHand(words: string): Chronicle {
  const played = playedByHand();
  const [planned, working, ...others] = played.shown;
  if (planned === undefined || working === undefined) throw new Error('nothing was played');
  const told = JSON.parse(JSON.stringify(working.card).replaceAll(WORKING, words));
  return { ...played, shown: [planned, { ...working, card: told }, ...others] };
}

/** A restore of Inês with a number, whose card says who proposed it, if anybody did. */
export function proposedByHand(proposed: string | null): Chronicle {
  const played = playedByHand();
  const asked = card(12, [
    ...head(
      'Restore user · L-1012',
      'Inês Carvalho (Fabrikam)',
      'Waiting for IT approval since Sat 21 November 2026 18:12 CET.',
    ),
    runs('Account   ', 'ines@fabrikam.example', ' · guest: the account belongs to another organisation'),
    ...(proposed === null ? [] : [runs('Proposed by   ', proposed)]),
    heading('What happens'),
    row('1', 'Join groups again', ['Taken in L-1003, on Sat 21 November 2026 at 18:09 CET: Finance guests.']),
  ]);
  return { ...played, shown: [...played.shown, asked] };
}

/** Inês, who owned a group as well, is a member of it again; then a restore says that Leaver took it. */
export function ownerByHand(isOwner: boolean): Chronicle {
  const ines = idOf('ines');
  const { moments, ...played } = giveBackByHand('Retail marketing');
  const [first, ...later] = moments;
  const last = later.at(-1);
  if (first === undefined || last === undefined) throw new Error('nothing was played');
  const owning = (state: Moment['state'], owns: boolean, joins: boolean): Moment['state'] => {
    const group = Object.values(state.groups).find(({ displayName }) => displayName === 'Retail marketing');
    if (group === undefined) throw new Error('there is no such group');
    const owners = [...group.owners.filter((id) => id !== ines), ...(owns ? [ines] : [])];
    const members = joins ? [...group.members, ines] : group.members;
    return { ...state, groups: { ...state.groups, [group.id]: { ...group, owners, members } } };
  };
  const before = [first, ...later.slice(0, -1)].map((each) => ({ ...each, state: owning(each.state, isOwner, false) }));
  const left = { ...last, state: owning(last.state, false, false) };
  const joined = { at: last.at + 60_000, event: 'time' as const, state: owning(last.state, false, true) };
  return { ...played, moments: [...before, left, joined] };
}

/** Inês, who owns a group as well, is taken out of it as a member by `event`; the card of a restore says that somebody was. */
export function memberNoMoreByHand(event: 'time' | 'graph'): Chronicle {
  const ines = idOf('ines');
  const played = playedByHand();
  const last = played.moments.at(-1);
  const group = Object.values(last?.state.groups ?? {}).find(({ displayName }) => displayName === 'Retail marketing');
  if (last === undefined || group === undefined) throw new Error('nothing was played');
  const others = group.members.filter((id) => id !== ines);
  const state = (members: readonly string[]): Moment['state'] => ({
    ...last.state,
    groups: { ...last.state.groups, [group.id]: { ...group, owners: [...group.owners, ines], members } },
  });
  const joined = { at: at(11), event: 'graph' as const, state: state([...others, ines]) };
  const out = { at: at(13), event, state: state(others) };
  const found = card(14, [
    ...head('Restore user · L-1012', 'Inês Carvalho (Fabrikam)', 'Somebody changed this back: Rejoin groups.'),
    runs('Account   ', 'ines@fabrikam.example', ' · guest: the account belongs to another organisation'),
    heading('Progress · Sat 21 November, CET'),
    row(
      '!',
      'Rejoin groups',
      ['Somebody changed this back: Retail marketing. Leaver does not know who. The rest of the step is as it was.'],
      'changed back, found 18:14',
    ),
  ]);
  return { ...played, moments: [...played.moments, joined, out], shown: [...played.shown, found] };
}

/**
 * Alex's block once it was seen lasting; half a minute later somebody enables the account in Active Directory, and
 * directory sync carries that, or stands still.
 */
export function enabledAgainByHand(isCarried: boolean): Chronicle {
  const { moments, shown, ...played } = playedByHand();
  const blocked = moments.at(-1)?.state ?? seed;
  const inAd = (enabled: boolean, exported: boolean) =>
    withPerson(blocked, idOf('alex'), (person) => ({
      ...person,
      ad: person.ad && { ...person.ad, enabled, exported: { ...person.ad.exported, enabled: exported } },
    }));
  const seen = card(12, [
    ...head('Block sign-in · L-1002', 'Alex Wilber', 'Leaver is watching (2 of 2 steps done and checked).'),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    heading('Progress · Sat 21 November, CET'),
    row('✓', 'Block sign-in', [], 'done, seen 18:12'),
    row('✓', 'Disable the account in Active Directory', [], 'done, seen 18:12'),
  ]);
  return {
    ...played,
    moments: [
      ...moments,
      { at: at(11), event: 'sync', state: inAd(false, false) },
      { at: at(12.5), event: 'active-directory', state: inAd(true, isCarried) },
    ],
    shown: [...shown, seen],
  };
}

/** Pradeep's block of Alex, that Microsoft 365 refused, as its card stands so many minutes later. */
export function refusedByHand(minutes: number): Chronicle {
  const { moments, calls, shown, deeds, typed } = playedByHand();
  const alex = idOf('alex');
  const refused = (later: number) =>
    card(later, [
      ...head(
        'Emergency · Block sign-in · L-1009',
        'Alex Wilber',
        'Alex Wilber can still sign in: Microsoft 365 refused the block. Not finished: IT still has to do one step in Active Directory: Disable the account in Active Directory.',
      ),
      runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
      heading('Progress · Sat 21 November, CET'),
      row('–', 'Block sign-in', [], 'skipped by the helpdesk'),
      row(
        '!',
        'Disable the account in Active Directory',
        ['Disable the account in Active Directory. Until then this person can sign in.'],
        'IT still has to do this',
      ),
    ]);
  const looks = [40, 20].map((ago) => ({ at: at(minutes - ago), method: 'GET', url: `/users/${alex}`, status: 200 }));
  return {
    moments,
    shown: [...shown, refused(5), refused(minutes)].toSorted((one, other) => one.at - other.at),
    deeds: [
      ...deeds,
      { at: at(5), by: 'Pradeep Gupta', verb: 'block-now', reference: null },
      { at: at(5), by: 'Daan Bakker', verb: 'skip', reference: 'L-1009', step: 'block-sign-in' },
    ].toSorted((one, other) => one.at - other.at),
    calls: [...calls, ...looks],
    typed,
  };
}

/**
 * Alex's offboarding, of which the helpdesk skips one step and gives up another: `tried`, which it skipped too and tried again. Then
 * an approver stops the rest.
 */
export function skippedByHand(tried: boolean): Chronicle {
  const played = playedByHand();
  const stopped = card(40, [
    ...head(
      'Offboarding · L-1011',
      'Alex Wilber',
      'Stopped by Daan Bakker on Sat 21 November 2026 at 18:38 CET, before all of it had run.',
    ),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    heading('Progress · Sat 21 November, CET'),
    row('–', 'Share OneDrive files', [], 'skipped by the helpdesk 18:33'),
    row('–', 'Leave groups', [], 'not begun'),
  ]);
  const skips = (minutes: number, verb: string, step: string) => {
    const about = { by: 'Daan Bakker', reference: 'L-1011' } as const;
    return { at: at(minutes), ...about, verb, step };
  };
  const again = [skips(34, 'skip', 'leave-groups'), skips(35, 'retry', 'leave-groups')];
  return {
    ...played,
    shown: [...played.shown, stopped],
    deeds: [
      ...played.deeds,
      { at: at(31), by: 'Megan Bowen', verb: 'submit', reference: null },
      skips(33, 'skip', 'share-onedrive'),
      ...(tried ? again : []),
      { at: at(38), by: 'Daan Bakker', verb: 'stop-request', reference: 'L-1011' },
    ],
  };
}

/** Sanne, who is offboarded, is let in again: then a message of one of the two requests names what is left. */
export function leftByHand(reference: 'L-1001' | 'L-1004', name: string): Chronicle {
  const played = playedByHand();
  const restore = card(12, [
    ...head('Restore user · L-1004', 'Sanne Kuipers', 'Approved by Daan Bakker on Sat 21 November 2026 at 18:12 CET.'),
    runs('Account   ', 'sanne@contoso.com', ' · cloud account'),
    heading('What happens'),
    row('1', 'Allow sign-in again', ['Sign-in to Microsoft 365 is allowed again.']),
  ]);
  const ending = `Leaver’s part is done and seen (Sat 21 November 2026 18:13 CET). One thing is left for people: “${name}”.`;
  const text = `${reference} about Sanne Kuipers is over, and not everything is done. ${ending}`;
  const told = { at: at(13), viewer: 'Megan Bowen', messageId: 'told', card: null, text };
  return { ...played, shown: [...played.shown, restore, told] };
}

/** How many people somebody manages, as the preview of a block at once says it. */
export function managesByHand(key: string, count: number): Chronicle {
  const { displayName = '', userPrincipalName = '' } = seed.people[idOf(key)]?.cloud ?? {};
  const people = count === 1 ? 'one person' : `${count} people`;
  const preview = card(12, [
    ...head('Emergency · Block sign-in', displayName, `Blocks ${displayName} at once.`),
    runs('Account   ', userPrincipalName, ' · cloud account'),
    runs(
      `${displayName} manages ${people}: one member can block two such people an hour at most (beyond that an approver has to lift a stop first), and the escalation group is told at once.`,
    ),
  ]);
  return { ...playedByHand(), shown: [preview] };
}

/** What a “why” card says two days later of Alex, who was let in an hour after the block: seen at an hour of another day. */
export function seenByHand(hour: string): Chronicle {
  const played = playedByHand();
  const letIn: Moment = { at: at(66), event: 'time', state: seed };
  const why = card(2 * 24 * 60, [
    ...head('Why', 'Alex Wilber', 'Alex Wilber can sign in.'),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    heading('When it is effective'),
    line('New sign-ins stopped', ` · seen ${hour} CET`, []),
  ]);
  return { ...played, moments: [...played.moments, letIn], shown: [why] };
}

/** How many people somebody manages in the tenant of the cards. */
/**
 * What a restore of Alex says two days later, who could sign in until the block at 18:06, and was disabled in AD an
 * hour after it.
 */
export function onlyInCloudByHand(words: string): Chronicle {
  const played = playedByHand();
  const blocked = played.moments.at(-1)?.state ?? seed;
  const disabled = withPerson(blocked, idOf('alex'), (person) => ({
    ...person,
    ad: person.ad && { ...person.ad, enabled: false },
  }));
  const asked = card(2 * 24 * 60, [
    ...head('Restore user · L-1012', 'Alex Wilber', 'Waiting for IT approval since Mon 23 November 2026 18:00 CET.'),
    runs('Account   ', 'alex@contoso.com', ' · synced from Active Directory'),
    heading('What happens'),
    row('1', 'Allow sign-in again', [words]),
  ]);
  const moments: readonly Moment[] = [...played.moments, { at: at(66), event: 'active-directory', state: disabled }];
  return { ...played, moments, shown: [...played.shown, asked] };
}

export function reportsOf(key: string): number {
  return Object.values(seed.people).filter(({ cloud }) => cloud?.managerId === idOf(key)).length;
}

function at(minutes: number): number {
  return START + minutes * MINUTE;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function idOf(key: string): string {
  return contoso.people[key]?.id ?? '';
}

/** Every group that somebody is still in and that no rule fills, without those that the story left. */
function names(key: string): readonly string[] {
  return Object.values(seed.groups)
    .filter(({ members, groupTypes }) => members.includes(idOf(key)) && !groupTypes.includes('DynamicMembership'))
    .map(({ displayName }) => displayName)
    .filter((name) => !['Finance team', 'Finance guests'].includes(name));
}

function leftGroups(state: TenantState, id: string, keys: readonly string[]): TenantState {
  const left = keys.map((key) => contoso.groups[key]?.id);
  const groups = Object.entries(state.groups).map(([name, group]) => [
    name,
    left.includes(name) ? { ...group, members: group.members.filter((member) => member !== id) } : group,
  ]);
  return { ...state, groups: Object.fromEntries(groups) };
}

type Person = TenantState['people'][string];

function withPerson(state: TenantState, id: string, change: (person: Person) => Person): TenantState {
  const person = state.people[id];
  return person === undefined ? state : { ...state, people: { ...state.people, [id]: change(person) } };
}

function card(minutes: number, body: readonly object[]): Shown {
  const json = { type: 'AdaptiveCard', body };
  return { at: at(minutes), viewer: 'Megan Bowen', messageId: String(minutes), card: json, text: '' };
}

function head(kicker: string, name: string, headline: string): readonly object[] {
  return [runs(kicker), runs(name), runs('…   ', headline)];
}

function runs(...words: readonly string[]): object {
  return { type: 'RichTextBlock', inlines: words.map((text) => ({ type: 'TextRun', text })) };
}

function heading(text: string): object {
  return { type: 'TextBlock', style: 'heading', text };
}

function row(sign: string, title: string, below: readonly string[], state = ''): object {
  const columns = [column(runs(sign)), column(runs(title), ...below.map((words) => runs(words)))];
  return { type: 'ColumnSet', columns: state === '' ? columns : [...columns, column(runs(state))] };
}

function line(title: string, aside: string, below: readonly string[] = []): object {
  return {
    type: 'ColumnSet',
    columns: [column(runs('!')), column(runs(title, aside), ...below.map((words) => runs(words)))],
  };
}

function column(...items: readonly object[]): object {
  return { type: 'Column', items };
}
