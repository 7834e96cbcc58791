import { createAsks } from '../store/asks.ts';
import { createAuditTrail } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { createDecisionLog } from '../store/decisions.ts';
import { createFirstClicks } from '../store/first-clicks.ts';
import { createLeases } from '../store/leases.ts';
import { createLedger } from '../store/ledger.ts';
import { createNotices } from '../store/notices.ts';
import { createParts } from '../store/parts.ts';
import { createRequestStore } from '../store/requests.ts';
import { createShownCards } from '../store/shown-cards.ts';
import { createStarts } from '../store/starts.ts';
import { createStops } from '../store/stops.ts';
import { createTasks } from '../store/tasks.ts';
import { createTransactions } from '../store/transactions.ts';
import { createWakeups } from '../store/wakeups.ts';

/** The ports of the flow that the database stands behind. */
export function openStores(database: Database) {
  return {
    transactions: createTransactions(database),
    requests: createRequestStore(database),
    leases: createLeases(database),
    wakeups: createWakeups(database),
    ledger: createLedger(database),
    parts: createParts(database),
    tasks: createTasks(database),
    decisions: createDecisionLog(database),
    audit: createAuditTrail(database),
    cards: createShownCards(database),
    notices: createNotices(database),
    starts: createStarts(database),
    asks: createAsks(database),
    stops: createStops(database),
    firstClicks: createFirstClicks(database),
  };
}
