import { DirectoryUnavailable, InternalError } from '../../domain/errors.ts';
import type { StepKind } from '../../domain/step.ts';
import { type Json, type Text, text } from '../../domain/text.ts';
import type { Looked, StepContext, StepLane, Verified } from '../../flow/ports.ts';

/** Where somebody stands in the cloud, and when directory sync last ran; instants ISO 8601, UTC; null = never or unknown. */
export type Standing = {
  readonly found: 'active' | 'soft-deleted' | 'gone';
  /** Null when there is no active account. */
  readonly accountEnabled: boolean | null;
  readonly tenantLastSync: string | null;
  readonly personLastSync: string | null;
};

export type OnPremisesLaneSettings = {
  /** Throws `DirectoryUnavailable`. */
  readonly readStanding: (targetUserId: string) => Promise<Standing>;
  /** Real seconds between two looks at whether a sync came by. */
  readonly settleSeconds: number;
};

/**
 * AD DS, for now by hand: a person does it with the runbook, and the cloud is read for what a sync brought. Seen only
 * with evidence from AD DS (the runbook's pasted result), a sync after it, and the cloud agreeing (design, rule 6; hybrid.md
 * "Verification loop"). A bare Done is never more than attested; it turns when a later sync says otherwise.
 */
export function createOnPremisesLane({ readStanding, settleSeconds }: OnPremisesLaneSettings): StepLane {
  const later = (error: unknown) => {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return { status: 'later' as const, seconds: Math.max(settleSeconds, error.retryAfter ?? 0) };
  };
  return {
    lane: 'on-premises',
    // Nothing is sent anywhere: performing only says what a person must do.
    idempotent: () => true,
    look: ({ step, targetUserId }) => readStanding(targetUserId).then((standing) => look(step.kind, standing), later),
    perform: async ({ step }) => ({ status: 'needs-person', note: workOf(step.kind).todo }),
    verify: (context) =>
      readStanding(context.targetUserId).then((standing) => verify(context, standing, settleSeconds), later),
  };
}

type Work = {
  readonly todo: Text;
  /** What the cloud shows once sync brought it; null = nothing that it could show. */
  readonly shows: ((standing: Standing) => boolean) | null;
  /** What the pasted result must say about the account, where it says anything; null = not asked. */
  readonly disabled: boolean | null;
  /** The cloud account already being so proves that nothing is left to do in AD DS. */
  readonly already: Text | null;
};

const WORK: Readonly<Partial<Record<StepKind, Work>>> = {
  'disable-account': {
    todo: text('graph.on-premises.disable-account'),
    shows: ({ found, accountEnabled }) => found !== 'active' || accountEnabled === false,
    disabled: true,
    // A blocked cloud account may be our own block: it says nothing about AD DS.
    already: null,
  },
  'reset-password': {
    todo: text('graph.on-premises.reset-password'),
    // The hash sync leaves no trace that a read could tell from the cloud's own password.
    shows: null,
    disabled: null,
    already: null,
  },
  'delete-account': {
    todo: text('graph.on-premises.delete-account'),
    shows: ({ found }) => found !== 'active',
    disabled: null,
    already: text('graph.on-premises.deleted-already'),
  },
  'enable-account': {
    todo: text('graph.on-premises.enable-account'),
    shows: ({ found, accountEnabled }) => found === 'active' && accountEnabled === true,
    disabled: false,
    already: null,
  },
  'restore-account': {
    todo: text('graph.on-premises.restore-account'),
    shows: ({ found }) => found === 'active',
    disabled: null,
    already: text('graph.on-premises.restored-already'),
  },
};

function workOf(kind: StepKind): Work {
  const work = WORK[kind];
  if (work === undefined) throw new InternalError(`the on-premises lane has no step ${kind}`);
  return work;
}

function look(kind: StepKind, standing: Standing): Looked {
  const { already, shows } = workOf(kind);
  const snapshot = { accountEnabled: standing.accountEnabled, found: standing.found };
  if (already !== null && shows?.(standing)) return { status: 'already', note: already, snapshot };
  return { status: 'needed', snapshot };
}

function verify({ step }: StepContext, standing: Standing, settleSeconds: number): Verified {
  const { shows, disabled } = workOf(step.kind);
  const result = resultIn(step.evidence);
  const done = result?.at ?? step.acceptedAt;
  const evidence = evidenceOf(result, standing);
  const waits = { status: 'later' as const, seconds: settleSeconds };
  if (result !== null && disabled !== null && result.accountDisabled !== disabled)
    return { status: 'not-seen', evidence };
  if (shows === null) return result === null ? waits : { status: 'seen', evidence };
  if (done === null || standing.tenantLastSync === null || standing.tenantLastSync <= done) return waits;
  if (shows(standing)) return { status: result === null ? 'seen-temporary' : 'seen', evidence };
  // Without the result: what was attested is lost from here on, also when the cloud agrees again later.
  return isContradicted(standing, done) ? { status: 'not-seen', evidence: evidenceOf(null, standing) } : waits;
}

/**
 * A sync that came by may not have had the change yet: another domain controller may take three hours to hear of it
 * (hybrid.md b, `interSite`). It is contradicted when sync brought this very person after it, or when that time is over too.
 */
function isContradicted({ personLastSync, tenantLastSync }: Standing, done: string): boolean {
  if (personLastSync !== null && personLastSync > done) return true;
  return tenantLastSync !== null && Date.parse(tenantLastSync) - Date.parse(done) > LONGEST_WAY_MINUTES * 60_000;
}

// Replication between sites (180) and one cycle (30).
const LONGEST_WAY_MINUTES = 210;

type Result = { readonly at: string; readonly accountDisabled: boolean | null };

/** The runbook's pasted result in a step's evidence: when AD DS was written (ISO 8601, UTC) and what it says now. */
function resultIn(evidence: Json): Result | null {
  const result = fieldOf(evidence, 'result');
  const at = fieldOf(result, 'at');
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  const accountDisabled = fieldOf(result, 'accountDisabled');
  return {
    at: new Date(at).toISOString(),
    accountDisabled: typeof accountDisabled === 'boolean' ? accountDisabled : null,
  };
}

function evidenceOf(result: Result | null, { found, accountEnabled, tenantLastSync, personLastSync }: Standing): Json {
  return { ...(result === null ? {} : { result }), found, accountEnabled, tenantLastSync, personLastSync };
}

function fieldOf(value: Json, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return (value as { readonly [key: string]: Json })[name] ?? null;
}
