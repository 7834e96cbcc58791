import type { StepActions, StepTools } from '../step-actions.ts';
import { setSignIn } from './set-sign-in.ts';

/** The person may sign in again; where AD DS masters them it must say so first, or the next sync blocks again. */
export function unblockSignIn(tools: StepTools): StepActions {
  return setSignIn(tools, true);
}
