import { type Gap, type GapOwner, isWork } from './gap.ts';
import type { StepRecord } from './outcome.ts';
import { namesOf } from './rules.ts';
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
  if (end === 'refused' && refuser !== undefined)
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

/** The parts by name, for a sentence; a password has no name of its own. */
export function gapNames(gaps: readonly Gap[]): string | Text {
  const named = gaps.filter(({ kind }) => kind !== 'password');
  if (named.length === gaps.length) return namesOf(gaps);
  const isReported = gaps.some(({ why }) => why === 'new-password-reported');
  return text(isReported ? 'gap.items-and-password' : 'gap.items-and-sign-in', {
    count: named.length,
    items: namesOf(named),
  });
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
] as const satisfies readonly StepRecord['kind'][];

/** Why a part is for people from the start; every other reason is one of a refusal. */
const LEFT = [
  'carries-mailbox',
  'dynamic',
  'hybrid-joined',
  'inherited',
  'last-owner',
  'licensing',
  'mail-enabled',
  'not-windows',
  'role-assignable',
  'shared',
  'synced',
] as const satisfies readonly Gap['why'][];
