import { type Answers, answersAbout } from '../domain/answers.ts';
import { decides } from '../domain/approval.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import type { Request } from '../domain/request.ts';
import { answerableTasks } from '../domain/tasks-of.ts';
import type { Text } from '../domain/text.ts';
import { answerersOf, answersOf, insteadOfHelpdesk } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { type Standing, standingOfAll } from './standing.ts';

export type AnswersHere = {
  /** Of everybody who is told of it as one of the helpdesk. */
  readonly answers: ReadonlyMap<string, Answers>;
  /** What is said where that is no approver's any more. */
  readonly instead: readonly Text[];
  /** False: some of them could not be read, and are asked nothing meanwhile. */
  readonly isKnown: boolean;
};

/**
 * What is taken from those who are told of a request. Where something is left to the helpdesk and none of them may
 * answer it, those who may are told as well: a rule of the policy has the escalation group alone decide.
 * `standing`: of those who hold a card; null = the directory is silent.
 */
export async function whoAnswersHere(
  context: FlowContext,
  {
    request,
    partyIds,
    standing,
    isLeft,
  }: {
    readonly request: Request;
    readonly partyIds: readonly string[];
    readonly standing: ReadonlyMap<string, Standing> | null;
    readonly isLeft: boolean;
  },
): Promise<AnswersHere> {
  // Before it began only tasks are left to anybody.
  if (request.startedAt === null && answerableTasks(request).length === 0)
    return { answers: new Map(partyIds.map((id) => [id, null])), instead: [], isKnown: true };
  try {
    if (standing === null) return asBefore(context, request, partyIds);
    const others = await standingOfAll(
      context,
      partyIds.filter((id) => !standing.has(id)),
    );
    const roles = new Map(partyIds.map((id) => [id, (standing.get(id) ?? others.get(id))?.roles ?? []]));
    const known = await answersOf(context, request, roles);
    const answers = new Map(partyIds.map((id) => [id, known.get(id) ?? null]));
    const isThere = partyIds.some((id) => answers.get(id) === 'by-word' && roles.get(id)?.includes('approver'));
    if (!isLeft || isThere) return { answers, instead: [], isKnown: true };
    const { by, ids } = await answerersOf(context, request);
    if (![...answers.values()].includes('by-word')) for (const id of ids) answers.set(id, 'by-word');
    return { answers, instead: insteadOfHelpdesk(by), isKnown: true };
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return asBefore(context, request, partyIds);
  }
}

/** Whoever holds a card is an approver still, unless the escalation group may have been asked as well. */
function asBefore(context: FlowContext, request: Request, partyIds: readonly string[]): AnswersHere {
  const isMixed = decides(['escalation'], request, context.settings.policy, tenantNow(context));
  return {
    answers: new Map(partyIds.map((id) => [id, isMixed ? null : answersAbout(request, id)])),
    instead: [],
    isKnown: !isMixed,
  };
}
