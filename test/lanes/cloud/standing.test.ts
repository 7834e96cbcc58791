import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOnPremisesLane } from '../../../src/lanes/on-premises/lane.ts';
import { aStepRecord, aSyncedTargetUser } from '../../helpers/given.ts';
import { run } from './run-one-step.ts';
import { idOf, type StartedTenant, startTenant } from './start-tenant.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());
beforeEach(async () => {
  await tenant.control('POST', '/reset');
  tenant.exchanges.splice(0);
});

const standing = (key: string) => tenant.readStanding(idOf(key));

describe('where somebody stands', () => {
  it('is read in one round trip', async () => {
    expect(await standing('alex')).toMatchObject({ found: 'active', accountEnabled: true });
    expect(tenant.roundTrips()).toBe(1);
  });

  it('costs two reads for somebody who is there: it is read at every look at everybody who is watched', async () => {
    await standing('alex');
    expect(tenant.exchanges.filter(({ inBatch }) => inBatch)).toHaveLength(2);
  });

  it.each([
    ['mohamed', { found: 'active', accountEnabled: false }],
    ['quinten', { found: 'soft-deleted', accountEnabled: null, deletedAt: expect.stringMatching(/Z$/) }],
    ['pieter', { found: 'gone', accountEnabled: null, personLastSync: null }],
    ['adele', { found: 'active', accountEnabled: true, personLastSync: null }],
  ])('of %s is %j', async (key, expected) => {
    expect(await standing(key)).toMatchObject(expected);
  });
});

describe('the on-premises lane on the tenant', () => {
  const lane = () =>
    createOnPremisesLane({
      readStanding: tenant.readStanding,
      readShown: tenant.readShown,
      settleSeconds: 1,
      clock: tenant.clock,
      whoTurnedBack: async () => null,
      wayTo: () => null,
    });
  const attested = (key: string, evidence: null | { result: { at: string; accountDisabled: boolean } }) => ({
    step: aStepRecord({
      kind: 'disable-account',
      lane: 'on-premises',
      state: 'attested',
      acceptedAt: tenant.clock.now().toISOString(),
      evidence,
    }),
    targetUserId: idOf(key),
    facts: aSyncedTargetUser(),
    steps: [],
  });
  const result = () => ({ result: { at: tenant.clock.now().toISOString(), accountDisabled: true } });

  it('sees a disabled account once sync brought it', async () => {
    await run(tenant, { kind: 'block-sign-in', of: 'alex' });
    await tenant.control('POST', '/ad/disable/alex');
    const context = attested('alex', result());
    expect(await lane().verify(context)).toMatchObject({ status: 'seen-temporary' });
    await tenant.control('POST', '/clock/jump', { minutes: 31 });
    expect(await lane().verify(context)).toMatchObject({ status: 'seen' });
  });

  it('sees it also where Graph refused the block', async () => {
    await tenant.control('POST', '/ad/disable/chantal');
    const context = attested('chantal', result());
    expect(await lane().verify(context)).toMatchObject({ status: 'seen-temporary' });
    await tenant.control('POST', '/clock/jump', { minutes: 31 });
    expect(await lane().verify(context)).toMatchObject({ status: 'seen' });
  });

  it('turns when nobody did it in AD, at the cycle that turns the block back', async () => {
    await run(tenant, { kind: 'block-sign-in', of: 'alex' });
    const context = attested('alex', null);
    await tenant.control('POST', '/clock/jump', { minutes: 31 });
    expect(await lane().verify(context)).toMatchObject({ status: 'not-seen', evidence: { accountEnabled: true } });
  });

  it('never calls a bare Done seen, even when the block holds', async () => {
    await run(tenant, { kind: 'block-sign-in', of: 'bram' });
    const context = attested('bram', null);
    await tenant.control('POST', '/clock/jump', { minutes: 31 });
    expect(await lane().verify(context)).toMatchObject({ status: 'seen-temporary' });
  });
});
