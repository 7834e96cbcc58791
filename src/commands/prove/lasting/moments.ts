import { APPROVERS, type Trial } from './lasting-world.ts';

/**
 * When it happens. `before`: the request is brought there; `after`: what comes then by itself, or by the last click.
 */
export type Moment = {
  readonly before: (trial: Trial) => Promise<void>;
  readonly after: (trial: Trial) => Promise<void>;
  /** The second approval is not given yet: it is no word that could be lost. */
  readonly isBeforeLast?: true;
  /** What was read at the last approval counts here: it starts within 15 seconds. */
  readonly isJustRead?: true;
};

const [FIRST, LAST] = APPROVERS;
const HOURS = 600;

async function approved(trial: Trial, inMinutes: number | null): Promise<void> {
  await trial.ask(inMinutes);
  for (const by of APPROVERS) await trial.approve(by);
}

export const MOMENTS: Readonly<Record<string, Moment>> = {
  'before the last approval': {
    isBeforeLast: true,
    async before(trial) {
      await trial.ask(null);
      await trial.approve(FIRST);
    },
    async after(trial) {
      await trial.approve(LAST);
      await trial.advance();
    },
  },
  'within 15 seconds of the last approval': {
    isJustRead: true,
    before: (trial) => approved(trial, null),
    after: (trial) => trial.advance(),
  },
  'before its hour': {
    async before(trial) {
      await approved(trial, HOURS);
      await trial.advance();
    },
    async after(trial) {
      trial.pass(HOURS + 1);
      await trial.advance();
    },
  },
  'while a pause holds it': {
    async before(trial) {
      await trial.pause();
      await approved(trial, null);
      await trial.advance();
    },
    async after(trial) {
      trial.pass(10);
      await trial.resume();
      await trial.advance();
    },
  },
  'while it runs, after a wait': {
    async before(trial) {
      trial.tenant.isGated = true;
      await approved(trial, null);
      await trial.advance();
    },
    async after(trial) {
      trial.pass(10);
      trial.tenant.isGated = false;
      await trial.advance();
    },
  },
};
