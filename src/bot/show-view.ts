import type { AdaptiveCard } from '../cards/adaptive-card.ts';
import { approvalCard } from '../cards/approval-card.ts';
import { requestCard } from '../cards/request-card.ts';
import { runbookCard } from '../cards/runbook-card.ts';
import { taskCard } from '../cards/task-card.ts';
import type { View } from '../domain/report.ts';
import type { Text } from '../domain/text.ts';
import type { Reader } from '../locales/translate.ts';
import type { Turn } from './turn.ts';

/** Shows a party the request as it is now; `reason` says why what they clicked did not happen. */
export async function showView(turn: Turn, view: View, reason: Text | null): Promise<void> {
  await showAbout(turn, view, cardWithReason(view, reason, turn.reader));
}

/** As {@link showView}, in a message that may not be ours: it is not remembered. */
export async function showHere(turn: Turn, view: View, reason: Text): Promise<void> {
  await turn.show(cardWithReason(view, reason, turn.reader));
}

/** A card about a request, or a form about it: where it stands, the request is kept up to date from now on. */
export async function showAbout(turn: Turn, view: View, card: AdaptiveCard): Promise<void> {
  const activityId = await turn.show(card, view);
  if (activityId !== null) await turn.keep(view, activityId);
}

function cardWithReason(view: View, error: Text | null, reader: Reader): AdaptiveCard {
  switch (view.kind) {
    case 'requester':
      return requestCard({ ...view, error }, reader);
    case 'approver':
      return approvalCard({ ...view, error }, reader);
    case 'task':
      return taskCard({ ...view, error }, reader);
    case 'runbook':
      return runbookCard({ ...view, error }, reader);
  }
}
