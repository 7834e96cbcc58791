import { codeOf, FailedAfterwards, OutcomeUnknown } from '../domain/errors.ts';
import type { Text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Flow } from './flow.ts';

/**
 * The flow, with everything that a person tries in the audit: what is changed is put there by the stores, under the
 * name of who is acting; what was refused is put there here. A new moment does not compile before it says what is kept
 * of it. Whatever fails after the change is stored is told apart here, for all of them: nobody may read "not done"
 * then.
 */
export function auditedFlow(context: FlowContext, flow: Flow): Flow {
  const wrapped = Object.entries(KEPT).map(([name, kept]) => {
    const method = name as keyof Flow;
    const moment = flow[method];
    if (kept.what === 'nothing' || typeof moment !== 'function') return [method, moment];
    const call = moment.bind(flow) as Call;
    const audited: Call = (actorId, ...rest) =>
      context.ports.audit.as(String(actorId), async () => {
        const answer = await call(actorId, ...rest).catch((error: unknown) => throwTruly(context, error));
        await keep(context, method, kept, rest, answer);
        return answer;
      });
    return [method, audited];
  });
  return Object.fromEntries(wrapped) as Flow;
}

/** Throws the error, or what it means once the change itself is stored, or may be. */
function throwTruly({ ports, log }: FlowContext, error: unknown): never {
  const stored = ports.audit.stored();
  if (stored === 'no') throw error;
  log({ kind: stored === 'yes' ? 'failed-afterwards' : 'outcome-unknown', code: codeOf(error) });
  if (stored === 'yes') throw new FailedAfterwards('what came after the change failed', { cause: error });
  throw new OutcomeUnknown('the answer to the commit was lost', { cause: error });
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

/** `about`: what comes after the actor, a request (id or reference), a target user (object id), or choices. */
type Kept =
  | { readonly what: 'nothing' }
  | { readonly what: 'refusals' | 'all'; readonly about: (...rest: readonly unknown[]) => About };

type About = { readonly request?: unknown; readonly targetUserId?: unknown };

const nothing: Kept = { what: 'nothing' };
const ofRequest: Kept = { what: 'refusals', about: (request) => ({ request }) };
const ofPerson: Kept = { what: 'refusals', about: (_kind, targetUserId) => ({ targetUserId }) };
const ofChoices: Kept = {
  what: 'refusals',
  about: (choices) => ({ targetUserId: (choices as { readonly targetUserId?: unknown }).targetUserId }),
};

const KEPT: Readonly<Record<keyof Flow, Kept>> = {
  scheduleDays: nothing,
  whyNotComeBackAs: nothing,
  confirmHours: nothing,
  offeredTo: nothing,
  asksHere: nothing,
  directReports: nothing,
  findPeople: nothing,
  findSuccessors: nothing,
  offeredSuccessors: nothing,
  mayAsk: ofPerson,
  proposeChoices: ofPerson,
  openAbout: nothing,
  openByName: nothing,
  whyHourIsFixed: nothing,
  draft: ofChoices,
  submit: ofChoices,
  decide: ofRequest,
  findForEmergency: { what: 'refusals', about: () => ({}) },
  blockNow: { what: 'refusals', about: (targetUserId) => ({ targetUserId }) },
  answerEmergency: ofRequest,
  askQuestion: ofRequest,
  answerQuestion: ofRequest,
  reassign: ofRequest,
  postpone: ofRequest,
  agree: ofRequest,
  changeDate: ofRequest,
  move: ofRequest,
  stop: ofRequest,
  hold: ofRequest,
  letGoOn: ofRequest,
  deciders: nothing,
  lookSetAside: { what: 'refusals', about: () => ({}) },
  setAside: { what: 'refusals', about: (targetUserId) => ({ targetUserId }) },
  withdraw: ofRequest,
  answerLate: ofRequest,
  answerRunbook: ofRequest,
  answerTask: ofRequest,
  runbookFile: { what: 'all', about: (request) => ({ request }) },
  resolveStep: ofRequest,
  view: nothing,
  cardShown: nothing,
  mine: nothing,
  // Who looked at how somebody stands is asked one day; what they typed is not kept.
  why: { what: 'all', about: () => ({}) },
  queue: { what: 'refusals', about: () => ({}) },
  auditHead: { what: 'refusals', about: () => ({}) },
  stops: { what: 'refusals', about: () => ({}) },
  pauseEverything: { what: 'refusals', about: () => ({}) },
  resumeStop: { what: 'refusals', about: () => ({}) },
};

async function keep(
  context: FlowContext,
  method: keyof Flow,
  kept: Exclude<Kept, { what: 'nothing' }>,
  rest: readonly unknown[],
  answer: unknown,
): Promise<void> {
  const refused = refusalIn(answer);
  if ((refused === null || isOnlyShown(refused)) && kept.what === 'refusals') return;
  const { request, targetUserId } = kept.about(...rest);
  const found = typeof request === 'string' ? await context.ports.requests.read(request) : null;
  await context.ports.audit.add({
    kind: refused === null ? 'answered' : 'refused',
    requestId: found?.id ?? null,
    version: found?.version ?? null,
    planHash: found?.planHash ?? null,
    targetUserId: found?.targetUserId ?? explained(answer) ?? (typeof targetUserId === 'string' ? targetUserId : null),
    code: refused === null ? method : `${method} ${refused.key}`,
  });
}

/** A decision that was typed by who may make it, a click of two: nothing was refused to anybody. */
function isOnlyShown({ key }: Text): boolean {
  return ONLY_SHOWN.includes(key);
}

const ONLY_SHOWN = [
  'approval.typed',
  'brakes.first-of-two',
  'emergency.first-of-two',
  'emergency.administrator-asked',
  'emergency.administrator-asked-before',
  'emergency.administrator-unreached',
  'emergency.click-otherwise',
];

function refusalIn(answer: unknown): Text | null {
  if (typeof answer !== 'object' || answer === null || !('refused' in answer)) return null;
  return (answer.refused ?? null) as Text | null;
}

/** About whom an explanation was given. */
function explained(answer: unknown): string | null {
  const explanation = (answer as { readonly explanation?: { readonly facts?: { readonly id?: unknown } } }).explanation;
  return typeof explanation?.facts?.id === 'string' ? explanation.facts.id : null;
}
