import { isFailedBlock } from './failed-block.ts';
import type { Gap } from './gap.ts';
import { howLetGo } from './how-let-go.ts';
import { isBack } from './is-back.ts';
import { isGivenBackOnceIn } from './is-ready.ts';
import { jsonField } from './json-field.ts';
import { saysNewPassword } from './new-password.ts';
import { isSettled, isToCome, type StepRecord, type StepState } from './outcome.ts';
import { PASSWORD_LOST, WAS_ONLY_OWNER } from './plan-warnings.ts';
import { blockAlone } from './report-stopped.ts';
import { NEVER_BEGUN_STATES, type Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { isNothingThere } from './skip.ts';
import { type SyncHealth, syncHealthOf } from './sync-health.ts';
import { type Text, text } from './text.ts';
import type { TextKey } from './text-key.ts';
import { isTurnedRound, isWorkOff } from './work-off.ts';

const ENABLE_FIRST: readonly string[] = [
  'plan.warning.enable-first',
  'plan.warning.enable-first-by-leaver',
  'plan.warning.enable-first-unknown',
];

/** What comes with a restore: once it is over it came, or did not. */
const AFTER_RESTORE: readonly string[] = ['plan.warning.decides-again'];

/** Said of what is to come back: once it is back, or nobody brings it back, nobody has to free anything first. */
const ADDRESSES_HELD = 'plan.warning.addresses-held';

function isRestoreOver({ kind, state }: StepRecord): boolean {
  return kind === 'restore-account' && isSettled(state);
}

/** What the plan says of a block that is there; and what is said as long as it was not made. */
const WILL_BE: Readonly<Partial<Record<TextKey, TextKey>>> = {
  'plan.warning.temporary': 'plan.warning.will-be-temporary',
  'plan.warning.temporary-by-leaver': 'plan.warning.will-be-temporary-by-leaver',
};

const TEMPORARY: readonly string[] = Object.keys(WILL_BE);

/** What is missing for a block to last, once its half in AD DS is done or said to be. */
const LASTING: Partial<Record<StepState, TextKey>> = {
  accepted: 'plan.warning.temporary-until-sync',
  attested: 'plan.warning.temporary-reported',
};

/** A sync makes nothing last that somebody only said: it takes the script's result, or Active Directory as read. */
function missingToLast({ state, evidence }: StepRecord): TextKey | undefined {
  return state === 'attested' && evidence === null ? 'plan.warning.temporary-said' : LASTING[state];
}

/** The plan's warnings, without those that what happened has answered; directory sync by the newest word about it. */
export function warningsNow(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  if (isTurnedRound(request)) return [];
  const inAd = steps.find(({ kind }) => kind === 'disable-account' || kind === 'enable-account');
  const isNone = isFailedBlock(steps) || steps.some((step) => step.kind === 'block-sign-in' && isNoBlock(step));
  const answered = [
    ...(inAd?.state === 'verified' ? [...TEMPORARY, ...ENABLE_FIRST] : []),
    ...(inAd?.state === 'attested' ? ENABLE_FIRST : []),
    // Not needed, let go, or over: nothing comes first any more.
    ...(inAd?.state === 'skipped' || inAd?.state === 'waived' || request.endedAt !== null ? ENABLE_FIRST : []),
    ...(request.endedAt === null ? [] : AFTER_RESTORE),
    ...(request.endedAt !== null || steps.some(isRestoreOver) ? [ADDRESSES_HELD] : []),
    // What keeps a person out for good is not asked for while a later request lets them in.
    ...(isNone || wentWithAccount(inAd) || isSkipped(inAd) || restsBehind(request) !== null ? TEMPORARY : []),
    // Nobody disables the account any more: what becomes of the block is said where it says that nobody has to.
    ...(blockAlone(request, steps) !== null ? TEMPORARY : []),
    ...(isNoDeletion(request, steps) ? DELETION : []),
    ...(steps.some(isPasswordKnown) ? [PASSWORD_LOST] : []),
  ];
  const isToBeMade = steps.some(({ kind, state, acceptedAt }) => {
    return kind === 'block-sign-in' && isToCome(state) && acceptedAt === null;
  });
  const isGap = isLeft(request, 'password');
  const lasting = inAd?.kind === 'disable-account' ? missingToLast(inAd) : undefined;
  const sync = syncHealthOf(request, steps);
  return (
    request.plan.warnings
      .filter((warning) => !answered.includes(warning.key))
      // What it says is left to people from the start of the run, until it is read done.
      .filter((warning) => !(isGap && saysNewPassword(warning)))
      .map((warning) => (isWithPeople(inAd) ? forPeople(warning) : warning))
      .flatMap((warning) => syncNow(warning, sync))
      .flatMap((warning) => filesNow(warning, steps))
      .map((warning) => {
        const willBe = isToBeMade ? WILL_BE[warning.key] : undefined;
        if (lasting !== undefined && TEMPORARY.includes(warning.key))
          return text(lasting, { name: request.targetUserName });
        return willBe === undefined ? warning : text(willBe, warning.values);
      })
  );
}

/** No controller answered, or the work failed: what Leaver was to do there is not on its way any more. */
function isWithPeople(inAd: StepRecord | undefined): boolean {
  return inAd?.state === 'needs-person' || inAd?.state === 'failed';
}

function forPeople(warning: Text): Text {
  const key = BY_PEOPLE[warning.key];
  return key === undefined ? warning : text(key, { name: warning.values?.name ?? '' });
}

/** What the plan says where Leaver works in Active Directory itself; and what is so once people have to. */
const BY_PEOPLE: Readonly<Partial<Record<TextKey, TextKey>>> = {
  'plan.warning.temporary-by-leaver': 'plan.warning.temporary',
  'plan.warning.enable-first-by-leaver': 'plan.warning.enable-first',
};

/** Nobody is asked to disable an account that was deleted, and nobody is let in to it. */
function wentWithAccount(inAd: StepRecord | undefined): boolean {
  return inAd?.kind === 'disable-account' && inAd.state === 'gone';
}

/** From a skip nothing follows about AD DS: what is not known of it is said in its own words. */
function isSkipped(inAd: StepRecord | undefined): boolean {
  return inAd?.kind === 'disable-account' && inAd.state === 'waived' && howLetGo(inAd) === 'waived';
}

/** Nothing was restored, or Leaver itself did: a password that went with the account is then left to people by name. */
function isPasswordKnown({ kind, state, evidence, by: person }: StepRecord): boolean {
  if (kind !== 'restore-account') return false;
  const by = jsonField(jsonField(evidence, 'result'), 'by');
  return state === 'skipped' || state === 'waived' || (person === null && (by === 'ldaps' || by === 'connector'));
}

/** It was let go, could not be done by the time that all was over, or was undone: nothing goes with the account. */
function isNoDeletion({ endedAt }: Request, steps: readonly StepRecord[]): boolean {
  const deletion = steps.find(({ kind }) => kind === 'delete-account');
  return deletion !== undefined && (OFF.includes(deletion.state) || (deletion.state === 'failed' && endedAt !== null));
}

const OFF: readonly StepRecord['state'][] = ['waived', 'overwritten'];

/** All that `warningsOf` says of a deletion. */
const DELETION: readonly string[] = [
  'plan.warning.files-lost',
  'plan.warning.files-shared',
  'plan.warning.mail-lost',
  'plan.warning.mail-lost-on-premises',
  'plan.warning.mail-perhaps-lost',
];

/** Nobody can copy files that were not shared after all, are not any more, or were found not to be there. */
function filesNow(warning: Text, steps: readonly StepRecord[]): readonly Text[] {
  const share = steps.find(({ kind }) => kind === 'share-onedrive');
  if (warning.key !== 'plan.warning.files-shared' || share === undefined) return [warning];
  if (share.state === 'skipped' && isNothingThere(share.note)) return [];
  return NOT_SHARED.includes(share.state) ? [text('plan.warning.files-not-shared', warning.values)] : [warning];
}

const NOT_SHARED: readonly StepRecord['state'][] = ['failed', 'waived', 'overwritten'];

/** The plan's notes, without what is left to people from the start of the run: until then nothing else says it. */
export function notesNow(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const toGiveBack = steps.some((step) => isGivenBackOnceIn(step) && isToCome(step.state));
  return request.plan.notes.flatMap((note) => (isNoteNow(note, request, toGiveBack) ? [askedNow(note, request)] : []));
}

function isNoteNow({ key }: Text, request: Request, toGiveBack: boolean): boolean {
  if (key.startsWith('plan.note.ad-groups-unread')) return !isLeft(request, 'ad-groups');
  // Given back, or not: the rows say which.
  if (key === 'plan.note.given-back-once-in') return request.endedAt === null && toGiveBack;
  // Asked of people for what is done, or is to be.
  if (ASKS.includes(key)) return !isWorkOff(request) && !NEVER_BEGUN_STATES.includes(request.state);
  if (key === 'plan.note.own-groups') return !isLeft(request, 'own-group');
  return key !== 'plan.note.handed-out' || !isLeft(request, 'earlier-steps');
}

/** Of what is not decided yet, or has not begun, nobody is asked to do anything. */
function askedNow(note: Text, { startedAt }: Request): Text {
  const toCome = startedAt === null ? TO_COME[note.key] : undefined;
  return toCome === undefined ? note : text(toCome, note.values);
}

/** What a plan asks of the helpdesk, and how that is said before anything began. */
const TO_COME: Readonly<Partial<Record<TextKey, TextKey>>> = {
  'plan.note.ad-copy': 'plan.note.ad-copy-to-come',
  [WAS_ONLY_OWNER]: 'plan.note.was-only-owner-to-come',
};

/** With what plans of earlier versions say. */
const ASKS: readonly string[] = [...Object.keys(TO_COME), 'plan.note.only-owner'];

function isLeft({ startedAt, plan }: Request, what: Gap['kind']): boolean {
  return startedAt !== null && plan.steps.some(({ gaps = [] }) => gaps.some(({ kind }) => kind === what));
}

/**
 * There is no block to last: it was turned back, Graph refused it, or it was let go before it was made or once it was
 * turned back.
 */
function isNoBlock(step: StepRecord): boolean {
  const { state, acceptedAt, turnedBack } = step;
  if (state === 'waived') return acceptedAt === null || turnedBack !== null;
  return isBack(step) || state === 'needs-person';
}

/** The plan knew what was read when it was asked; a later read may have seen a sync, or no error any more. */
function syncNow(warning: Text, { last, stale, errors }: SyncHealth): readonly Text[] {
  if (warning.key === 'plan.warning.provisioning-errors') return errors.length === 0 ? [] : [warning];
  if (warning.key !== 'plan.warning.sync-stale' || last === null) return [warning];
  return stale ? [text('plan.warning.sync-stale', { at: { instant: last.at } })] : [];
}
