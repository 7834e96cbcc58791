import { type Answers, answersAbout } from '../domain/answers.ts';
import { whyNoWord, whySetAside } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { DecidingRole } from '../domain/policy.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { groupsOf, membersInOffice, standingOf } from './standing.ts';

/** Who these people are, and in which roles each stands at this moment. */
export type RolesOfAll = ReadonlyMap<string, readonly DecidingRole[]>;

/**
 * Who answers what Leaver left to people: a step that failed, the work in Active Directory, a task that somebody
 * cannot do. Approvers of the helpdesk do; where none is left whose word counts, the escalation group (docs/authority.md).
 * Card, message and click ask here alone. Never who asked for it, nor whom it is about. Throws `DirectoryUnavailable`.
 */
export async function answersOf(
  context: FlowContext,
  request: Request,
  people: RolesOfAll,
): Promise<ReadonlyMap<string, Answers>> {
  const others = [...people].filter(([id]) => !isOwn(request, id));
  const isApprover = (roles: readonly DecidingRole[]) => roles.includes('approver');
  const isThere = others.some(([id, roles]) => isApprover(roles) && answersAbout(request, id) === 'by-word');
  const standsIn = others.some(([, roles]) => !isApprover(roles) && roles.includes('escalation'));
  const by = isThere || !standsIn ? 'approver' : (await answerersOf(context, request)).by;
  return new Map(
    others.map(([id, roles]) => {
      const isAsked = isApprover(roles) || (by !== 'approver' && roles.includes('escalation'));
      return [id, isAsked ? answersAbout(request, id) : null];
    }),
  );
}

/** All whose word counts for it now, and by which group they do; null = nobody is left. */
export async function answerersOf(
  context: FlowContext,
  request: Request,
): Promise<{ readonly by: DecidingRole | null; readonly ids: readonly string[] }> {
  for (const [by, group] of groupsOf(context)) {
    const ids = whoseWordCounts(request, await membersInOffice(context, [group]));
    if (ids.length > 0) return { by, ids };
  }
  return { by: null, ids: [] };
}

/** What is said where it is no approver's: what is asked of the helpdesk is for others, or waits for somebody to be there. */
export function insteadOfHelpdesk(by: DecidingRole | null): readonly Text[] {
  return by === 'approver' ? [] : [text(`report.todo.for-${by ?? 'nobody'}`)];
}

/** Of these members of a group that is asked. */
export function whoseWordCounts(request: Request, members: readonly Pick<Person, 'id'>[]): readonly string[] {
  return members.map(({ id }) => id).filter((id) => !isOwn(request, id) && answersAbout(request, id) === 'by-word');
}

/** Why somebody may not answer so; null = may. `how`: whether it rests on their word alone. */
export async function whyNoAnswer(
  context: FlowContext,
  request: Request,
  personId: string,
  how: 'by-word' | 'by-proof',
): Promise<Text | null> {
  const { roles } = await standingOf(context, personId);
  const answers = (await answersOf(context, request, new Map([[personId, roles]]))).get(personId) ?? null;
  if (answers === how || answers === 'by-word') return null;
  const isAsked = roles.includes('approver') && !isOwn(request, personId);
  const noWord = isAsked || answers !== null ? (how === 'by-word' ? whyNoWord : whySetAside)(request, personId) : null;
  return noWord ?? text('flow.not-an-approver');
}

function isOwn({ requesterId, targetUserId }: Request, personId: string): boolean {
  return personId === requesterId || personId === targetUserId;
}
