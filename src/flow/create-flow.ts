import { answerLate } from './answer-late.ts';
import { answerRunbook } from './answer-runbook.ts';
import { directReports, findPeople, findSuccessors, mayAsk } from './ask.ts';
import type { FlowContext } from './context.ts';
import { decide } from './decide.ts';
import { draftRequest, proposeChoices } from './draft-request.ts';
import type { Flow } from './flow.ts';
import { resolveStep } from './resolve-step.ts';
import { runbookFile } from './runbook-file.ts';
import { isApprover, listMine, listQueue, showRequest } from './show-request.ts';
import { submitRequest } from './submit-request.ts';
import { explainPerson } from './why.ts';
import { withdraw } from './withdraw.ts';

/** Every moment of a request's life that a person can bring about, over one context. */
export function createFlow(context: FlowContext): Flow {
  return {
    isApprover: (personId) => isApprover(context, personId),
    directReports: (requesterId) => directReports(context, requesterId),
    findPeople: (requesterId, kind, query) => findPeople(context, requesterId, kind, query),
    findSuccessors: (query) => findSuccessors(context, query),
    mayAsk: (requesterId, kind, targetUserId) => mayAsk(context, requesterId, kind, targetUserId),
    proposeChoices: (requesterId, kind, targetUserId) => proposeChoices(context, requesterId, kind, targetUserId),
    draft: (requesterId, choices) => draftRequest(context, requesterId, choices),
    submit: (requesterId, choices, planHash) => submitRequest(context, requesterId, choices, planHash),
    decide: (actorId, request, version, verdict) => decide(context, actorId, request, version, verdict),
    withdraw: (actorId, request, version) => withdraw(context, actorId, request, version),
    answerLate: (actorId, request, version, when) => answerLate(context, actorId, request, version, when),
    answerRunbook: (actorId, request, answer) => answerRunbook(context, actorId, request, answer),
    runbookFile: (actorId, request) => runbookFile(context, actorId, request),
    resolveStep: (actorId, request, step, answer) => resolveStep(context, actorId, request, step, answer),
    view: (viewerId, request) => showRequest(context, viewerId, request),
    mine: (requesterId) => listMine(context, requesterId),
    why: (actorId, query) => explainPerson(context, actorId, query),
    queue: (actorId) => listQueue(context, actorId),
  };
}
