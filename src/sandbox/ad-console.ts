import { type AdAction, type AdWork, actInAd } from './active-directory.ts';
import type { Tenant } from './tenant.ts';
import type { TenantState } from './tenant-state.ts';

/**
 * Where an administrator works in Active Directory: in the tenant's own memory, or in a directory that runs beside it.
 */
export type AdConsole = {
  /** Gives the tenant's new state; `refused` is what the console would say. */
  act(personId: string, work: AdAction | AdWork): Promise<TenantState | { readonly refused: string }>;
  /** Brings into the tenant what was done in the directory by others: to be awaited before a sync cycle. */
  catchUp(): Promise<void>;
  /** Tenant and directory as in contoso.json again. */
  reset(): Promise<void>;
};

/** The built-in directory: the tenant is all there is. */
export function createAdConsole(tenant: Tenant): AdConsole {
  return {
    async act(personId, work) {
      const outcome = actInAd(tenant.state(), tenant.clock.now(), personId, work);
      return 'refused' in outcome ? outcome : tenant.change('active-directory', () => outcome);
    },
    async catchUp() {},
    async reset() {
      tenant.reset();
    },
  };
}
