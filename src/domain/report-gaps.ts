import { titleOf } from './catalogue.ts';
import { type Gap, type GapOwner, isWholeStep, isWork } from './gap.ts';
import type { StepRecord } from './outcome.ts';
import { namesOf } from './rules.ts';
import { STEP_KINDS } from './step.ts';
import { type Text, text } from './text.ts';
import { openGaps, type WithGaps } from './work-left.ts';

/** Who must do what of it, one sentence for each reason of each step; then what only follows from a rule. */
export function gapSentences(steps: readonly WithGaps[]): readonly Text[] {
  const sentences = openGaps(steps).flatMap(({ kind, gaps }) =>
    bundles(gaps).map((bundle) => ({ work: bundle.some(isWork), sentence: sentenceOf(kind, bundle) })),
  );
  return [...sentences.filter(({ work }) => work), ...sentences.filter(({ work }) => !work)].map(
    ({ sentence }) => sentence,
  );
}

/** Together what one sentence can say: the same end for the same reason, through the same group. */
function bundles(gaps: readonly Gap[]): readonly (readonly Gap[])[] {
  const keyOf = ({ end, why, through }: Gap) => JSON.stringify([end, why, through]);
  return [...new Set(gaps.map(keyOf))].map((key) => gaps.filter((gap) => keyOf(gap) === key));
}

function sentenceOf(kind: StepRecord['kind'], bundle: readonly Gap[]): Text {
  const values = { count: bundle.length, items: gapNames(bundle), through: bundle[0]?.through ?? '' };
  const { end = 'left', why = 'other' } = bundle[0] ?? {};
  const refuser = REFUSED.find((each) => each === kind);
  if (end === 'refused' && why !== 'gone' && refuser !== undefined)
    return text(`gap.refused.${refuser}`, { ...values, why: text(`gap.why.${why}`) });
  if (why === 'new-password') return text(`gap.left.new-password-${SET_BY[bundle[0]?.who ?? 'helpdesk'] ?? 'cloud'}`);
  if (why === 'new-password-reported') return text('gap.left.new-password-reported');
  return text(`gap.left.${LEFT.find((each) => each === why) ?? 'other'}`, values);
}

/** Where whoever must hand over a new password sets it. */
const SET_BY: Readonly<Partial<Record<GapOwner, 'on-premises' | 'provider'>>> = {
  'active-directory': 'on-premises',
  'identity-provider': 'provider',
};

/** The parts by name, for a sentence; what has no name of its own is called as its step is, or as what it is needed for. */
export function gapNames(gaps: readonly Gap[]): string | readonly (string | Text)[] {
  const named = gaps.filter((gap) => !isWholeStep(gap) && gap.kind !== 'password' && !isHalf(gap));
  if (named.length === gaps.length) return namesOf(gaps);
  const steps = gaps.filter(isWholeStep).flatMap(({ id }) => STEP_KINDS.find((kind) => kind === id) ?? []);
  return [...(named.length > 0 ? [namesOf(named)] : []), ...halvesIn(gaps), ...steps.map(titleOf), ...passwordIn(gaps)];
}

/** Of one group, as owner or as member, something was done and something was not: both are said. Nobody stands for no name. */
function halvesIn(gaps: readonly Gap[]): readonly Text[] {
  return gaps.filter(isHalf).map(({ kind, name }) => {
    if (kind === 'membership' || kind === 'ownership') return text(`gap.half.${kind}`, { name });
    return text('gap.successor');
  });
}

function isHalf({ kind, name }: Gap): boolean {
  return kind === 'membership' || kind === 'ownership' || (kind === 'share' && name === '');
}

function passwordIn(gaps: readonly Gap[]): readonly Text[] {
  const password = gaps.find(({ kind }) => kind === 'password');
  if (password === undefined) return [];
  return [text(password.why === 'new-password-reported' ? 'gap.password-reported' : 'gap.sign-in')];
}

/** Steps of which single parts can be refused. */
const REFUSED = [
  'disable-devices',
  'enable-devices',
  'leave-ad-groups',
  'leave-groups',
  'rejoin-ad-groups',
  'rejoin-groups',
  'restore-account',
  'unshare-onedrive',
] as const satisfies readonly StepRecord['kind'][];

/** Why a part is for people from the start; every other reason is one of a refusal. */
const LEFT = [
  'administrative',
  'carries-mailbox',
  'drive-not-found',
  'dynamic',
  'gone',
  'guest-home',
  'hybrid-joined',
  'inherited',
  'last-owner',
  'licensing',
  'mail-enabled',
  'mailbox-not-back',
  'no-place-for-leavers',
  'not-seen-in-ad',
  'not-windows',
  'out-of-sync-scope',
  'password-at-provider',
  'reply-on-premises',
  'role-assignable',
  'shared',
  'synced',
] as const satisfies readonly Gap['why'][];
