import { afterAll, describe } from 'vitest';
import { createLdapsWay } from '../../src/lanes/on-premises/ldaps/ldaps-way.ts';
import type { WayTo } from '../../src/lanes/on-premises/way.ts';
import { noSamba } from '../helpers/samba-dc.ts';
import { startSambaForest } from '../lanes/on-premises/samba-forest.ts';
import { checkWayContract } from '../lanes/on-premises/way-contract.ts';
import { startBotSide } from './bot-side.ts';

const title = noSamba === null ? 'a connector beside AD DS' : `a connector beside AD DS (not checked here: ${noSamba})`;
const stops: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** The whole way: bot's listener, signed HTTP, connector, LDAPS, Samba. Restoring is a domain administrator's there. */
describe.skipIf(noSamba !== null)(title, () => {
  checkWayContract('the way through a connector', async () => {
    const forest = await startSambaForest();
    stops.push(() => forest.stop());
    const relay = await forest.dc.createRelay();
    const side = async (bind: { readonly name: string; readonly password: string }) => {
      const bot = await startBotSide();
      const way = createLdapsWay({
        domain: forest.domain,
        connection: {
          urls: [`ldaps://localhost:${relay.port}`],
          syncUrl: null,
          baseDn: forest.dc.baseDn,
          ca: forest.dc.ca,
          bind,
          timeouts: {
            connectMilliseconds: 5_000,
            operationMilliseconds: 15_000,
            idleMilliseconds: 60_000,
            refusedMilliseconds: 60_000,
          },
        },
        log: () => {},
      });
      const wayTo: WayTo = (name) => (name.toLowerCase() === forest.domain.name ? way : null);
      bot.connect(await bot.newKey([forest.domain.name]), wayTo);
      stops.push(() => way.close(), bot.stop);
      return bot.way();
    };
    const [way, restoringWay] = [await side(forest.service), await side(forest.dc.administrator)];
    return { forest, way, restoringWay, stop: async () => {} };
  });
});
