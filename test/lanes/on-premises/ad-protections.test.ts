import { describe, expect, it } from 'vitest';
import type { AdReading } from '../../../src/domain/ad-account.ts';
import type { Directory } from '../../../src/flow/ports.ts';
import { withAdProtections } from '../../../src/lanes/on-premises/ad-protections.ts';
import type { OnPremisesWay } from '../../../src/lanes/on-premises/way.ts';
import { aSyncedTargetUser } from '../../helpers/given.ts';

const facts = aSyncedTargetUser();
const directory = { readTargetUser: async () => facts } as unknown as Directory;
const reading = { found: 'active', server: 'dc1', disabled: false, isProtected: false } as AdReading;

async function inAdOf(hidden: boolean | null, atSyncServer: boolean | null) {
  const answer = { reading: { ...reading, hidden }, atSyncServer: { ...reading, hidden: atSyncServer } };
  const way = { read: async () => ({ status: 'read', ...answer }) } as unknown as OnPremisesWay;
  return (await withAdProtections(directory, () => way).readTargetUser(facts.id)).inAd;
}

describe('what Active Directory says of the account among the facts', () => {
  it.each([
    [true, true, true],
    [null, null, false],
    [false, null, false],
    // Not replicated yet, either way.
    [true, false, true],
    [null, true, true],
  ])('is hidden from address lists as %s here and %s where sync reads: %s', async (here, there, hidden) => {
    expect(await inAdOf(here, there)).toEqual({ disabled: false, hidden });
  });

  it('is nothing where Leaver has no way into it', async () => {
    expect((await withAdProtections(directory, () => null).readTargetUser(facts.id)).inAd).toBeUndefined();
  });
});
