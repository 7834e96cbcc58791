import { agree } from './agree.ts';
import { answerEmergency } from './answer-emergency.ts';
import { answerLate } from './answer-late.ts';
import { answerRunbook } from './answer-runbook.ts';
import { answerTask } from './answer-task.ts';
import { directReports, findPeople, findSuccessors, mayAskNow } from './ask.ts';
import { asksHere } from './asks-here.ts';
import { auditHead } from './audit-head.ts';
import { auditedFlow } from './audited-flow.ts';
import { blockNow } from './block-now.ts';
import { cardShown } from './card-shown.ts';
import type { FlowContext } from './context.ts';
import { decide } from './decide.ts';
import { draftRequest, proposeChoices } from './draft-request.ts';
import { findForEmergency } from './find-for-emergency.ts';
import type { Flow } from './flow.ts';
import { holdRequest, letGoOn } from './hold-request.ts';
import { hourFixedFor } from './hour-fixed-for.ts';
import { listQueue } from './list-queue.ts';
import { listStops } from './list-stops.ts';
import { lookSetAside } from './look-set-aside.ts';
import { changeDate, moveRequest } from './move-request.ts';
import { offeredTo } from './offered-to.ts';
import { openAbout, openByName } from './open-about.ts';
import { otherDeciders } from './other-deciders.ts';
import { pauseEverything } from './pause-everything.ts';
import { postpone } from './postpone.ts';
import { reassign } from './reassign.ts';
import { answerQuestion, askQuestion } from './remark.ts';
import { resolveStep } from './resolve-step.ts';
import { resumeStop } from './resume-stop.ts';
import { runbookFile } from './runbook-file.ts';
import { setAside } from './set-aside.ts';
import { listMine, showRequest } from './show-request.ts';
import { stopRequest } from './stop-request.ts';
import { submitRequest } from './submit-request.ts';
import { offeredSuccessors } from './successors.ts';
import { explainPerson } from './why.ts';
import { whyNotComeBackAs } from './why-not-come-back-as.ts';
import { withdraw } from './withdraw.ts';

/** Every moment of a request's life that a person can bring about, over one context. */
export function createFlow(context: FlowContext): Flow {
  return auditedFlow(context, {
    scheduleDays: context.settings.policy.scheduleDays,
    confirmHours: Math.max(1, Math.round(context.settings.policy.emergency.confirmWithin / 60)),
    offeredTo: (personId) => offeredTo(context, personId),
    asksHere: (personId) => asksHere(context, personId),
    directReports: (requesterId) => directReports(context, requesterId),
    findPeople: (requesterId, kind, query) => findPeople(context, requesterId, kind, query),
    findSuccessors: (query) => findSuccessors(context, query),
    offeredSuccessors: (requesterId, facts) => offeredSuccessors(context, requesterId, facts),
    mayAsk: (requesterId, kind, targetUserId) => mayAskNow(context, requesterId, kind, targetUserId),
    proposeChoices: (requesterId, kind, targetUserId) => proposeChoices(context, requesterId, kind, targetUserId),
    whyNotComeBackAs: (actorId, choices) => whyNotComeBackAs(context, actorId, choices),
    whyHourIsFixed: (actorId, idOrReference) => hourFixedFor(context, actorId, idOrReference),
    openAbout: (actorId, kind, targetUserId) => openAbout(context, actorId, kind, targetUserId),
    openByName: (actorId, query) => openByName(context, actorId, query),
    draft: (requesterId, choices) => draftRequest(context, requesterId, choices),
    submit: (requesterId, choices, planHash) => submitRequest(context, requesterId, choices, planHash),
    decide: (actorId, request, version, verdict) => decide(context, actorId, request, version, verdict),
    askQuestion: (actorId, idOrReference, version, question) =>
      askQuestion(context, { actorId, idOrReference, version }, question),
    answerQuestion: (actorId, idOrReference, version, answer) =>
      answerQuestion(context, { actorId, idOrReference, version }, answer),
    reassign: (actorId, idOrReference, version, toWhom) =>
      reassign(context, { actorId, idOrReference, version }, toWhom),
    postpone: (actorId, idOrReference, version, when) => postpone(context, { actorId, idOrReference, version }, when),
    agree: (actorId, idOrReference, version) => agree(context, { actorId, idOrReference, version }),
    changeDate: (actorId, idOrReference, version, when) =>
      changeDate(context, { actorId, idOrReference, version }, when),
    move: (actorId, idOrReference, version, when, reason) =>
      moveRequest(context, { actorId, idOrReference, version }, when, reason),
    stop: (actorId, idOrReference, version, reason) =>
      stopRequest(context, { actorId, idOrReference, version }, reason),
    hold: (actorId, idOrReference, version, reason) =>
      holdRequest(context, { actorId, idOrReference, version }, reason),
    letGoOn: (actorId, idOrReference, version) => letGoOn(context, { actorId, idOrReference, version }),
    deciders: (actorId, idOrReference) => otherDeciders(context, actorId, idOrReference),
    findForEmergency: (actorId, query) => findForEmergency(context, actorId, query),
    blockNow: (actorId, targetUserId, asked) => blockNow(context, actorId, targetUserId, asked),
    answerEmergency: (actorId, idOrReference, version, verdict) =>
      answerEmergency(context, actorId, idOrReference, version, verdict),
    lookSetAside: (actorId, query) => lookSetAside(context, actorId, query),
    setAside: (actorId, personId, reason) => setAside(context, actorId, personId, reason),
    withdraw: (actorId, request, version) => withdraw(context, actorId, request, version),
    answerLate: (actorId, request, version, when) => answerLate(context, actorId, request, version, when),
    answerRunbook: (actorId, request, answer) => answerRunbook(context, actorId, request, answer),
    answerTask: (actorId, request, answer) => answerTask(context, actorId, request, answer),
    runbookFile: (actorId, request) => runbookFile(context, actorId, request),
    resolveStep: (actorId, request, step, answer) => resolveStep(context, actorId, request, step, answer),
    view: (viewerId, request) => showRequest(context, viewerId, request),
    cardShown: (card) => cardShown(context, card),
    mine: (requesterId) => listMine(context, requesterId),
    why: (actorId, query) => explainPerson(context, actorId, query),
    queue: (actorId) => listQueue(context, actorId),
    auditHead: (actorId) => auditHead(context, actorId),
    stops: (actorId) => listStops(context, actorId),
    pauseEverything: (actorId) => pauseEverything(context, actorId),
    resumeStop: (actorId, stop) => resumeStop(context, actorId, stop),
  });
}
