import { adBlockOf, knownOfAd } from './ad-block.ts';
import { authorityOf, reasonsOf } from './authority.ts';
import { conflictValues } from './conflict-values.ts';
import { deletedByConnector } from './deleted-by-connector.ts';
import { deletedSnapshot } from './deleted-snapshot.ts';
import { effectiveInAd } from './effective-in-ad.ts';
import { giveBack } from './give-back.ts';
import { goneForGood } from './gone-for-good.ts';
import { isExternal } from './is-external.ts';
import { leavingToPeople } from './left-before.ts';
import { newPasswordWarning } from './new-password.ts';
import { leftInAd } from './not-given-back.ts';
import { givenBackFrom, ownGroupsNote } from './own-groups.ts';
import type { PlanInput } from './plan-input.ts';
import { planStep } from './plan-step.ts';
import { bringsMailbox } from './returns-mailbox.ts';
import type { PlannedStep } from './step.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';
import { whoDoesIt } from './who-does-it.ts';

/** A deleted account can be restored for 30 days (seed 004; graph.md 2.9). */
const RESTORABLE_DAYS = 30;

/**
 * The steps of `restore-user`: it looks first, and brings back what is found. AD DS before the cloud for those it
 * masters, or the next sync blocks again (graph.md 10); then what Leaver took over all its runs and has not given back.
 */
export function planReturning(input: PlanInput): readonly PlannedStep[] {
  const { targetUser } = input;
  const deleted = targetUser.found === 'soft-deleted';
  const given = giveBack(givenBackFrom(input), input);
  const steps = [
    ...(deleted ? [planRestore(input)] : []),
    ...(mayBeDisabledInAd(input) ? [planEnable(input)] : []),
    ...(targetUser.accountEnabled ? [] : [planUnblock(input, given)]),
    ...given,
  ];
  return leavingToPeople(steps, input);
}

/**
 * A blocked cloud account says nothing about AD DS; one that is enabled was enabled there, unless AD DS itself says
 * otherwise.
 */
function mayBeDisabledInAd({ runs, targetUser }: PlanInput): boolean {
  const { identity, found, accountEnabled, inAd } = targetUser;
  if (identity !== 'synced') return false;
  if (found === 'soft-deleted') return true;
  return accountEnabled ? inAd?.disabled === true : adBlockOf(runs, targetUser) !== 'enabled';
}

/** Why there is nothing to restore, or why it cannot be done. */
export function returnRefusals(input: PlanInput): readonly Text[] {
  const { choices, targetUser, now } = input;
  const { displayName: name, found, restoreConflict, identity } = targetUser;
  if (found === 'gone') return [goneForGood(targetUser)];
  if (found === 'active') return planReturning(input).length > 0 ? [] : nothingToRestore(input);
  if (identity === 'synced') return [];
  const until = restorableUntil(targetUser);
  if (until !== null && until <= now) return [text('plan.refusal.too-old', { name, at: { instant: until } })];
  if (restoreConflict === null || answersConflict(choices.restoreAs)) return [];
  return [text('plan.refusal.conflict', { name, ...conflictValues(restoreConflict) })];
}

/** The hour until which a deleted account can be restored, ISO UTC; null when it is not known when it was deleted. */
export function restorableUntil({ deletedAt }: Pick<TargetUser, 'deletedAt'>): string | null {
  return deletedAt === undefined
    ? null
    : new Date(Date.parse(deletedAt) + RESTORABLE_DAYS * 24 * 3_600_000).toISOString();
}

/**
 * Nothing is blocked, and nothing is away: at most the password is one that nobody knows, or people have to look in AD
 * DS.
 */
function nothingToRestore(input: PlanInput): readonly Text[] {
  const { runs, targetUser } = input;
  const password = newPasswordWarning(runs, targetUser);
  const { displayName: name } = targetUser;
  const left = [...(password === null ? [] : [password]), ...leftInAd(input), ...ownGroupsNote(input)];
  return left.length === 0
    ? [text('plan.refusal.nothing-to-restore', { name })]
    : [text('plan.refusal.only-password', { name }), ...left];
}

