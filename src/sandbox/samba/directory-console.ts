import { ResultCodeError } from 'ldapts';
import { type AdWork, actInAd } from '../active-directory.ts';
import { type AdConsole, createAdConsole } from '../ad-console.ts';
import { seedTenant } from '../seed-tenant.ts';
import type { Tenant } from '../tenant.ts';
import { changePerson, noted } from '../tenant-record.ts';
import type { TenantState } from '../tenant-state.ts';
import { type DirectoryAccount, readAccounts } from './directory-account.ts';
import { followAccount } from './follow-account.ts';
import type { SeatedDirectory } from './seat-directory.ts';
import { withDirectory } from './seed-directory.ts';
import { writeInDirectory } from './write-in-directory.ts';

/** Real milliseconds between two looks. */
const LOOK_EVERY = 300;

/**
 * Active Directory is the directory that runs: what an administrator does goes there over LDAP, and what anybody did
 * there comes into the tenant a moment later. Domains that have no directory stay in the tenant's memory.
 */
export function createDirectoryConsole(
  tenant: Tenant,
  directory: SeatedDirectory,
): AdConsole & { stop(): Promise<void> } {
  const { client, domainName } = directory;
  const { baseDn } = directory.samba;
  const inMemory = createAdConsole(tenant);
  const inTurn = createTurns();
  let before: ReadonlyMap<string, DirectoryAccount> = directory.accounts;
  let seen = '';
  let isStopped = false;

  async function follow(): Promise<void> {
    const usn = await client.use(async (ldap) => {
      const { searchEntries } = await ldap.search('', { scope: 'base', attributes: ['highestCommittedUSN'] });
      return String(searchEntries[0]?.highestCommittedUSN);
    });
    if (usn === seen) return;
    const read = await client.use((ldap) => readAccounts(ldap, baseDn));
    tenant.change('active-directory', (state, now) => followAll(state, now, { before, read, domainName }));
    before = read;
    // Of before the reading: what was written meanwhile is read again.
    seen = usn;
  }

  /** A directory that does not answer has no news; directory sync goes on with what it knows. */
  const look = () =>
    follow().catch((error: unknown) => {
      if (error instanceof ResultCodeError) throw error;
    });

  async function act(personId: string, work: AdWork): Promise<TenantState | { readonly refused: string }> {
    const state = tenant.state();
    const planned = actInAd(state, tenant.clock.now(), personId, work);
    const account = state.people[personId]?.ad ?? null;
    if ('refused' in planned || planned === state || account === null) return planned;
    await client.use((ldap) => writeInDirectory(ldap, account, work));
    await follow();
    return tenant.state();
  }

  /** Between two looks, so that what is planned is planned on what the directory says. */
  async function actAfterLook(personId: string, work: AdWork): Promise<TenantState | { readonly refused: string }> {
    try {
      await follow();
      return await act(personId, work);
    } catch (error) {
      if (error instanceof ResultCodeError) return { refused: `The directory refuses it (LDAP ${error.code}).` };
      if (error instanceof TypeError) throw error;
      return { refused: 'The directory does not answer.' };
    }
  }

  let next: NodeJS.Timeout | undefined;
  const again = () => {
    next = setTimeout(async () => {
      await inTurn(look).catch((error: unknown) => console.error('The sandbox cannot read its directory:', error));
      if (!isStopped) again();
    }, LOOK_EVERY).unref();
  };
  again();

  return {
    act(personId, work) {
      const isHere = tenant.state().people[personId]?.ad?.domainName === domainName;
      if (!isHere) return inMemory.act(personId, work);
      return inTurn(() => actAfterLook(personId, typeof work === 'string' ? { action: work } : work));
    },
    catchUp: () => inTurn(look),
    reset: () =>
      inTurn(async () => {
        const seeded = await directory.seed(seedTenant(tenant.contoso, tenant.clock.now()));
        before = new Map(Object.values(seeded.people).map((account) => [account.objectGuid, account]));
        tenant.reset((state) => withDirectory(state, seeded, domainName));
      }),
    async stop() {
      isStopped = true;
      clearTimeout(next);
      await inTurn(async () => {});
      await client.close();
    },
  };
}

type Look = {
  readonly before: ReadonlyMap<string, DirectoryAccount>;
  readonly read: ReadonlyMap<string, DirectoryAccount>;
  readonly domainName: string;
};

function followAll(state: TenantState, now: Date, { before, read, domainName }: Look): TenantState {
  return Object.values(state.people).reduce((next, { id, ad }) => {
    if (ad === null || ad.domainName !== domainName) return next;
    const { objectGuid } = ad;
    const at = now.toISOString();
    const { account, changes } = followAccount(ad, before.get(objectGuid) ?? null, read.get(objectGuid) ?? null, at);
    if (account === ad) return next;
    const changed = changePerson(next, id, (person) => ({ ...person, ad: account }));
    return changes.reduce((noting, { what, detail }) => noted(noting, now, 'ad-console', id, what, detail), changed);
  }, state);
}

/** One thing after the other: a look in the middle of a reset would see nobody. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(turn: () => Promise<Answer>): Promise<Answer> => {
    const mine = last.then(turn);
    last = mine.catch(() => {});
    return mine;
  };
}
