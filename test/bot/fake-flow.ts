import { randomUUID } from 'node:crypto';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { viewFor } from '../../src/domain/build-view.ts';
import { type Choices, emptyChoices } from '../../src/domain/choices.ts';
import { explain } from '../../src/domain/explanation.ts';
import { listed } from '../../src/domain/listed.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Person } from '../../src/domain/person.ts';
import { planHash } from '../../src/domain/plan-hash.ts';
import type { View } from '../../src/domain/report.ts';
import type { Request } from '../../src/domain/request.ts';
import { runbookOf } from '../../src/domain/runbook.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { type Text, text } from '../../src/domain/text.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { aPerson, aRequest, aTargetUser } from '../helpers/given.ts';

export const MANAGER = aPerson({ id: '10000000-0000-4000-8000-000000000002', displayName: 'Miriam Graham' });
export const APPROVER = aPerson({ id: '10000000-0000-4000-8000-000000000004', displayName: 'Patti Fernandez' });
export const STRANGER = aPerson({ id: '10000000-0000-4000-8000-000000000009', displayName: 'Nestor Wilke' });
export const ADELE = aTargetUser();
export const ALEX = aTargetUser({
  id: '10000000-0000-4000-8000-000000000011',
  displayName: 'Alex Wilber',
  userPrincipalName: 'alex@contoso.example',
});
/** Two with one name. */
export const LEES = ['sales', 'legal'].map((department, at) =>
  aTargetUser({
    id: `10000000-0000-4000-8000-00000000002${at}`,
    displayName: 'Lee Gu',
    department,
    userPrincipalName: `lee.${department}@contoso.example`,
  }),
);

type Method = keyof Flow;
type Trouble = { readonly method: Method; times: number; readonly wait: number; readonly error: Error | null };

/**
 * A flow in memory with the real domain underneath: it plans, stores, decides and refuses by simple rules, and can be
 * told to be slow or to throw at any method.
 */
