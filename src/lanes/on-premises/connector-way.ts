import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Json, text } from '../../domain/text.ts';
import type { ConnectorCall, ConnectorJobs } from '../../flow/ports.ts';
import { readAdPerformed, readAdRead } from './connector-words.ts';
import type { AdOrder, OnPremisesWay } from './way.ts';

export type ConnectorWaySettings = {
  readonly jobs: ConnectorJobs;
  /** Real seconds in which a connector must take an order. */
  readonly waitSeconds?: number | undefined;
  /** Real seconds, from asking, in which it must have answered. */
  readonly answerSeconds?: number;
};

/** Real milliseconds between two looks at a job, which is one row by its key: often at first, then less so. */
const LOOKS = { first: 20, last: 500, growth: 1.2 } as const;
/** Real seconds to wait for a reader where no connector asked for work lately. */
const SOON = 2;

/**
 * The way into AD DS through a connector inside the network. Nobody took the order: nothing was sent, `unreachable`.
 * Taken and not answered: `ambiguous` for a change, and the same change asked again joins the job while its lease
 * lasts.
 */
export function createConnectorWay(settings: ConnectorWaySettings): OnPremisesWay {
  const { jobs } = settings;
  return {
    name: 'connector',

    async read(order) {
      // A person may be waiting for this one: only as long as somebody is likely to come.
      const isListening = await jobs.isListening(order.target.domainName);
      const waitSeconds = isListening ? settings.waitSeconds : Math.min(SOON, settings.waitSeconds ?? SOON);
      const end = await ask({ ...settings, waitSeconds }, 'read', order);
      if (end.status !== 'answered') return unreachable(end.status, order);
      return readAdRead(end.result) ?? unreachable('silent', order);
    },

    async perform(order) {
      const end = await ask(settings, 'perform', order);
      if (end.status === 'nobody') return unreachable('nobody', order);
      if (end.status === 'silent') return { status: 'ambiguous' };
      return readAdPerformed(end.result) ?? { status: 'ambiguous' };
    },
  };
}

type End =
  | { readonly status: 'answered'; readonly result: Json }
  | { readonly status: 'nobody' }
  | { readonly status: 'silent' };

async function ask(settings: ConnectorWaySettings, call: ConnectorCall, order: AdOrder): Promise<End> {
  const { jobs, waitSeconds = 20, answerSeconds = 120 } = settings;
  const { domainName, securityIdentifier } = order.target;
  const began = Date.now();
  const id = await jobs.put({
    domainName,
    account: `${domainName} ${securityIdentifier}`.toLowerCase(),
    call,
    order: bare(order),
    key: call === 'perform' ? keyOf(order) : null,
    waitSeconds,
  });
  for (let look: number = LOOKS.first; ; look = Math.min(LOOKS.last, look * LOOKS.growth)) {
    const { state, result } = await jobs.read(id);
    if (state === 'finished') return { status: 'answered', result };
    if (state === 'withdrawn') return { status: 'nobody' };
    if (state === 'lapsed') return { status: 'silent' };
    const seconds = (Date.now() - began) / 1000;
    if (state === 'waiting' && seconds >= waitSeconds && (await jobs.withdraw(id))) return { status: 'nobody' };
    if (state === 'leased' && seconds >= answerSeconds) return { status: 'silent' };
    await wait(look);
  }
}

/** The step and all that is to be done; where it was read first changes nothing of that. */
function keyOf({ stepId, kind, target, parameters }: AdOrder): string {
  const { domainName, securityIdentifier } = target;
  const asked = JSON.stringify([kind, domainName, securityIdentifier, parameters]);
  return `${stepId} ${createHash('sha256').update(asked).digest('base64url')}`;
}

/** Exactly the fields of an order: whatever else an object carries does not leave the bot. */
function bare({ stepId, kind, target, parameters, server }: AdOrder): AdOrder {
  const { securityIdentifier, immutableId, distinguishedName, samAccountName, domainName, userPrincipalName } = target;
  const { lastSync, places } = target;
  const account = { securityIdentifier, immutableId, distinguishedName, samAccountName, domainName, userPrincipalName };
  return { stepId, kind, target: { ...account, lastSync, places }, parameters, server };
}

function unreachable(why: 'nobody' | 'silent', { target }: AdOrder) {
  const note = text(`on-premises.connector.${why}`, { domain: target.domainName });
  return { status: 'unreachable' as const, note };
}
