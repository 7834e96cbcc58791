import { type AdReading, ON_PREMISES_KINDS, type OnPremisesKind } from '../../domain/ad-account.ts';
import { canonicalDn, parentOf } from '../../domain/ad-domain.ts';
import { InternalError } from '../../domain/errors.ts';
import { jsonField } from '../../domain/json-field.ts';
import type { StepRecord } from '../../domain/outcome.ts';
import type { Skip } from '../../domain/skip.ts';
import type { StepKind } from '../../domain/step.ts';
import { type Json, type Text, text } from '../../domain/text.ts';
import { groupsToJoin, groupsToLeave } from './ad-gaps.ts';
import type { Shown, Standing } from './standing.ts';

/** One kind of work in AD DS: what a person is asked, and how each side shows that it is done. */
export type Work = {
  readonly kind: OnPremisesKind;
  readonly todo: Text;
  /** AD DS shows it. Null = nothing that a read could tell (a password). */
  readonly inAd: ((reading: AdReading, step: StepRecord) => boolean) | null;
  /** What the cloud shows once sync brought it; null = nothing that it could show. */
  readonly inCloud: ((standing: Standing) => boolean) | null;
  /** What directory sync alone writes there, and shows by it; null = nothing, or not of this account. */
  readonly bySync: ((shown: Shown, step: StepRecord) => boolean | null) | null;
  /** What the pasted result must say about the account, where it says anything; null = not asked. */
  readonly disabled: boolean | null;
  /** The cloud account already being so proves that nothing is left to do in AD DS. */
  readonly already: Skip | null;
};

/** Throws for a kind that is not done in AD DS: a mistake of ours. */
export function workOf(kind: StepKind): Work {
  const known = ON_PREMISES_KINDS.find((each) => each === kind);
  if (known === undefined) throw new InternalError(`the on-premises lane has no step ${kind}`);
  return { ...NOTHING, ...WORK[known], kind: known, todo: text(`graph.on-premises.${known}`) };
}

const NOTHING = { inAd: null, inCloud: null, bySync: null, disabled: null, already: null };

const WORK: Readonly<Record<OnPremisesKind, Partial<Omit<Work, 'kind' | 'todo'>>>> = {
  'reset-password': {},
  'disable-account': {
    inAd: ({ found, disabled }) => found !== 'active' || disabled === true,
    // A blocked cloud account may be our own block: it says nothing about AD DS.
    inCloud: ({ found, accountEnabled }) => found !== 'active' || accountEnabled === false,
    disabled: true,
  },
  'leave-ad-groups': { inAd: (reading, step) => groupsToLeave(step, reading).length === 0 },
  // Of an account that is deleted since, nobody changed anything back.
  'hide-from-address-lists': { inAd: ({ found, hidden }) => found !== 'active' || hidden === true },
  'move-to-ou': {
    inAd: ({ found, distinguishedName }, { parameters }) =>
      found !== 'active' || isIn(distinguishedName, parameters.ou),
    bySync: ({ distinguishedName }, { parameters }) => isShownIn(distinguishedName, parameters.ou),
  },
  'delete-account': {
    inAd: ({ found }) => found !== 'active',
    inCloud: ({ found }) => found !== 'active',
    already: text('graph.on-premises.deleted-already'),
  },
  'restore-account': {
    inAd: ({ found }) => found === 'active',
    inCloud: ({ found }) => found === 'active',
    already: text('graph.on-premises.restored-already'),
  },
  'enable-account': {
    inAd: ({ found, disabled }) => found === 'active' && disabled === false,
    inCloud: ({ found, accountEnabled }) => found === 'active' && accountEnabled === true,
    disabled: false,
  },
  'rejoin-ad-groups': { inAd: (reading, step) => groupsToJoin(step, reading).length === 0 },
  'show-in-address-lists': {
    inAd: ({ hidden }, { parameters }) => (hidden === true) === wasHidden(parameters.snapshot ?? null),
  },
  'return-to-ou': {
    inAd: ({ distinguishedName }, { parameters }) => isIn(distinguishedName, formerPlace(parameters.snapshot ?? null)),
    bySync: ({ distinguishedName }, { parameters }) =>
      isShownIn(distinguishedName, formerPlace(parameters.snapshot ?? null)),
  },
};

function formerPlace(snapshot: Json): string {
  return parentOf(String(jsonField(snapshot, 'distinguishedName') ?? ''));
}

function isShownIn(distinguishedName: string | null, ou: Json | undefined): boolean | null {
  return distinguishedName === null ? null : isIn(distinguishedName, ou);
}

function isIn(distinguishedName: string | null, ou: Json | undefined): boolean {
  return typeof ou === 'string' && canonicalDn(parentOf(distinguishedName ?? '')) === canonicalDn(ou);
}

function wasHidden(snapshot: Json): boolean {
  return jsonField(snapshot, 'hidden') === true;
}