export function createFakeFlow(given: { readonly now: () => string }) {
  const reports: readonly TargetUser[] = [ADELE, ALEX, ...LEES];
  const requests: Request[] = [];
  const troubles: Trouble[] = [];
  const calls: { readonly method: Method; readonly with: readonly unknown[] }[] = [];
  const protectedIds = new Set<string>();
  const forbidden = new Set<string>();
  const ledgers = new Map<string, readonly StepRecord[]>();
  let next = 1042;

  const byName = (query: string) =>
    reports.filter(({ id, displayName, userPrincipalName }) =>
      [id, displayName.toLowerCase(), userPrincipalName].some((name) => name.includes(query.toLowerCase())),
    );

  const flow: Flow = {
    scheduleDays: 365,
    confirmHours: 4,
    async offeredTo(personId) {
      return { approver: personId === APPROVER.id, escalation: false, emergency: false };
    },
    async asksHere(personId) {
      return personId === MANAGER.id;
    },
    async directReports(requesterId) {
      return requesterId === MANAGER.id ? reports : [];
    },
    async findPeople(requesterId, _kind, query) {
      return requesterId === MANAGER.id ? byName(query) : [];
    },
    async offeredSuccessors(requesterId, { id }) {
      return requesterId === MANAGER.id ? reports.filter((report) => report.id !== id) : [];
    },
    async findSuccessors(query) {
      return byName(query);
    },
    async mayAsk(requesterId, _kind, targetUserId) {
      const target = reports.find(({ id }) => id === targetUserId);
      if (target === undefined) return { refused: text('flow.person-not-found') };
      if (requesterId !== MANAGER.id || forbidden.has(targetUserId)) return { refused: text('flow.not-yours') };
      return { target };
    },
    async proposeChoices(_requesterId, kind, targetUserId) {
      const facts = factsOf(targetUserId);
      const choices = { ...emptyChoices(kind, targetUserId), reason: 'resigned' as const };
      if (kind !== 'offboard') return { choices, facts, beside: [] };
      const successor = { successorId: MANAGER.id, successorName: MANAGER.displayName };
      return { choices: { ...choices, ...successor, shareFiles: true, leaveGroups: true }, facts, beside: [] };
    },
    async whyNotComeBackAs() {
      return null;
    },
    async draft(_requesterId, choices) {
      const request = makeRequest(choices);
      const report = buildReport({ request, steps: null, now: given.now() });
      return { draft: { facts: request.facts, report, approversReachable: true } };
    },
    async submit(requesterId, choices, hash) {
      const made = makeRequest(choices);
      if (made.planHash !== hash) return { refused: text('flow.plan-changed') };
      const open = requests.some((one) => one.targetUserId === choices.targetUserId && one.state === 'pending');
      if (open) return { refused: text('flow.open-request') };
      const request = { ...made, id: randomUUID(), reference: `L-${next}`, requesterId };
      next += 1;
      requests.push(request);
      return { request, view: viewOf(request, 'requester') };
    },
    async decide(actorId, idOrReference, version, decision) {
      const request = find(idOrReference);
      if (request === undefined) return { refused: text('flow.not-yours'), view: null };
      if (actorId !== APPROVER.id) return refuse(request, actorId, text('flow.not-an-approver'));
      if (request.state !== 'pending') return refuse(request, actorId, text('flow.changed-meanwhile'));
      if (version !== null && version !== request.version)
        return refuse(request, actorId, text('flow.changed-meanwhile'));
      if (version === null) return refuse(request, actorId, text('approval.typed'));
      const reason = 'reason' in decision ? decision.reason : null;
      const made = { verdict: decision.verdict, by: actorId, byName: APPROVER.displayName, reason, at: given.now() };
      return answer(change(request, { state: decision.verdict, decision: made }), actorId);
    },
    async askQuestion(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async answerQuestion(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async reassign(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.reassign-to-whom'));
    },
    async postpone(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.postpone-to-when'));
    },
    async agree(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async whyHourIsFixed() {
      return null;
    },
    async openAbout() {
      return null;
    },
    async openByName() {
      return null;
    },
    async changeDate(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async move(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async stop(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async hold(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async letGoOn(actorId, reference) {
      return refuse(find(reference), actorId, text('flow.not-yours'));
    },
    async deciders() {
      return [];
    },
    async findForEmergency() {
      return { refused: text('emergency.not-in-group') };
    },
    async blockNow() {
      return { refused: text('emergency.not-in-group') };
    },
    async answerEmergency(actorId, reference) {
      return refuse(find(reference), actorId, text('emergency.nothing-to-answer'));
    },
    async withdraw(actorId, idOrReference) {
      const request = find(idOrReference);
      if (request === undefined || request.requesterId !== actorId)
        return refuse(request, actorId, text('flow.only-requester'));
      return answer(change(request, { state: 'withdrawn' }), actorId);
    },
    async answerLate(actorId, idOrReference, _version, when) {
      const request = find(idOrReference);
      if (request === undefined) return { refused: text('flow.not-yours'), view: null };
      const dueAt = when.mode === 'at' ? when.instant : null;
      return answer(change(request, { state: 'scheduled', lateSince: null, dueAt }), actorId);
    },
    async answerRunbook(actorId, idOrReference, given_) {
      const request = find(idOrReference);
      if (request === undefined || actorId !== APPROVER.id)
        return refuse(request, actorId, text('flow.not-an-approver'));
      if (given_.answer === 'cannot' && given_.reason === '') {
        return refuse(request, actorId, text('flow.cannot-needs-reason'));
      }
      return answer(request, actorId);
    },
    async answerTask(actorId, idOrReference) {
      return refuse(find(idOrReference), actorId, text('flow.task-not-yours'));
    },
    async runbookFile(actorId, idOrReference) {
      const request = find(idOrReference);
      if (request === undefined || actorId !== APPROVER.id) return { refused: text('flow.not-yours'), view: null };
      const runbook = runbookOf({ request, actions: ['disable-account'] });
      if (runbook === null) return { refused: text('flow.runbook-closed'), view: null };
      const { id: requestId, reference } = request;
      return { file: { requestId, reference, name: `leaver-${reference}.ps1`, ...runbook } };
    },
    async resolveStep(actorId, idOrReference) {
      const request = find(idOrReference);
      return request === undefined ? { refused: text('flow.not-yours'), view: null } : answer(request, actorId);
    },
    async view(viewerId, idOrReference) {
      const request = find(idOrReference);
      return request === undefined ? null : viewFrom(request, viewerId);
    },
    async cardShown() {},
    async mine(requesterId) {
      const own = requests.filter((one) => one.requesterId === requesterId).toReversed();
      return { requests: own.map((one) => listed(one, [])), more: 0 };
    },
    async why(actorId, query) {
      const people = actorId === MANAGER.id ? (query === '' ? reports : byName(query)) : [];
      const [only] = people;
      if (only === undefined || people.length > 1) return { people };
      const facts = factsOf(only.id);
      return { explanation: explain({ facts, open: [], report: null, mayAsk: true, runs: [], now: given.now() }) };
    },
    async queue(actorId) {
      if (actorId !== APPROVER.id) return { refused: text('flow.not-an-approver') };
      return {
        requests: requests.filter(({ state }) => state === 'pending').map((one) => listed(one, [])),
        more: 0,
        stops: [],
      };
    },
    async auditHead(actorId) {
      if (actorId !== APPROVER.id) return { refused: text('flow.not-an-approver') };
      return { head: { number: 1042, hash: 'a1'.repeat(32) } };
    },
    async stops(actorId) {
      return actorId === APPROVER.id ? { stops: [] } : { refused: text('brakes.refused.not-yours') };
    },
    async lookSetAside() {
      return { refused: text('flow.not-an-approver') };
    },
    async setAside() {
      return { refused: text('flow.not-an-approver') };
    },
    async pauseEverything() {
      return { refused: text('brakes.refused.only-emergency') };
    },
    async resumeStop(actorId) {
      return actorId === APPROVER.id
        ? { refused: text('brakes.refused.nothing-held'), stops: [] }
        : { refused: text('brakes.refused.not-yours'), stops: null };
    },
  };

  return {
    flow: troubled(flow),
    requests,
    calls,
    /** The next `times` calls of a method wait so many real milliseconds, and throw when an error is given. */
    trouble(method: Method, given_: { readonly wait?: number; readonly error?: Error; readonly times?: number }) {
      troubles.push({ method, times: given_.times ?? 1, wait: given_.wait ?? 0, error: given_.error ?? null });
    },
    /** The plan of this person changes between review and submit. */
    protect: (id: string) => protectedIds.add(id),
    /** From now on nobody may ask about this person. */
    forbid: (id: string) => forbidden.add(id),
    allow: (id: string) => forbidden.delete(id),
    put: (changes: Partial<Request>) => {
      const base = aRequest({ id: randomUUID(), reference: `L-${next}` });
      // Lists show the name as it was read last.
      const facts = { ...base.facts, displayName: changes.targetUserName ?? base.facts.displayName };
      const request = { ...base, requesterId: MANAGER.id, facts, ...changes };
      next += 1;
      requests.push(request);
      return request;
    },
    change,
    ledgers,
  };

  function troubled(whole: Flow): Flow {
    const methods = Object.entries(whole).map(([name, method]) => {
      if (typeof method !== 'function') return [name, method];
      const wrapped = async (...args: unknown[]) => {
        calls.push({ method: name as Method, with: args });
        const trouble = troubles.find((one) => one.method === name && one.times > 0);
        if (trouble !== undefined) {
          trouble.times -= 1;
          await new Promise((resolve) => setTimeout(resolve, trouble.wait));
          if (trouble.error !== null) throw trouble.error;
        }
        return (method as (...given_: unknown[]) => Promise<unknown>)(...args);
      };
      return [name, wrapped];
    });
    return Object.fromEntries(methods);
  }

  function factsOf(id: string): TargetUser {
    const facts = reports.find((person) => person.id === id) ?? aTargetUser({ id });
    if (!protectedIds.has(id)) return facts;
    return { ...facts, protections: [{ kind: 'protected-group', name: 'Executives' }] };
  }

  function makeRequest(choices: Choices): Request {
    const facts = factsOf(choices.targetUserId);
    const requester: Person = MANAGER;
    const successor = choices.successorId === null ? null : MANAGER;
    const now = given.now();
    const plan = assemblePlan({ choices, targetUser: facts, requester, successor, runs: [], now });
    const dueAt = choices.when.mode === 'at' ? choices.when.instant : null;
    const base = aRequest({ facts, plan, choices, dueAt, planHash: planHash(plan) });
    return { ...base, targetUserId: facts.id, targetUserName: facts.displayName };
  }

  function find(idOrReference: string): Request | undefined {
    return requests.find(({ id, reference }) => id === idOrReference || reference === idOrReference);
  }

  function change(request: Request, changes: Partial<Request>): Request {
    const changed = { ...request, ...changes, version: request.version + 1 };
    requests.splice(requests.indexOf(find(request.id) ?? request), 1, changed);
    return changed;
  }

  function viewOf(request: Request, role: 'requester' | 'approver'): View {
    const report = buildReport({ request, steps: ledgers.get(request.id) ?? [], now: given.now() });
    return viewFor(
      report,
      role === 'requester' ? { role } : { role, id: APPROVER.id, decides: true, answers: 'by-word' },
    );
  }

  function viewFrom(request: Request, viewerId: string): View | null {
    if (viewerId === request.requesterId) return viewOf(request, 'requester');
    return viewerId === APPROVER.id ? viewOf(request, 'approver') : null;
  }

  function answer(request: Request, actorId: string) {
    return { refused: null, view: viewFrom(request, actorId) };
  }

  function refuse(request: Request | undefined, actorId: string, refused: Text) {
    return { refused, view: request === undefined ? null : viewFrom(request, actorId) };
  }
}

export type FakeFlow = ReturnType<typeof createFakeFlow>;
