import { randomUUID } from 'node:crypto';
import { rdnOf } from '../../../domain/ad-domain.ts';
import type { Json } from '../../../domain/text.ts';
import type { ConnectorJobs } from '../../../flow/ports.ts';
import type { AdOrder, AdRead, OnPremisesWay } from '../../../lanes/on-premises/way.ts';
import type { ForgedState } from './forged-states.ts';

/** Steps before which a reading is kept as what was there. */
const TAKES: readonly AdOrder['kind'][] = [
  'leave-ad-groups',
  'hide-from-address-lists',
  'move-to-ou',
  'delete-account',
];

/**
 * A connector that works by this way and, before something is taken, reports a state that never was. Once it is lost
 * it takes no order.
 */
export function connectorJobs(way: OnPremisesWay, state: ForgedState) {
  const results = new Map<string, Json>();
  const written = new Set<string>();
  let isLost = false;
  const jobs: ConnectorJobs = {
    async put({ call, order }) {
      const id = randomUUID();
      if (isLost) return id;
      const asked = JSON.parse(JSON.stringify(order)) as AdOrder;
      if (call === 'perform') written.add(asked.stepId);
      const lies = TAKES.includes(asked.kind) && !written.has(asked.stepId);
      const answer = call === 'read' ? await way.read(asked) : await way.perform(asked);
      const told = lies && answer.status === 'read' ? forged(answer, state) : answer;
      results.set(id, JSON.parse(JSON.stringify(told)) as Json);
      return id;
    },
    async read(id) {
      const result = results.get(id);
      return result === undefined ? { state: 'withdrawn', result: null } : { state: 'finished', result };
    },
    withdraw: async () => true,
    isListening: async () => !isLost,
  };
  return {
    jobs,
    lose: () => {
      isLost = true;
    },
  };
}

type Read = Extract<AdRead, { readonly status: 'read' }>;

/** Beside what is so, not instead: it is to be believed. */
function forged(read: Read, state: ForgedState): Read {
  const { written, place, hidden } = state;
  const { reading } = read;
  const { distinguishedName } = reading;
  const moved =
    place === null || distinguishedName === null ? distinguishedName : `${rdnOf(distinguishedName)},${place}`;
  return {
    ...read,
    reading: {
      ...reading,
      groups: [...reading.groups, ...written],
      distinguishedName: moved,
      hidden,
      attributes: { ...reading.attributes, ...state.attributes },
    },
  };
}
