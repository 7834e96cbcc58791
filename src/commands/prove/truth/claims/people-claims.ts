import { readInstants } from '../instants.ts';
import { bare } from '../words-of-tenant.ts';
import { type Claim, type Predicate, SLACK } from './claim.ts';
import { isBlocked } from './effects.ts';

/** Who did what in the chat: held against what people clicked and typed. */
export const PEOPLE_CLAIMS: Readonly<Record<string, Predicate>> = {
  'card.about.decision': (claim) => did(claim, ['approve'], claim.words.line[1] ?? ''),
  'report.headline.approved': (claim) => did(claim, ['approve'], claim.values.by ?? ''),
  'report.headline.half-approved': (claim) => did(claim, ['approve'], claim.values.name ?? ''),
  'report.approval.given': (claim) => did(claim, ['approve'], claim.values.name ?? ''),
  'report.headline.declined': (claim) => did(claim, ['decline', 'decline-confirm'], claim.values.by ?? ''),
  'report.emergency.by': (claim) => asked(claim) ?? blockedThen(claim),
  'report.emergency.by-asked': (claim) => did(claim, ['block-now'], claim.values.name ?? '', true),
  'report.emergency.in-place': (claim) =>
    did(claim, ['block-now'], claim.values.name ?? '', true) ??
    blockedThen({ ...claim, values: { at: claim.values.since ?? '' } }),
  'report.emergency.asked': (claim) => did(claim, ['block-now'], claim.values.name ?? '', true),
  'report.emergency.already': (claim) => did(claim, ['block-now'], claim.values.name ?? '', true),
  'report.emergency.first': (claim) => did(claim, ['block-now'], claim.values.name ?? '', true),
  'notice.emergency': (claim) => did(claim, ['block-now'], claim.values.by ?? '', true),
  'notice.emergency-asked': (claim) => did(claim, ['block-now'], claim.values.by ?? '', true),
  'notice.emergency-already': (claim) => did(claim, ['block-now'], claim.values.by ?? '', true),
  'report.emergency.confirmed': (claim) => did(claim, ['confirm-block'], claim.values.name ?? ''),
  'notice.emergency-confirmed': (claim) => did(claim, ['confirm-block'], claim.values.by ?? ''),
  'report.emergency.refused': (claim) => did(claim, ['refuse-block'], claim.values.name ?? ''),
  'notice.emergency-refused': (claim) => did(claim, ['refuse-block'], claim.values.by ?? ''),
  'notice.more-needed': (claim) => did(claim, ['approve'], claim.values.by ?? ''),
  'notice.one-more': (claim) => did(claim, ['approve'], claim.values.by ?? ''),
  'notice.edited': (claim) => did(claim, ['postpone', 'move'], claim.values.by ?? ''),
  'notice.agreed': (claim) => did(claim, ['agree'], claim.values.by ?? ''),
  'notice.question': (claim) => did(claim, ['ask'], claim.values.by ?? ''),
  'notice.answer': (claim) => did(claim, ['answer'], claim.values.by ?? ''),
  'report.task.done': (claim) => did(claim, ['task-done'], claim.values.by ?? ''),
  'report.task.done-no-result': (claim) => did(claim, ['task-done'], claim.values.by ?? ''),
  'report.task.reported': (claim) => did(claim, ['task-done'], claim.values.by ?? ''),
  'report.task.cannot': (claim) => did(claim, ['task-cannot'], claim.values.by ?? ''),
  'report.task.waived': (claim) => did(claim, ['task-waive'], claim.values.by ?? ''),
  // The leaver's own name may have a colon, as an address has: who did it stands after the last.
  'notice.task-cannot': (claim) => did(claim, ['task-cannot'], claim.values.by?.split(': ').at(-1) ?? ''),
  'card.about.requester': (claim) =>
    did(claim, ['submit', 'block-now', 'refuse-block'], claim.words.line[1] ?? '', true),
};

/** The hour beside it is not that of the click. */
function asked(claim: Claim): string | null {
  return did({ ...claim, values: { ...claim.values, at: '' } }, ['block-now'], claim.values.name ?? '', true);
}

/** Null when the account was blocked at the hour that the words give. */
function blockedThen({ values, asked: from, shown, past, personId }: Claim): string | null {
  if (personId === null) return 'nobody knows who was blocked';
  const hours = readInstants(values.at ?? '', from, shown.at);
  const isSo = (hour: number) => past.some(hour - SLACK, hour + SLACK, (state) => isBlocked(state, personId));
  return hours.some(isSo) ? null : 'the account was not blocked at that hour';
}

/** Null when that person did it about this request; with an hour in the words, around that hour. */
function did(claim: Claim, verbs: readonly string[], who: string, isBefore = false): string | null {
  const { deeds, shown, values } = claim;
  // A “why” card is about no request of its own, and says of which one it speaks: “Offboarding L-1016. Declined by …”.
  const reference = claim.reference ?? /L-\d+/.exec(claim.words.words)?.[0] ?? null;
  const name = bare(who.replace(/,? [A-Z][a-z]{2} \d{1,2} [A-Z].*$/, ''));
  const about = deeds.filter((deed) => verbs.includes(deed.verb) && deed.at <= shown.at + 1_000);
  // The number is given out by the click that asks.
  const found = about.filter((deed) => bare(deed.by) === name && (isBefore || deed.reference === reference));
  if (name === 'leaver' || found.length > 0) {
    const written = values.at ?? /[A-Z][a-z]{2} \d{1,2} [A-Z].*$/.exec(who)?.[0] ?? '';
    // An hour that is still to come is none that can be meant, and no reason to believe it.
    const asked = claim.reference === null ? Math.min(shown.at, ...found.map(({ at }) => at)) : claim.asked;
    const hours = readInstants(written, asked, shown.at);
    const isThen =
      !/\d{2}:\d{2}/.test(written) ||
      found.some(({ at, answered = at }) => hours.some((hour) => hour > at - SLACK && hour < answered + SLACK));
    return isThen || name === 'leaver' ? null : `${who} did that at another hour`;
  }
  return `${who} did not do that`;
}
