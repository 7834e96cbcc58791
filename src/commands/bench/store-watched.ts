import { randomUUID } from 'node:crypto';
import { openStores } from '../../app/open-stores.ts';
import { assemblePlan } from '../../domain/assemble-plan.ts';
import { emptyChoices } from '../../domain/choices.ts';
import { nextLook } from '../../domain/next-look.ts';
import type { StepRecord } from '../../domain/outcome.ts';
import { planHash } from '../../domain/plan-hash.ts';
import type { Request } from '../../domain/request.ts';
import { stepRecordsOf } from '../../domain/step-records.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import { contoso, contosoPerson } from '../../sandbox/contoso.ts';
import { createConversations } from '../../store/conversations.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';

export type WatchedRequest = { readonly request: Request; readonly steps: readonly StepRecord[] };

/** Minutes over which the requests began: a day, so that most have their first looks behind them. */
const BEGAN_WITHIN = 24 * 60;

/**
 * Stores one watched request for each of these people, as it stands after the block while AD DS is waited for: blocked
 * and seen in the cloud, the disable with people, for every other one said to be done; cards in the chats of requester
 * and helpdesk, everybody told.
 */
export async function storeWatched(
  dataDir: string,
  people: readonly TargetUser[],
  { now, serviceUrl }: { readonly now: Date; readonly serviceUrl: string },
): Promise<readonly WatchedRequest[]> {
  const database = await openDatabase({ kind: 'pglite', dataDir }, { owner: randomUUID() });
  try {
    await migrate(database);
    const { transactions, requests, cards } = openStores(database);
    for (const key of ['manager', 'helpdesk'] as const) {
      await createConversations(database).put(conversationOf(key, serviceUrl));
    }
    const stored: WatchedRequest[] = [];
    for (const [place, facts] of people.entries()) {
      const began = now.getTime() - (place / people.length) * BEGAN_WITHIN * 60_000;
      const watched = watchedRequest(facts, { place, now, began: new Date(began).toISOString() });
      const inserted = await transactions.run((transaction) =>
        requests.insert(transaction, watched.request, watched.steps),
      );
      if ('openRequest' in inserted) throw new TypeError(`${inserted.openRequest} is open already`);
      for (const [personId, kind] of SHOWN) {
        const conversationId = `a:${personId}`;
        const card = { requestId: inserted.id, personId, kind, conversationId, activityId: randomUUID(), hash: '' };
        await cards.put(card, null);
      }
      await cards.told(inserted.id, (await cards.revision(inserted.id)).current);
      stored.push({ request: inserted, steps: watched.steps });
    }
    return stored;
  } finally {
    await database.close();
  }
}

const { manager, helpdesk } = contoso.personas;

const SHOWN = [
  [manager.id, 'requester'],
  [helpdesk.id, 'approver'],
  [helpdesk.id, 'runbook'],
] as const;

function conversationOf(key: 'manager' | 'helpdesk', serviceUrl: string) {
  const { id, channelUserId } = contoso.personas[key];
  const nothing = { clientLocale: 'en-US', chosenLocale: null, timeZone: 'Europe/Amsterdam', unreachableSince: null };
  const tenantId = contoso.tenantId;
  return { ...nothing, personId: id, conversationId: `a:${id}`, serviceUrl, tenantId, channelUserId, welcomed: true };
}

function watchedRequest(
  facts: TargetUser,
  { place, now, began }: { readonly place: number; readonly now: Date; readonly began: string },
): { readonly request: Omit<Request, 'reference'>; readonly steps: readonly StepRecord[] } {
  const id = randomUUID();
  const choices = { ...emptyChoices('block-sign-in', facts.id), reason: 'security' as const };
  const requester = { ...contosoPerson('manager'), accountEnabled: true };
  const plan = assemblePlan({ choices, targetUser: facts, requester, successor: null, runs: [], now: began });
  const steps = stepRecordsOf(plan, id, randomUUID).map((step) => waiting(step, facts, began, place % 2 === 0));
  const request = {
    id,
    state: 'watching' as const,
    version: 3,
    requesterId: manager.id,
    requesterName: requester.displayName,
    targetUserId: facts.id,
    targetUserName: facts.displayName,
    targetUserPrincipalName: facts.userPrincipalName,
    choices,
    facts,
    plan,
    planHash: planHash(plan),
    dueAt: null,
    expiresAt: began,
    askedAt: began,
    needs: { count: 1, by: 'approver' as const, reasons: [] },
    approvals: [],
    reminded: 0,
    remarks: [],
    assignee: null,
    edited: null,
    emergency: null,
    proposal: null,
    createdAt: began,
    decision: { verdict: 'approved' as const, by: helpdesk.id, byName: 'helpdesk', reason: null, at: began },
    hold: null,
    lateSince: null,
    note: null,
    startedAt: began,
    endedAt: null,
  };
  const wakeAt = nextLook({ ...request, wakeAt: null, reference: '' }, steps, now.toISOString());
  return { request: { ...request, wakeAt }, steps };
}

function waiting(step: StepRecord, facts: TargetUser, at: string, attested: boolean): StepRecord {
  const done = { ...step, attempt: 1, intendedAt: at, acceptedAt: at };
  switch (step.kind) {
    case 'block-sign-in':
      return {
        ...done,
        state: 'accepted',
        verifiedAt: at,
        snapshot: { accountEnabled: true },
        evidence: { accountEnabled: false, read: at, personLastSync: facts.onPremises?.lastSync ?? null },
      };
    case 'disable-account':
      return attested
        ? { ...done, state: 'attested', by: helpdesk.id }
        : { ...done, acceptedAt: null, state: 'needs-person' };
    default:
      return { ...done, state: 'verified', verifiedAt: at };
  }
}