function answersConflict(restoreAs: PlanInput['choices']['restoreAs']): boolean {
  return restoreAs !== null && (restoreAs.userPrincipalName !== null || restoreAs.dropConflictingAddresses);
}

function planRestore(input: PlanInput): PlannedStep {
  const { choices, targetUser, now } = input;
  const synced = targetUser.identity === 'synced';
  const { restoreAs } = choices;
  const explains = [
    text('step.restore-account.explains'),
    ...reasonsOf('restore-account', targetUser),
    ...timeLeft(targetUser, now),
  ];
  if (synced)
    return planStep('restore-account', {
      lane: 'on-premises',
      parameters: deletedSnapshot(input.runs),
      explains: [...explains, whoDoesIt(targetUser), ...deletedByConnector(input.runs)],
    });
  return planStep('restore-account', {
    parameters:
      restoreAs === null
        ? {}
        : {
            userPrincipalName: restoreAs.userPrincipalName,
            // A new sign-in name alone helps nobody: the address that is taken is still among the account's own
            // (graph.md 0.15).
            dropConflictingAddresses: answersConflict(restoreAs),
          },
    ...(isExternal(targetUser) || targetUser.mailbox === 'none'
      ? { effective: text('step.restore-account.guest.effective') }
      : {}),
    explains: [
      ...explains,
      ...(restoreAs?.userPrincipalName
        ? [text('plan.explain.restore-as', { address: restoreAs.userPrincipalName })]
        : []),
      ...dropped(input),
    ],
  });
}

function dropped({ choices, targetUser }: PlanInput): readonly Text[] {
  if (!answersConflict(choices.restoreAs)) return [];
  const { restoreConflict: conflict } = targetUser;
  if (conflict?.taken === undefined) return [text('plan.explain.drop-addresses')];
  return [text('plan.explain.drop-addresses-held', conflictValues(conflict))];
}

function timeLeft(targetUser: TargetUser, now: string): readonly Text[] {
  const until = restorableUntil(targetUser);
  if (until === null) return [];
  // How long that is grows less while the request waits: the hour alone stays true.
  return until <= now ? [] : [text('plan.explain.restorable-until', { at: { instant: until } })];
}

/** Whoever does it looks first where nobody knows whether AD DS has the account disabled. */
function planEnable({ runs, targetUser }: PlanInput): PlannedStep {
  const isKnown = targetUser.found === 'soft-deleted' || adBlockOf(runs, targetUser) === 'disabled';
  return planStep('enable-account', {
    ...effectiveInAd(targetUser),
    explains: [
      authorityOf('unblock-sign-in', targetUser).why,
      ...(isKnown ? [] : [text('plan.explain.ad-block-unknown')]),
      whoDoesIt(targetUser),
    ],
  });
}

/** Mail has one figure per case: 35 to 40 minutes here, unless a restore or a licence that comes back says 20 to 30. */
function planUnblock(input: PlanInput, given: readonly PlannedStep[]): PlannedStep {
  const { identity, found, mailbox } = input.targetUser;
  const alone =
    isExternal(input.targetUser) || found === 'soft-deleted' || mailbox === 'none' || given.some(bringsMailbox);
  const inAd = identity === 'synced' && found === 'active' ? knownOfAd(input.runs, input.targetUser) : null;
  const onlyInCloud = inAd?.is === 'enabled';
  return planStep('unblock-sign-in', {
    ...(alone ? { effective: text('step.unblock-sign-in.alone.effective') } : {}),
    explains: [
      text('step.unblock-sign-in.explains'),
      ...(onlyInCloud ? [text(ONLY_IN_CLOUD[inAd.how], { at: { instant: inAd.at } })] : []),
    ],
    temporary: identity === 'synced' && !onlyInCloud,
  });
}

/** How it is known is said, and since when: nobody but AD DS itself says how it is there now. */
const ONLY_IN_CLOUD = {
  read: 'plan.explain.blocked-only-in-cloud',
  seen: 'plan.explain.blocked-only-in-cloud-seen',
  reported: 'plan.explain.blocked-only-in-cloud-reported',
  'not-asked': 'plan.explain.blocked-only-in-cloud-not-asked',
} as const;
