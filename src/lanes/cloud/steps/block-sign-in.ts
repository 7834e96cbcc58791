import type { StepActions, StepTools } from '../step-actions.ts';
import { setSignIn } from './set-sign-in.ts';

/** New sign-ins are refused. */
export function blockSignIn(tools: StepTools): StepActions {
  return setSignIn(tools, false);
}
