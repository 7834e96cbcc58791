import type { Edit, Request } from './request.ts';

/** Whether the requester still has to agree to what an approver changed. */
export function awaitsAgreement({ edited }: Pick<Request, 'edited'>): boolean {
  return edited !== null && edited.agreedAt === null && edited.lapsedAt === undefined;
}

/**
 * The hour at which it runs as things stand: one to which the requester has not agreed is only proposed; null = at
 * once.
 */
export function hourThatHolds(request: Pick<Request, 'edited' | 'dueAt'>): string | null {
  const { edited, dueAt } = request;
  return awaitsAgreement(request) && edited?.before !== undefined ? edited.before.dueAt : dueAt;
}

/**
 * What holds when the requester does not agree in time to another hour for what was approved already: that approval,
 * for its own hour, as long as that is still to come; else the approvers decide about the new one. Null = it was not
 * approved before.
 */
export function withoutAgreement(
  { edited }: Pick<Request, 'edited'>,
  at: string,
): { readonly holds: 'approved'; readonly before: NonNullable<Edit['before']> } | { readonly holds: 'asked' } | null {
  if (edited?.before === undefined) return null;
  const { before } = edited;
  return before.dueAt !== null && before.dueAt > at ? { holds: 'approved', before } : { holds: 'asked' };
}
