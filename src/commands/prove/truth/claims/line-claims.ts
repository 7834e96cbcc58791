import { readInstants } from '../instants.ts';
import { bare } from '../words-of-tenant.ts';
import { type Claim, type Predicate, SLACK } from './claim.ts';
import { isBlocked, isIn, isLastingBlock, isLastingReturn, isMasteredInAd } from './effects.ts';
import { syncTurnedBack } from './evidence.ts';
import { isPasswordLost } from './left-claims.ts';
import { changedBack } from './step-claims.ts';

type Holds = (state: Parameters<typeof isBlocked>[0], id: string) => boolean;

/** What each line is about, by the key of its title. */
const LINES: Readonly<Record<string, Holds>> = {
  'card.line.new-sign-ins': isBlocked,
  'card.line.durable': isLastingBlock,
  'card.line.durable-in-cloud': isLastingBlock,
  'card.line.restore.new-sign-ins': isIn,
  'card.line.restore.new-sign-ins-new-password': isIn,
  'card.line.restore.new-sign-ins-password-to-come': isIn,
  'card.line.restore.new-sign-ins-perhaps-new-password': isIn,
  'card.line.restore.durable': isLastingReturn,
  'card.line.restore.durable-in-cloud': isLastingReturn,
};

/** What stands beside a line of “when it is effective”, and what was found when Leaver last looked. */
export const LINE_CLAIMS: Readonly<Record<string, Predicate>> = {
  'card.line.state.seen': (claim) => {
    const names = claim.row === null ? [] : claim.keysOf(claim.row.title).filter((key) => key in LINES);
    const name = names.find((key) => key.startsWith('card.line.restore.') === isReturn(claim)) ?? '';
    const holds = LINES[name];
    const clock = HOUR_BESIDE.exec(claim.row?.asides.join(' ') ?? '')?.[0] ?? '';
    if (holds === undefined) return null;
    const { personId: id, past, shown } = claim;
    if (name === 'card.line.restore.new-sign-ins' && id !== null && isPasswordLost(past, id, shown.at))
      return 'the password was replaced by one that nobody knows';
    return heldAround(claim, clock, holds, `${name} was not so`);
  },
  'card.line.restore.new-sign-ins-password-to-come': ({ past, personId: id, shown }) =>
    id === null || isPasswordLost(past, id, shown.at) ? null : 'nobody replaced the password',
  'card.line.state.turned-back': (claim) => syncTurnedBack(claim, kindOfBlock(claim)),
  'card.line.state.changed-back': (claim) => changedBack(claim, kindOfBlock(claim)),
  'card.line.durable-in-cloud': (claim) => mastered(claim, false),
  'card.line.restore.durable-in-cloud': (claim) => mastered(claim, false),
  'card.line.durable': (claim) => mastered(claim, true),
  'card.line.restore.durable': (claim) => mastered(claim, true),
  'card.live.checked': (claim) => found(claim),
};

/** “23:37”, or with its day where that is not the one in the heading: “Sun 22 November 23:37”. */
const HOUR_BESIDE = /(?:[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]+(?: \d{4})? )?\d{2}:\d{2}/;

/** Whether the card is about somebody who comes back: its head says so, as the titles of some lines are the same. */
export function isReturn({ kind, rows, keysOf }: Claim): boolean {
  if (kind !== null) return kind === 'restore-user';
  return rows.some(({ title }) => keysOf(title).some((key) => key.startsWith('card.line.restore.new-sign-ins')));
}

function kindOfBlock(claim: Claim): string {
  return isReturn(claim) ? 'unblock-sign-in' : 'block-sign-in';
}

/**
 * Null when it was so around that hour, of the day beside it or above it, else of any day since the request; a “why”
 * card is about no request of its own, and says what was seen of an earlier one.
 */
function heldAround(claim: Claim, clock: string, holds: Holds, otherwise: string): string | null {
  const { past, personId: id, asked, shown } = claim;
  if (id === null) return null;
  const day = /· [A-Z][a-z]{2} (\d{1,2} [A-Z][a-z]+)/.exec(claim.words.under)?.[1] ?? '';
  const isDated = day !== '' || /[A-Z]/.test(clock);
  const from = claim.reference === null && isDated ? (past.moments[0]?.at ?? asked) : asked;
  const hours = readInstants(clock, from, shown.at, day);
  const spans =
    hours.length === 0
      ? [[from - SLACK, shown.at] as const]
      : hours.map((hour) => [hour - SLACK, hour + SLACK] as const);
  return spans.some(([from, to]) => past.some(from, to, (state) => holds(state, id)))
    ? null
    : `${otherwise} at ${clock}`;
}

function mastered({ past, personId: id, asked, shown }: Claim, wanted: boolean): string | null {
  if (id === null || past.some(asked - SLACK, shown.at, (state) => isMasteredInAd(state, id) === wanted)) return null;
  return wanted ? 'no directory sync is involved' : 'Active Directory masters this account';
}

/** “Checked 18:10: in place.” */
function found(claim: Claim): string | null {
  const what = claim.keysOf(claim.values.found ?? '').find((key) => key in FOUND);
  const holds = what === undefined ? undefined : FOUND[what]?.(kindOfBlock(claim) === 'block-sign-in');
  // Work there is asked of people, or is about to be once more; a “why” card has no rows, and says it of the request.
  const isAwaited =
    claim.rows.some(({ state }) =>
      claim.keysOf(state).some((key) => ['card.state.needs-person', 'card.state.planned'].includes(key)),
    ) ||
    (claim.reference === null && SAYS_AWAITED.some((words) => claim.named.includes(words)));
  if (what === 'card.live.waits-for-ad' && isAwaited) return null;
  if (what === 'card.live.turned-back') return syncTurnedBack(claim, kindOfBlock(claim));
  if (what === 'card.live.changed-back') return changedBack(claim, kindOfBlock(claim));
  return holds === undefined
    ? null
    : heldAround(claim, claim.values.at ?? '', holds, `“${claim.values.found}” was not so`);
}

const SAYS_AWAITED = ['Not finished: IT still has to', 'The helpdesk cannot do this'].map(bare);

const FOUND: Readonly<Record<string, (isBlock: boolean) => Holds>> = {
  'card.live.in-place': (isBlock) => (isBlock ? isBlocked : isIn),
  'card.live.lasting': (isBlock) => (isBlock ? isLastingBlock : isLastingReturn),
  'card.live.seen-in-cloud': (isBlock) => (isBlock ? isBlocked : isIn),
  'card.live.not-seen': (isBlock) => (state, id) => !(isBlock ? isBlocked : isIn)(state, id),
  // Active Directory is not as wished: as it is, or as the last sync carried it.
  'card.live.waits-for-ad': (isBlock) => (state, id) => {
    const ad = state.people[id]?.ad;
    return ad?.exported.enabled === isBlock || ad?.enabled === isBlock;
  },
};
