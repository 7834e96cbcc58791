import { ENDS_ACCESS } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';

/** Real seconds. Graph's own limits ask for seconds to minutes; what ends access is asked for sooner than told. */
const LONGEST = 600;
const LONGEST_WITH_ACCESS = 60;

/** How long a step rests when it was told to wait so many seconds: an hour, or a clock that is wrong, is not obeyed. */
export function restOf({ kind }: { readonly kind: StepKind }, seconds: number): number {
  return Math.min(seconds, ENDS_ACCESS.includes(kind) ? LONGEST_WITH_ACCESS : LONGEST);
}
