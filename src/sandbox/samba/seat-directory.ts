import { StartError } from '../../domain/errors.ts';
import type { Contoso } from '../contoso.ts';
import { seedTenant } from '../seed-tenant.ts';
import type { TenantState } from '../tenant-state.ts';
import { startContosoDirectory } from './contoso-directory.ts';
import { type DirectoryAccount, readAccounts } from './directory-account.ts';
import { createDirectoryClient, type DirectoryClient } from './directory-client.ts';
import { type SeededDirectory, seedDirectory, withDirectory } from './seed-directory.ts';
import type { Samba } from './start-samba.ts';
import { writeAdDomains } from './write-ad-domains.ts';

/** A directory with the company's people in it. */
export type SeatedDirectory = {
  readonly samba: Samba;
  readonly domainName: string;
  readonly client: DirectoryClient;
  /** As they were when it was started. */
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
  /** Path of an AD_DOMAINS_FILE that leads to it, by a way of its own. */
  readonly adDomainsFile: string;
  /** The tenant that belongs to it. */
  readonly state: TenantState;
  /** Everybody anew. */
  seed(state: TenantState): Promise<SeededDirectory>;
  /** True: it is down for those who use `adDomainsFile`; false: there again. */
  cutOff(isCut: boolean): void;
  stop(): Promise<void>;
};

/**
 * Starts the directory and brings the company's people into it, or goes on with the one in `folder` where `stored` is
 * of it. Throws `StartError` when Samba is not there, or when the stored tenant belongs to another directory.
 */
export async function seatDirectory(
  contoso: Contoso,
  { folder, stored, now }: { readonly folder: string | null; readonly stored: TenantState | null; readonly now: Date },
): Promise<SeatedDirectory> {
  const directory = await startContosoDirectory(contoso, folder);
  const { samba, domainName } = directory;
  const client = await createDirectoryClient(samba);
  try {
    const relay = await samba.createRelay();
    const seed = (state: TenantState) => {
      const where = { baseDn: samba.baseDn, domainName, password: samba.peoplePassword };
      return client.use((ldap) => seedDirectory(ldap, where, state));
    };
    const state = stored ?? (await seat(seed, seedTenant(contoso, now), domainName));
    const accounts = await client.use((ldap) => readAccounts(ldap, samba.baseDn));
    if (!belongs(state, domainName, accounts)) {
      throw new StartError(
        'The stored sandbox tenant belongs to another Active Directory; start anew with: npm run sandbox -- --reset',
      );
    }
    return {
      samba,
      domainName,
      client,
      accounts,
      adDomainsFile: await writeAdDomains(contoso, directory, `ldaps://localhost:${relay.port}`),
      state,
      seed,
      cutOff: relay.cut,
      stop: samba.stop,
    };
  } catch (error) {
    await client.close();
    await samba.stop();
    throw error;
  }
}

async function seat(
  seed: (state: TenantState) => Promise<SeededDirectory>,
  state: TenantState,
  domainName: string,
): Promise<TenantState> {
  return withDirectory(state, await seed(state), domainName);
}

/** Of everybody who is not deleted, the directory has heard. */
function belongs(state: TenantState, domainName: string, accounts: ReadonlyMap<string, DirectoryAccount>): boolean {
  return Object.values(state.people).every(
    ({ ad }) => ad === null || ad.domainName !== domainName || ad.deletedAt !== null || accounts.has(ad.objectGuid),
  );
}
