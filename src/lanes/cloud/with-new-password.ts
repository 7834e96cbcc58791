import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { Gap } from '../../domain/gap.ts';
import type { StepContext, StepLane } from '../../flow/ports.ts';
import { readNow, type StepTools } from './step-actions.ts';

/**
 * The same lane, where a step that leaves a new password to people is looked at for that too: the gap stays until the cloud
 * shows a change of the password after ours. One of AD DS shows there when its hash was synchronised.
 */
export function withNewPassword(lane: StepLane, tools: Pick<StepTools, 'graph'>): StepLane {
  return {
    ...lane,
    look: async (context) => keeping(context, await lane.look(context), await stillLeft(tools, context)),
    perform: async (context) => keeping(context, await lane.perform(context), passwordGaps(context)),
    verify: async (context) => keeping(context, await lane.verify(context), await stillLeft(tools, context)),
  };
}

type Ending = { readonly status: string; readonly gaps?: readonly Gap[] };

function keeping<Found extends Ending>({ step }: StepContext, found: Found, left: readonly Gap[]): Found {
  if (!step.gaps.some(isPassword) || !READ.includes(found.status)) return found;
  const others = (found.gaps ?? step.gaps).filter((gap) => !isPassword(gap));
  return { ...found, gaps: [...others, ...left] };
}

/** Endings of which the gaps count. */
const READ: readonly string[] = ['needed', 'already', 'accepted', 'seen', 'seen-temporary'];

/** What cannot be read now is still left. */
async function stillLeft(tools: Pick<StepTools, 'graph'>, context: StepContext): Promise<readonly Gap[]> {
  const gaps = passwordGaps(context);
  if (gaps.length === 0) return [];
  try {
    const person = await readNow(tools, context.targetUserId, 'id,lastPasswordChangeDateTime');
    const changedAt = Date.parse(person?.lastPasswordChangeDateTime ?? '');
    return gaps.filter(({ id }) => !(changedAt > Date.parse(id)));
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return gaps;
  }
}

function passwordGaps({ step }: StepContext): readonly Gap[] {
  return step.gaps.filter(isPassword);
}

function isPassword({ kind }: Gap): boolean {
  return kind === 'password';
}
