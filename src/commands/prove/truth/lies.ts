import type { CardJson } from '../../../sandbox/mini-teams/mini-teams-card.ts';
import type { Checker } from './check.ts';
import type { Shown } from './chronicle.ts';

/** A lie that is told on a real card: where it can be told, and what is said instead. */
export type Lie = {
  readonly name: string;
  /** What the card has to say for the lie to be one. */
  readonly where?: RegExp;
  /** And what it may not say. */
  readonly unless?: RegExp;
  readonly from: RegExp;
  /** `{now}` = the hour at which the card was shown. */
  readonly to: string;
};

const SYNCED = /synced from Active Directory/;
const STEP_ROW = (title: string, state: string) =>
  new RegExp(`("text":"${title}"(?:(?!"ColumnSet").)*?"text":")${state}[^"]*"`);

/** Each is one false sentence; a checker that lets one pass is worth nothing. */
export const LIES: readonly Lie[] = [
  {
    name: 'a group that they are not in is left',
    from: /Leaves (\d+ groups|the group):? [^".]*\./,
    to: 'Leaves the group Building access Amsterdam.',
  },
  {
    name: 'a rule is said to decide about an ordinary group',
    from: /All employees(?=[^"]*a rule decides)/,
    to: 'Works council',
  },
  {
    name: 'a group is said to give licences',
    from: /Stays in LIC-[^":]*: it gives/,
    to: 'Stays in Operations team: it gives',
  },
  {
    name: 'a licence that they never had is taken',
    from: /Takes back [^"]*\./,
    to: 'Takes back this licence: Office 365 E1.',
  },
  {
    name: 'work that nobody did is seen',
    where: /IT still has to do this/,
    // Nobody can see whether a password was replaced.
    unless: /done, seen|Replace the password/,
    from: /IT still has to do this/,
    to: 'done, seen {now}',
  },
  {
    name: 'the helpdesk skipped what a stop let go',
    from: /"text":"(?:not begun|not known whether done|left as it is)"/,
    to: '"text":"skipped by the helpdesk {now}"',
  },
  {
    name: 'the disabling of the account is seen before anybody did it',
    where: SYNCED,
    from: STEP_ROW('Disable the account in Active Directory', 'IT still has'),
    to: '$1done, seen"',
  },
  { name: 'a step was seen at an hour before the request', from: /done, seen \d\d:\d\d/, to: 'done, seen 04:44' },
  {
    name: 'sync is blamed in a row',
    unless: SYNCED,
    from: STEP_ROW('Leave groups', 'done, seen'),
    to: '$1turned back by directory sync"',
  },
  {
    name: 'sync is blamed in the headline',
    unless: SYNCED,
    from: /"(Done here; Leaver is watching|Done (?:at|on))(?:[^"\\]|\\.)*"/,
    to: '"Directory sync turned this back: Block sign-in. Adele Vance may be able to sign in again."',
  },
  {
    name: 'sync is blamed for a block that stands',
    unless: SYNCED,
    from: /"text":" · seen/,
    to: '"text":" · turned back',
  },
  {
    name: 'another last sync',
    // A sync every thirty minutes keeps the last digit of its minute: another digit is no sync's. (A fixed minute was
    // the true one in a stage that began two minutes past the hour, and the lie then said the truth.)
    from: /(last directory sync seen: [A-Z][a-z]{2} \d+ \w+ \d{4} \d\d:\d)[0-8]/,
    to: '$19',
  },
  {
    name: 'the address of somebody else',
    from: /("text":"Account[^}]*\},\{[^}]*"text":")[^"]+@[^"]+"/,
    to: '$1victor@contoso.com"',
  },
  { name: 'a synced account lives in the cloud', from: /synced from Active Directory"/, to: 'cloud account"' },
  { name: 'a cloud account is synced', from: /" · cloud account"/, to: '" · synced from Active Directory"' },
  { name: 'a guest is none', from: / · guest: the account belongs to another organisation/, to: ' · cloud account' },
  {
    name: 'a password that is checked elsewhere',
    from: /managed domain, password hash sync/,
    to: 'federated domain, sign-in at its identity provider',
  },
  {
    name: 'there is no mailbox',
    unless: /no mailbox/i,
    from: /Senders get a neutral reply that the person has left\./,
    to: 'There is no mailbox.',
  },
  { name: 'there are no files', from: /[^"]* gets access to all OneDrive files\./, to: 'There are no OneDrive files.' },
  { name: 'there are no groups', from: /Leaves (\d+ groups|the group)[^"]*\./, to: 'There are no group memberships.' },
  { name: 'there are no licences', from: /Takes back [^"]*\./, to: 'There are no licences.' },
  {
    name: 'sign-in is blocked already',
    where: /Step 3 of 3/,
    from: /New sign-ins to Microsoft 365 are refused\./,
    to: 'Sign-in is already blocked.',
  },
  {
    name: 'it lasts before Active Directory was changed',
    where: /Not before IT disables/,
    from: /( · )not certain/,
    to: '$1seen',
  },
  {
    name: 'a later sync left it in place',
    where: /IT still has to do this/,
    from: /Checked ([^"]*?): still waiting for Active Directory\./,
    to: 'Checked $1: in place, and a later directory sync left it so.',
  },
  {
    name: 'every step was seen while work waits',
    where: /IT still has to do this/,
    from: /"Not finished: (?:[^"\\]|\\.)*"/,
    to: '"Done on Sat 21 November 2026 at 18:10 CET: every step was seen to be done."',
  },
  {
    name: 'more steps than the card has',
    from: /(\d+) of \d+ steps? done and checked/,
    to: '$1 of 23 steps done and checked',
  },
  {
    name: 'somebody else approved it',
    from: /("text":"Approved by[^}]*\},\{[^}]*"text":")[^",]+,/,
    to: '$1Victor Novak,',
  },
  {
    name: 'it was approved at another hour',
    from: /("text":"Approved by[^}]*\},\{[^}]*"text":"[^",]+, [A-Z][a-z]{2} \d+ \w+ \d{4} )\d\d:\d\d/,
    to: '$104:44',
  },
  {
    name: 'somebody else asked for it',
    from: /("text":"Asked by[^}]*\},\{[^}]*"text":")[^"]+"/,
    to: '$1Victor Novak"',
  },
  { name: 'it can be restored until another day', from: /(Can be restored until \w+ )\d+ \w+/, to: '$11 January' },
  {
    name: 'somebody declined it',
    from: /"Waiting for IT approval since [^"]*"/,
    to: '"Declined by Victor Novak on Sat 21 November 2026 at 18:10 CET: “no”."',
  },
  {
    name: 'devices that nobody has',
    from: /This person has no devices\./,
    to: 'Disables the 7 devices that this person registered: nobody can use a disabled device to sign in to Microsoft 365.',
  },
  {
    name: 'a group is kept as its only owner',
    unless: /Returns desk/,
    from: STEP_ROW('Leave groups', '(?:done|done in part), '),
    to: '$1The helpdesk: give Returns desk another owner, then take the person out. Until then the person stays its only owner."',
  },
  {
    name: 'an administrator let them in',
    from: /"text":"done, seen[^"]*"/,
    to: '"text":"admin@contoso.onmicrosoft.com let this person sign in again in Microsoft 365 (found on Sat 21 November 2026 at 18:10 CET). Leaver takes it as meant and does not block again."',
  },
  {
    name: 'every step was seen, with something turned back or failed besides',
    // A “why” card says the same without rows, of a request that it is not about.
    where: /"text":"(?:changed back|failed|reported done)/,
    // A name may have quotes.
    from: /"(?:[^"\\]|\\.)+( (?:Also turned back|Did not succeed|Reported done, and it is not so): (?:[^"\\]|\\.)*")/,
    to: '"Done on Sat 21 November 2026 at 18:10 CET: every step was seen to be done.$1',
  },
  {
    name: 'sync is blamed before anybody confirmed a block of the cloud',
    unless: SYNCED,
    from: /"(Not confirmed yet: to be confirmed or refused before [^".]*\.)(?:[^"\\]|\\.)*"/,
    to: '"$1 Directory sync turned this back: Block sign-in. Adele Vance may be able to sign in again."',
  },
  {
    name: 'a sentence that Leaver does not have',
    from: /Most Microsoft 365 apps within 15 minutes, others within 60 to 90\./,
    to: 'The laptop of this person was wiped.',
  },
];

/** Requests, or cards before there is one, on which a lie is told until one is caught. */
const MOST_TRIED = 3;

/**
 * The names of the lies that these cards could tell, and of those that the checker did not notice wherever they were
 * told. What is a lie of most can be so of one (IT has done what this card still waits for): one try says nothing.
 */
export function tellLies(checker: Checker, shown: readonly Shown[], untold: ReadonlySet<string>) {
  const [told, missed] = [new Set<string>(), new Map<string, string>()];
  for (const lie of LIES.filter(({ name }) => untold.has(name))) {
    const { isCaught, uncaught } = tryOut(checker, shown, lie);
    if (isCaught || uncaught.length > 1) told.add(lie.name);
    if (!isCaught && uncaught.length > 1) missed.set(lie.name, uncaught.join(', '));
  }
  return { told, missed };
}

/** `uncaught`: whom such a card was shown, and when (ISO UTC). */
function tryOut(checker: Checker, shown: readonly Shown[], lie: Lie) {
  const tried = new Map<string, string>();
  for (const each of shown) {
    const false_ = tell(lie, each);
    const about = /L-\d+/.exec(JSON.stringify(each.card))?.[0] ?? each.messageId;
    if (false_ === null || tried.has(about)) continue;
    const before = new Set(checker.judge(each, undefined, true).map(({ key, words }) => `${key} ${words}`));
    const isCaught = checker.judge(false_, undefined, true).some(({ key, words }) => !before.has(`${key} ${words}`));
    if (isCaught) return { isCaught, uncaught: [] };
    tried.set(about, `${each.viewer} ${new Date(each.at).toISOString()}`);
    if (tried.size === MOST_TRIED) break;
  }
  return { isCaught: false, uncaught: [...tried.values()] };
}

function tell({ where, unless, from, to }: Lie, shown: Shown): Shown | null {
  if (shown.card === null) return null;
  const json = JSON.stringify(shown.card);
  if (where?.test(json) === false || unless?.test(json) === true || !from.test(json)) return null;
  const told = to.replace('{now}', clockOf(shown.at));
  return { ...shown, card: JSON.parse(json.replace(from, told)) as CardJson };
}

/** As cards write it. */
function clockOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Amsterdam', hour: '2-digit', minute: '2-digit' }).format(
    at,
  );
}
