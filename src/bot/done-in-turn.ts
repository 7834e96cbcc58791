import { AsyncLocalStorage } from 'node:async_hooks';
import { FailedAfterwards } from '../domain/errors.ts';
import type { Flow } from '../flow/flow.ts';

/** What one turn has done so far, so that nobody reads "this was not done" when only the answer failed. */
export type DoneInTurn = {
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Whether something that was asked for in the present turn is stored. */
  isDone(): boolean;
  /** The same flow; what it changes is remembered until the turn ends. */
  watch(flow: Flow): Flow;
};

export function createDoneInTurn(): DoneInTurn {
  const turns = new AsyncLocalStorage<{ done: boolean }>();
  const markDone = () => {
    const turn = turns.getStore();
    if (turn !== undefined) turn.done = true;
  };
  return {
    during: (work) => turns.run({ done: false }, work),
    isDone: () => turns.getStore()?.done ?? false,
    watch(flow) {
      const watched = CHANGING.map((name) => {
        const call: Call = (...given) => (flow[name] as Call)(...given);
        const marked: Call = async (...given) => {
          const answer = await call(...given).catch((error: unknown) => {
            if (error instanceof FailedAfterwards) markDone();
            throw error;
          });
          if (!isRefused(answer)) markDone();
          return answer;
        };
        return [name, marked];
      });
      return { ...flow, ...(Object.fromEntries(watched) as Partial<Flow>) };
    },
  };
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

function isRefused(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'refused' in answer && answer.refused !== null;
}

/** A new moment does not compile before it says whether it changes anything. */
const CHANGES: Readonly<Record<keyof Flow, boolean>> = {
  scheduleDays: false,
  whyNotComeBackAs: false,
  confirmHours: false,
  offeredTo: false,
  asksHere: false,
  directReports: false,
  findPeople: false,
  findSuccessors: false,
  offeredSuccessors: false,
  mayAsk: false,
  proposeChoices: false,
  openAbout: false,
  openByName: false,
  whyHourIsFixed: false,
  draft: false,
  submit: true,
  decide: true,
  askQuestion: true,
  answerQuestion: true,
  reassign: true,
  postpone: true,
  agree: true,
  changeDate: true,
  move: true,
  stop: true,
  hold: true,
  letGoOn: true,
  deciders: false,
  findForEmergency: false,
  blockNow: true,
  lookSetAside: false,
  setAside: true,
  answerEmergency: true,
  withdraw: true,
  answerLate: true,
  answerRunbook: true,
  answerTask: true,
  runbookFile: false,
  resolveStep: true,
  view: false,
  cardShown: false,
  mine: false,
  why: false,
  queue: false,
  auditHead: false,
  stops: false,
  pauseEverything: true,
  resumeStop: true,
};

const CHANGING = Object.entries(CHANGES).flatMap(([name, changes]) => (changes ? [name as keyof Flow] : []));
