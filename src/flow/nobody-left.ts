import { awaitsAgreement } from '../domain/agreement.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { escalatesAt } from '../domain/reminders.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { decidersOf } from './deciders.ts';

/**
 * That nobody is left who may approve it, and from when the escalation group may; nothing where somebody is, or where
 * it cannot be read. `deciderIds`: who may decide now, where that was read already.
 */
export async function nobodyLeft(
  context: FlowContext,
  request: Request,
  deciderIds?: readonly string[],
): Promise<readonly Text[]> {
  if (request.state !== 'pending' || awaitsAgreement(request)) return [];
  try {
    const now = deciderIds ?? (await idsOf(context, request));
    if (now.some((id) => !hasApproved(request, id))) return [];
    const at = await whenOthersMay(context, request);
    return [at === null ? text('report.todo.nobody-left') : text('report.todo.nobody-left-until', { at })];
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return [];
    throw error;
  }
}

/** When the escalation group may, if anybody of it could approve this; null = it may already, or never will. */
async function whenOthersMay(context: FlowContext, request: Request) {
  const at = escalatesAt(request, context.settings.policy);
  if (at === null || at <= tenantNow(context) || request.needs.by === 'escalation') return null;
  const others = await idsOf(context, { ...request, needs: { ...request.needs, by: 'escalation' } });
  return others.some((id) => !hasApproved(request, id)) ? { instant: at } : null;
}

async function idsOf(context: FlowContext, request: Request): Promise<readonly string[]> {
  return (await decidersOf(context, request)).map(({ id }) => id);
}

function hasApproved({ approvals }: Request, personId: string): boolean {
  return approvals.some(({ by }) => by === personId);
}
