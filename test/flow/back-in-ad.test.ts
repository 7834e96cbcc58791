import { expect, it } from 'vitest';
import { text } from '../../src/domain/text.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
import { helpdeskFlow } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

describeOnEachDatabase('an account that others brought back', (given) => {
  it('is changed in Active Directory by people alone, where they had the work in hand when it went', async () => {
    const verify = { status: 'not-seen', evidence: { read: NOW, found: 'active' } } as const;
    const worker = workerWithLanes(given.database(), { now: () => NOW, onPremises: { verify: async () => verify } });
    const gone = { lane: 'on-premises', state: 'gone', attempt: 1, evidence: { gone: 'account', read: NOW } } as const;
    const { id } = await storeRequest(
      given.database(),
      { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, wakeAt: NOW },
      [
        { kind: 'reset-password', ...gone },
        { kind: 'disable-account', ...gone },
        { kind: 'block-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW },
      ],
    );
    await worker.advance(id);
    expect(worker.sent).toEqual([]);
    const { ledger, requests } = helpdeskFlow(given).ports;
    expect((await ledger.read(id)).slice(0, 2)).toMatchObject([
      { state: 'needs-person', note: text('graph.on-premises.reset-password') },
      { state: 'needs-person', note: text('graph.on-premises.disable-account') },
    ]);
    expect(await requests.read(id)).toMatchObject({ state: 'watching' });
  });
});
