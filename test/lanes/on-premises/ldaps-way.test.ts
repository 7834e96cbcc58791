import { describe, it } from 'vitest';
import type { AdConnection } from '../../../src/lanes/on-premises/ldaps/ad-connections.ts';
import { createLdapsWay } from '../../../src/lanes/on-premises/ldaps/ldaps-way.ts';
import { noSamba } from '../../helpers/samba-dc.ts';
import { type SambaForest, startSambaForest } from './samba-forest.ts';
import { checkWayContract } from './way-contract.ts';

if (noSamba !== null) {
  describe('the LDAPS way', () => {
    it.skip(`is not checked here: ${noSamba}`, () => {});
  });
} else {
  checkWayContract('the LDAPS way', async () => {
    const forest = await startSambaForest();
    const { port } = await forest.dc.createRelay();
    const wayAs = (bind: AdConnection['bind']) =>
      createLdapsWay({ domain: forest.domain, connection: aConnection(forest, [port], { bind }), log: () => {} });
    const way = wayAs(forest.service);
    const restoringWay = wayAs(forest.dc.administrator);
    return {
      forest,
      way,
      restoringWay,
      async stop() {
        await way.close();
        await restoringWay.close();
        await forest.stop();
      },
    };
  });
}

function aConnection(forest: SambaForest, ports: readonly number[], changes: Partial<AdConnection> = {}): AdConnection {
  return {
    urls: ports.map((port) => `ldaps://localhost:${port}`),
    syncUrl: null,
    baseDn: forest.dc.baseDn,
    ca: forest.dc.ca,
    bind: forest.service,
    timeouts: {
      connectMilliseconds: 2000,
      operationMilliseconds: 5000,
      idleMilliseconds: 60_000,
      refusedMilliseconds: 60_000,
    },
    ...changes,
  };
}
