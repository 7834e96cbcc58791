import { CLICK_TRIPS } from '../domain/by-two-does.ts';
import { emergencyChoices } from '../domain/choices.ts';
import type { View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { clickOfOne } from './click-of-one.ts';
import { clickOfTwo } from './click-of-two.ts';
import type { FlowContext } from './context.ts';
import { makeRequest } from './draft-request.ts';
import { emergencyMember } from './emergency-member.ts';
import type { Refused } from './flow.ts';
import { NO_POWER, powerNow } from './power-of.ts';
import { reasonOf } from './reason-of.ts';
import { runningBlock } from './running-block.ts';
import { viewOf } from './show-request.ts';
import { storeBlockNow } from './store-block-now.ts';
import { noticeOf, tellAudience } from './tell-stops.ts';
import { makersOfClick, whoAnswers } from './who-answers.ts';
import { whyNotAtOnce } from './why-not-at-once.ts';

/**
 * Blocks at once: what happened is asked about afterwards. The right is read live, protection and plan come from facts
 * read now; then the request is stored as running, with its ledger and its job, before the first call leaves. It
 * overtakes whatever else is asked, planned, held or running about the person, through a pause as well; an earlier one
 * that stands gives it its time to be confirmed. Of somebody who decides in Leaver, or of whom that cannot be read, it
 * takes a second member; where Leaver may not write them, the two clicks ask for an administrator. Refused, and nothing
 * stored, where anybody else is protected, the plan holds a refusal, or the member made too many within the hour; nor
 * where the click would do something else than the card `said`. `given`: why.
 */
export async function blockNow(
  context: FlowContext,
  actorId: string,
  targetUserId: string,
  { given = '', said = null }: { readonly given?: string; readonly said?: string | null } = {},
): Promise<Refused | { readonly request: Request; readonly view: View }> {
  const member = await emergencyMember(context, actorId, targetUserId);
  if ('refused' in member) return member;
  const { actor } = member;
  const made = await makeRequest(context, actor, emergencyChoices(targetUserId), 'block');
  if ('refused' in made) return made;
  const { facts, plan } = made.request;
  const reason = reasonOf(given);
  const click = { actor, facts, whyNot: whyNotAtOnce(plan.refusals, facts), reason, said };
  const { takesTwo } = facts.found === 'active' ? await powerNow(context, facts) : NO_POWER;
  const counts = takesTwo === null ? clickOfOne(click) : await clickOfTwo(context, { ...click, takesTwo });
  if (counts === 'second-by-now') return blockNow(context, actorId, targetUserId, { given, said });
  if ('refused' in counts) return counts;
  const { first } = counts;
  const answeredBy = await whoAnswers(context, { targetUserId, makers: makersOfClick(actor, first) });
  const running = runningBlock(context, made.request, { actor, reason, first, answeredBy });
  const done = await storeBlockNow(context, running, { first, isHeld: said === CLICK_TRIPS });
  if ('refused' in done) {
    const { refused, stop } = done;
    if (stop?.trippedBy === running.id) await tellAudience(context, noticeOf(stop), targetUserId);
    return { refused };
  }
  const { stored, touched } = done;
  context.log({ kind: 'emergency-block', requestId: stored.id, personId: actorId });
  for (const id of [...touched, stored.id]) {
    context.wake(id);
    context.nudge(id);
  }
  return { request: stored, view: await viewOf(context, stored, { role: 'requester' }) };
}
