import type { View } from '../domain/report.ts';
import type { Reader } from '../locales/translate.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { approvalCard } from './approval-card.ts';
import { requestCard } from './request-card.ts';
import { runbookCard } from './runbook-card.ts';
import { taskCard } from './task-card.ts';

/** The card of what one party sees of a request. */
export function cardForView(view: View, reader: Reader): AdaptiveCard {
  switch (view.kind) {
    case 'requester':
      return requestCard(view, reader);
    case 'approver':
      return approvalCard(view, reader);
    case 'task':
      return taskCard(view, reader);
    case 'runbook':
      return runbookCard(view, reader);
  }
}
