import { DirectoryUnavailable } from '../../domain/errors.ts';
import { wasReadInAd } from '../../domain/own-reading.ts';
import { type Json, type Text, text } from '../../domain/text.ts';
import type { Looked, Performed, StepContext, StepLane } from '../../flow/ports.ts';
import { adGaps } from './ad-gaps.ts';
import { resultOf } from './evidence.ts';
import { pushSync } from './push-sync.ts';
import { type OnPremisesLaneSettings, wayFor } from './settings.ts';
import { verify } from './verify.ts';
import { workOf } from './work.ts';

/**
 * AD DS: through a way of ours into it, or by hand with the runbook; then the cloud is read for what a sync brought.
 * Seen only with evidence from AD DS (a read there, or the runbook's pasted result), a sync after it, and the cloud
 * agreeing (design, rule 6; hybrid.md "Verification loop"). A bare Done is never more than attested.
 */
export function createOnPremisesLane(settings: OnPremisesLaneSettings): StepLane {
  const later = (error: unknown) => {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return { status: 'later' as const, seconds: Math.max(settings.settleSeconds, error.retryAfter ?? 0) };
  };
  return {
    lane: 'on-premises',
    // Every kind leaves the same state when it is done twice (way.ts), and by hand nothing is sent anywhere.
    idempotent: () => true,
    look: (context) => look(settings, context).catch(later),
    perform: (context) => perform(settings, context),
    verify: (context) => verify(settings, context).catch(later),
  };
}

async function look(settings: OnPremisesLaneSettings, context: StepContext): Promise<Looked> {
  const { already, inCloud } = workOf(context.step.kind);
  const standing = await settings.readStanding(context.targetUserId);
  const snapshot: Json = { accountEnabled: standing.accountEnabled, found: standing.found };
  if (already !== null && inCloud?.(standing)) return { status: 'already', note: already, snapshot };
  const reached = wayFor(settings, context);
  if (reached === null) return { status: 'needed', snapshot };
  const read = await reached.way.read(reached.order);
  switch (read.status) {
    case 'refused':
      return { status: 'refused', note: read.note };
    case 'unreachable':
      // No snapshot: a later attempt that reaches AD DS keeps what it finds there. Performing says what people can do.
      return { status: 'needed', snapshot: null };
    case 'read':
      // Nothing can be given back to an account that is not back itself yet.
      return read.reading.found === 'deleted' && GIVES_BACK.includes(context.step.kind)
        ? { status: 'later', seconds: settings.settleSeconds }
        : { status: 'needed', snapshot: { ...read.reading, by: reached.way.name } };
  }
}

const GIVES_BACK: readonly string[] = ['enable-account', 'rejoin-ad-groups', 'show-in-address-lists', 'return-to-ou'];

/** What consists of groups and attributes, of which AD DS may take some and refuse others. */
const HAS_PARTS: readonly string[] = ['leave-ad-groups', 'rejoin-ad-groups', 'restore-account'];

/** What takes away what a restore gives back: nothing of it is written before it was read, and kept. */
const TAKES: readonly string[] = ['leave-ad-groups', 'hide-from-address-lists', 'move-to-ou', 'delete-account'];

/**
 * The look did not reach AD DS. Null = what was there is kept, or nothing is taken; while it is not reached, people do
 * it.
 */
async function whatIsUnread(
  { settleSeconds }: OnPremisesLaneSettings,
  { step }: StepContext,
  { way, order }: NonNullable<ReturnType<typeof wayFor>>,
): Promise<Performed | null> {
  if (!TAKES.includes(step.kind) || wasReadInAd(step.snapshot)) return null;
  const read = await way.read(order);
  if (read.status !== 'unreachable') return { status: 'look-first', seconds: settleSeconds };
  return { status: 'needs-person', note: byHandInstead(read.note, step.kind) };
}

function byHandInstead(why: Text, kind: StepContext['step']['kind']): Text {
  return text('on-premises.by-hand-instead', { why, todo: workOf(kind).todo });
}

async function perform(settings: OnPremisesLaneSettings, context: StepContext): Promise<Performed> {
  const { todo } = workOf(context.step.kind);
  const reached = wayFor(settings, context);
  if (reached === null) return { status: 'needs-person', note: todo };
  const unread = await whatIsUnread(settings, context, reached);
  if (unread !== null) return unread;
  const performed = await reached.way.perform(reached.order);
  switch (performed.status) {
    case 'refused': {
      const gaps = performed.left === undefined ? {} : { gaps: adGaps(context.step, { groups: [] }, performed.left) };
      // Somebody with more rights than ours can still do it; everything else is refused to everybody.
      if (performed.note.key !== 'on-premises.refused.no-rights')
        return { status: 'refused', note: performed.note, ...gaps };
      return { status: 'needs-person', note: byHandInstead(performed.note, context.step.kind) };
    }
    case 'unreachable':
      return { status: 'needs-person', note: byHandInstead(performed.note, context.step.kind) };
    case 'ambiguous':
      return { status: 'ambiguous', seconds: settings.settleSeconds };
    case 'done': {
      // The clock is read after the answer, so that it is never before the write: only a later sync counts.
      const result = resultOf(performed.reading, reached.way.name, settings.clock.now());
      const { found, distinguishedName } = performed.reading;
      const pushed = found === 'active' && (await pushSync(settings, context, distinguishedName));
      return {
        status: 'accepted',
        evidence: { result, ...(pushed ? { pushed } : {}) },
        ...(HAS_PARTS.includes(context.step.kind)
          ? { gaps: adGaps(context.step, performed.reading, performed.left, result.at) }
          : {}),
      };
    }
  }
}
