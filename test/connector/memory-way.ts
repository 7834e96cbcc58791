import type { AdReading, AdTarget } from '../../src/domain/ad-account.ts';
import { text } from '../../src/domain/text.ts';
import type { AdOrder, AdPerformed, AdRead, OnPremisesWay } from '../../src/lanes/on-premises/way.ts';

export const DOMAIN = 'contoso.local';

export function aTarget(number = 1, domainName = DOMAIN): AdTarget {
  const distinguishedName = `CN=Zoë Ångström-李 ${number}\\, (x),OU=Staff,DC=contoso,DC=local`;
  return {
    securityIdentifier: `S-1-5-21-1407488765-176392478-1589704208-${1000 + number}`,
    immutableId: Buffer.alloc(16, number).toString('base64'),
    distinguishedName,
    samAccountName: `zoe${number}`,
    domainName,
    userPrincipalName: `zoe${number}@contoso.local`,
    lastSync: null,
    places: [distinguishedName],
  };
}

export function anOrder(kind: AdOrder['kind'], target = aTarget(), stepId: string = crypto.randomUUID()): AdOrder {
  return { stepId, kind, target, parameters: {}, server: null };
}

/** A directory in memory behind the connector; `hold` keeps every order until it is let go. */
export function createMemoryWay() {
  const disabled = new Map<string, boolean>();
  const performed: AdOrder[] = [];
  const seen: AdOrder[] = [];
  const atWork = new Map<string, number>();
  let gate: Promise<void> = Promise.resolve();
  let open: () => void = () => {};
  let most = 0;
  let attributes: AdReading['attributes'] = {};
  let answer: ((order: AdOrder) => unknown) | null = null;

  const readingOf = ({ target }: AdOrder): AdReading => ({
    found: 'active',
    server: 'dc1.contoso.local',
    disabled: disabled.get(target.securityIdentifier) ?? false,
    isProtected: false,
    distinguishedName: target.distinguishedName,
    groups: ['CN=Care; "team" <b>,DC=contoso,DC=local'],
    hidden: null,
    passwordSetAt: '2026-03-13T09:00:00.000Z',
    mailNickname: null,
    attributes,
  });
  const within = async <Answer>(order: AdOrder, work: () => Answer): Promise<Answer> => {
    const { securityIdentifier: account } = order.target;
    seen.push(order);
    atWork.set(account, (atWork.get(account) ?? 0) + 1);
    most = Math.max(most, atWork.get(account) ?? 0);
    await gate;
    atWork.set(account, (atWork.get(account) ?? 1) - 1);
    return answer === null ? work() : (answer(order) as Answer);
  };
  const way: OnPremisesWay = {
    name: 'ldaps',
    read: (order) => within<AdRead>(order, () => ({ status: 'read', reading: readingOf(order), atSyncServer: null })),
    perform: (order) =>
      within<AdPerformed>(order, () => {
        if (order.kind === 'delete-account') return { status: 'refused', note: text('on-premises.refused.protected') };
        performed.push(order);
        if (order.kind === 'disable-account') disabled.set(order.target.securityIdentifier, true);
        return { status: 'done', reading: readingOf(order) };
      }),
  };
  return {
    way,
    wayTo: (name: string) => (name.toLowerCase() === DOMAIN ? way : null),
    performed,
    seen,
    /** Most orders of one account that were at work at one moment. */
    most: () => most,
    hold() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    letGo: () => open(),
    holds: (values: AdReading['attributes']) => {
      attributes = values;
    },
    answers: (give: (order: AdOrder) => unknown) => {
      answer = give;
    },
  };
}
