import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AdDomain } from '../../src/domain/ad-domain.ts';
import type { AdSession } from '../../src/lanes/on-premises/ldaps/ad-session.ts';
import { createLdapsWay } from '../../src/lanes/on-premises/ldaps/ldaps-way.ts';
import { type BotSide, startBotSide } from './bot-side.ts';
import { anOrder, aTarget, DOMAIN } from './memory-way.ts';

let bot: BotSide;
beforeAll(async () => {
  bot = await startBotSide({ leaseSeconds: 4 });
});
afterAll(() => bot.stop());

it('writes nothing once the order is not the connector’s any more, though the account was found while it was', async () => {
  const { promise: found, resolve: letGo } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const written: string[] = [];
  const session: AdSession = {
    server: 'dc1.contoso.local',
    wrote: () => 'nothing',
    async search() {
      seen.push('search');
      await found;
      return [entryOf()];
    },
    modify: async (distinguishedName) => void written.push(distinguishedName),
    move: async (distinguishedName) => void written.push(distinguishedName),
    remove: async (distinguishedName) => void written.push(distinguishedName),
  };
  const way = wayThrough(session);
  const key = await bot.newKey();
  const connector = bot.connect(key, (name) => (name === DOMAIN ? way : null));
  const performing = bot.way({ answerSeconds: 30 }).perform(anOrder('disable-account'));
  await expect.poll(() => seen).toHaveLength(1);
  // The bot renews no lease of a key that was taken back: another connector may have the order by now.
  await bot.keys.revoke(key.id);
  expect(await performing).toEqual({ status: 'ambiguous' });
  letGo();
  await connector.stop();
  expect(written).toEqual([]);
});

function entryOf() {
  const { distinguishedName, userPrincipalName, immutableId } = aTarget();
  return {
    dn: distinguishedName,
    objectClass: ['user'],
    objectGUID: Buffer.from(immutableId, 'base64'),
    userPrincipalName,
    userAccountControl: '512',
  };
}

function wayThrough(session: AdSession) {
  const opened = { status: 'open', session } as const;
  const connections = { open: async () => opened, openAt: async () => opened, avoid: () => {}, close: async () => {} };
  return createLdapsWay({
    domain: { name: DOMAIN, inScopeOus: [] as readonly string[], leaversOu: null } as AdDomain,
    connection: { baseDn: 'DC=contoso,DC=local', syncUrl: null } as Parameters<typeof createLdapsWay>[0]['connection'],
    log: () => {},
    connections,
  });
}
