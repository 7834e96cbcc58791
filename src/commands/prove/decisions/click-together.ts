import { randomUUID } from 'node:crypto';
import type { Decision, Request } from '../../../domain/request.ts';
import type { FlowContext } from '../../../flow/context.ts';
import { decide } from '../../../flow/decide.ts';
import type { Random } from '../random.ts';
import { storePending } from './decision-world.ts';

export type Click = { readonly by: string; readonly verdict: Decision['verdict']; readonly version: number | null };

/** One request and all that is pressed about it in the same moment. */
export type Scene = {
  readonly name: string;
  readonly needed: number;
  /** Whether these clicks are enough to end the waiting. */
  readonly ends: boolean;
  readonly clicks: readonly Click[];
};

export type ClickedRequest = {
  readonly scene: Scene;
  readonly request: Request;
  readonly decisions: readonly Decision[];
  /** Clicks that were answered with "done", and those that got no answer at all. */
  readonly accepted: number;
  readonly crashed: number;
};

export type People = {
  readonly approvers: readonly [string, string];
  readonly requester: string;
  readonly targetUser: string;
};

const TOGETHER = 20;

/**
 * What twenty clicks at once can be. Each approver presses again and again, with a card or by typing; to the flow every
 * click is a new one, as a repeated delivery with a new activity id is.
 */
export function scenesOf({ approvers: [one, other], requester, targetUser }: People, random: Random): readonly Scene[] {
  const approve = (by: string): Click => ({ by, verdict: 'approved', version: 1 });
  const decline = (by: string): Click => ({ ...approve(by), verdict: 'declined' });
  const mixed = (kinds: readonly Click[]) =>
    random.pick(
      Array.from({ length: TOGETHER }, (_, place) => kinds[place % kinds.length]).flatMap((click) => click ?? []),
      TOGETHER,
    );
  return [
    { name: 'one needed, both approve', needed: 1, ends: true, clicks: mixed([approve(one), approve(other)]) },
    {
      name: 'one needed, one approves and the other declines',
      needed: 1,
      ends: true,
      clicks: mixed([approve(one), decline(other)]),
    },
    { name: 'two needed, both approve', needed: 2, ends: true, clicks: mixed([approve(one), approve(other)]) },
    { name: 'two needed, one of them approves alone', needed: 2, ends: false, clicks: mixed([approve(one)]) },
    {
      name: 'two needed, both approve and both decline',
      needed: 2,
      ends: true,
      clicks: mixed([approve(one), approve(other), decline(one), decline(other)]),
    },
    {
      name: 'two needed, one approver, the requester and the target user approve',
      needed: 2,
      ends: false,
      clicks: mixed([approve(one), approve(requester), approve(targetUser)]),
    },
  ];
}

/** Stores the request and presses everything at once, in turn on each of these processes' flows. */
export async function clickTogether(
  contexts: readonly [FlowContext, ...FlowContext[]],
  scene: Scene,
  { requester, targetUser }: People,
): Promise<ClickedRequest> {
  const [context] = contexts;
  const { id } = await storePending(context, {
    requesterId: requester,
    targetUserId: targetUser,
    needs: { count: scene.needed, by: 'approver', reasons: [] },
  });
  const answers = await Promise.allSettled(
    scene.clicks.map(({ by, verdict, version }, place) => {
      const decision = verdict === 'approved' ? { verdict } : { verdict, reason: `not now ${randomUUID()}` };
      return decide(contexts[place % contexts.length] ?? context, by, id, version, decision);
    }),
  );
  const request = await context.ports.requests.read(id);
  if (request === null) throw new TypeError(`request ${id} is gone`);
  return {
    scene,
    request,
    decisions: await context.ports.decisions.list(id),
    accepted: answers.filter((answer) => answer.status === 'fulfilled' && answer.value.refused === null).length,
    crashed: answers.filter(({ status }) => status === 'rejected').length,
  };
}

/** Why this is not "exactly as many people as are needed, once each, or one refusal"; null = it is. */
export function faultOf(
  { scene, request, decisions, accepted, crashed }: ClickedRequest,
  people: People,
): string | null {
  const approved = decisions.filter(({ verdict }) => verdict === 'approved');
  const declined = decisions.length - approved.length;
  const by = new Set(approved.map((decision) => decision.by));
  if (crashed > 0) return 'a click got no answer';
  if (accepted !== decisions.length) return 'somebody heard "done" and it was not';
  if (decisions.some((decision) => !people.approvers.includes(decision.by))) return 'decided by who may not';
  if (by.size !== approved.length) return 'one person counted twice';
  if (approved.length > scene.needed || declined > 1) return 'more decisions than one';
  if (declined === 1 && approved.length === scene.needed) return 'approved and declined';
  return endingFault({ scene, request }, { approved: approved.length, declined });
}

function endingFault(
  { scene, request }: Pick<ClickedRequest, 'scene' | 'request'>,
  { approved, declined }: { readonly approved: number; readonly declined: number },
): string | null {
  if (request.approvals.length !== approved) return 'the request and the log of decisions differ';
  const expected = declined === 1 ? 'declined' : approved === scene.needed ? 'approved' : 'pending';
  if (request.state !== expected) return `the request is ${request.state}, and ${expected} was decided`;
  if (request.version !== (expected === 'pending' ? 1 : 2)) return 'the version tells of another number of decisions';
  if ((expected !== 'pending') !== scene.ends) return scene.ends ? 'nobody decided' : 'decided by too few';
  return approved + declined === 0 ? 'nobody counted' : null;
}
