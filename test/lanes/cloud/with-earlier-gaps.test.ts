import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Gap } from '../../../src/domain/gap.ts';
import { withEarlierGaps } from '../../../src/lanes/cloud/with-earlier-gaps.ts';
import { contextOf } from './run-one-step.ts';
import { idOf, type StartedTenant, startTenant } from './start-tenant.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());
beforeEach(() => tenant.control('POST', '/reset'));

const hoursFromNow = (hours: number) => new Date(tenant.clock.now().getTime() + hours * 3_600_000).toISOString();

const password = (until: string): Gap => ({
  end: 'left',
  kind: 'password',
  id: until,
  name: '',
  why: 'new-password',
  who: 'helpdesk',
  through: null,
});

/** The helpdesk, in the admin centre. */
const setPassword = (at: string) =>
  tenant.sandbox.tenant.change('time', (state) => {
    const person = state.people[idOf('adele')];
    if (person?.cloud == null) throw new Error('adele is not there');
    const cloud = { ...person.cloud, lastPasswordChangeDateTime: at };
    return { ...state, people: { ...state.people, [person.id]: { ...person, cloud } } };
  });

describe('a new password that is left to people', () => {
  const verify = async (gaps: readonly Gap[]) => {
    const lane = withEarlierGaps(tenant.lane, { graph: tenant.graph });
    const context = await contextOf(tenant, { kind: 'unblock-sign-in', of: 'adele' }, { gaps });
    return lane.verify(context);
  };

  it('stays until the cloud shows that it was set after ours', async () => {
    const until = hoursFromNow(1);
    setPassword(hoursFromNow(0));
    expect(await verify([password(until)])).toMatchObject({ status: 'seen', gaps: [password(until)] });
    setPassword(hoursFromNow(2));
    expect(await verify([password(until)])).toMatchObject({ status: 'seen', gaps: [] });
  });

  it('is asked about only where it is left', async () => {
    expect(await verify([])).not.toHaveProperty('gaps');
  });

  it('stands also while it cannot be read', async () => {
    const gaps = [password(hoursFromNow(-1000))];
    setPassword(hoursFromNow(0));
    const context = await contextOf(tenant, { kind: 'enable-account', of: 'adele' }, { gaps });
    const read = { ...tenant.lane, verify: async () => ({ status: 'seen', evidence: null }) as const };
    const lane = withEarlierGaps(read, { graph: tenant.graph });
    await tenant.control('POST', '/faults', { refuse: { match: 'GET /users/.*', times: 99 } });
    expect(await lane.verify(context)).toMatchObject({ gaps });
    await tenant.control('DELETE', '/faults');
    expect(await lane.verify(context)).toMatchObject({ gaps: [] });
  });
});
