import { titleOf } from './catalogue.ts';
import { type Gap, type GapOwner, isOfEarlierRun, isWholeStep, isWork, throughGroups } from './gap.ts';
import type { StepRecord } from './outcome.ts';
import { quoted } from './quoted-names.ts';
import { STEP_KINDS } from './step.ts';
import { type Text, text } from './text.ts';
import { areAdGroupsLeft, type WithGaps } from './work-left.ts';

/**
 * Who must do what of the gaps that stand (`openGaps`), one sentence for each reason of each step; then what only follows from a rule. Each names the
 * first of its parts (`most`), and says how many more there are.
 */
export function gapSentences(steps: readonly WithGaps[], most: Room = FEW): readonly Text[] {
  const isLeft = areAdGroupsLeft(steps);
  const sentences = steps.flatMap(({ kind, gaps }) =>
    bundles(gaps).map((bundle) => ({ work: bundle.some(isWork), sentence: sentenceOf(kind, bundle, most, isLeft) })),
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

/** The same with every name, of the steps whose parts are too many for a sentence; none where all are named anyway. */
export function allGapSentences(steps: readonly WithGaps[]): readonly Text[] {
  const many = steps.map((step) => ({
    ...step,
    gaps: bundles(step.gaps)
      .filter((bundle) => bundle.length > FEW.parts)
      .flat(),
  }));
  return gapSentences(many, ALL);
}

function sentenceOf(kind: StepRecord['kind'], bundle: readonly Gap[], most: Room, isLeft: boolean): Text {
  const through = bundle[0] === undefined ? [] : throughGroups(bundle[0]).map(quoted);
  const values = { count: bundle.length, items: gapNames(bundle, most), through };
  const { end = 'left', why = 'other' } = bundle[0] ?? {};
  const refuser = REFUSED.find((each) => each === kind);
  if (end === 'refused' && why !== 'gone' && refuser !== undefined)
    return text(`gap.refused.${refuser}`, { ...values, why: text(`gap.why.${why}`) });
  if (why === 'carries-mailbox' && through.length > 0) return text('gap.left.carries-mailbox-through', values);
  if (why === 'inherited' && bundle[0]?.who !== 'licence-admin')
    return bundle[0]?.who === 'nobody'
      ? text(isLeft ? 'gap.left.inherited-going' : 'gap.left.inherited-goes', {
          ...values,
          step: titleOf('leave-ad-groups'),
        })
      : text('gap.left.inherited-in-ad', values);
  if (why === 'new-password') return text(`gap.left.new-password-${SET_BY[bundle[0]?.who ?? 'helpdesk'] ?? 'cloud'}`);
  const earlier = bundle[0] === undefined ? null : earlierSentence(bundle[0]);
  if (earlier !== null) return earlier;
  return text(`gap.left.${LEFT.find((each) => each === why) ?? 'other'}`, values);
}

/** Where whoever must hand over a new password sets it. */
const SET_BY: Readonly<Partial<Record<GapOwner, 'on-premises' | 'provider'>>> = {
  'active-directory': 'on-premises',
  'identity-provider': 'provider',
};

/** How many parts a sentence names, and of how many characters together. */
type Room = { readonly parts: number; readonly characters: number };

const FEW: Room = { parts: 5, characters: Number.POSITIVE_INFINITY };

/** In what is folded away, or said once for all: some hundred names, in a card that may have 36,000 characters. */
export const ALL: Room = { parts: Number.POSITIVE_INFINITY, characters: 6_000 };

/**
 * The parts by name, for a sentence, and how many more there are; what has no name of its own is called as its step is,
 * or as what it is needed for.
 */
export function gapNames(gaps: readonly Gap[], most: Room = FEW): readonly (string | Text)[] {
  return partsIn(gaps, most, nameOf);
}

/** The same for a sentence that does not say what kind of thing they are. */
export function gapThings(gaps: readonly Gap[], most: Room = FEW): readonly (string | Text)[] {
  return partsIn(gaps, most, thingOf);
}

/** Whoever has the files is named as people are. */
function nameOf({ kind, name }: Gap): string | Text {
  return kind === 'share' ? name : quoted(name);
}

function thingOf({ kind, name }: Gap): string | Text {
  const thing = kind === 'own-group' ? 'group' : THINGS.find((each) => each === kind);
  return thing === undefined ? quoted(name) : text(`gap.named.${thing}`, { name });
}

const THINGS = ['attribute', 'device', 'group', 'licence', 'share'] as const satisfies readonly Gap['kind'][];

type Naming = (gap: Gap) => string | Text;

function partsIn(gaps: readonly Gap[], most: Room, naming: Naming): readonly (string | Text)[] {
  const hasName = (gap: Gap) => gap.kind === 'own-group' || !isOfEarlierRun(gap);
  const named = gaps.filter((gap) => !isWholeStep(gap) && hasName(gap) && !isHalf(gap));
  const steps = gaps.filter(isWholeStep).flatMap(({ id }) => STEP_KINDS.find((kind) => kind === id) ?? []);
  const parts = [...named.map(naming), ...halvesIn(gaps)];
  const shown = parts.slice(
    0,
    fitting(
      gaps.filter((gap) => named.includes(gap) || isHalf(gap)),
      most,
    ),
  );
  const more = parts.length - shown.length;
  return [
    ...shown,
    ...steps.map(titleOf),
    ...passwordIn(gaps),
    ...earlierIn(gaps),
    ...(more === 0 ? [] : [text('text.more', { count: more })]),
  ];
}

/** How many of them there is room for. */
function fitting(gaps: readonly Gap[], { parts, characters }: Room): number {
  let length = 0;
  const over = gaps.findIndex(({ name }, place) => {
    length += name.length + BETWEEN;
    return place >= parts || length > characters;
  });
  return over === -1 ? gaps.length : over;
}

/** A comma and a space, quotes, the kind of thing, and what a name needs more in JSON. */
const BETWEEN = 12;

/**
 * Of one group, as owner or as member, something was done and something was not: both are said. Nobody stands for no
 * name.
 */
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
  return [text(password.why === 'new-password' ? 'gap.sign-in' : 'gap.password-perhaps')];
}

/** Groups that only the runbook knew, and work of which nobody said whether it was done. */
function earlierIn(gaps: readonly Gap[]): readonly Text[] {
  return gaps.flatMap(({ kind, through }): readonly Text[] => {
    const reference = through ?? '';
    if (kind === 'ad-groups') return [text('gap.ad-groups', { reference })];
    return kind === 'earlier-steps' ? [text('gap.earlier-steps', { reference })] : [];
  });
}

/** What it names is of an earlier request, whose work in AD DS it was. */
function earlierSentence({ why, id, through }: Gap): Text | null {
  if (
    why !== 'new-password-reported' &&
    why !== 'new-password-handed-out' &&
    why !== 'ad-groups-unread' &&
    why !== 'handed-out'
  )
    return null;
  return text(`gap.left.${why}`, { reference: through ?? '', steps: stepsIn(id) });
}

function stepsIn(id: string): readonly Text[] {
  return STEP_KINDS.filter((kind) => id.split(' ').includes(kind)).map(titleOf);
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
  'carries-mailbox-beside',
  'carries-mailbox-chosen',
  'carries-mailbox-in-ad',
  'drive-not-found',
  'dynamic',
  'gone',
  'guest-home',
  'hybrid-joined',
  'inherited',
  'inherited-still',
  'last-owner',
  'last-owner-deleted',
  'licences-kept',
  'licensing',
  'mail-enabled',
  'mailbox-kept',
  'mailbox-not-back',
  'no-place-for-leavers',
  'not-seen-in-ad',
  'not-windows',
  'out-of-sync-scope',
  'own-group',
  'owner-since',
  'password-at-provider',
  'perhaps-shared',
  'reply-on-premises',
  'role-assignable',
  'shared',
  'synced',
] as const satisfies readonly Gap['why'][];
