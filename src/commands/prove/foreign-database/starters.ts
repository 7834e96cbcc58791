import { randomUUID } from 'node:crypto';
import { contoso } from '../../../sandbox/contoso.ts';

export type Environment = Readonly<Record<string, string>>;

/** A way to start Leaver: whose it is by its settings, and whether the sandbox runs beside it. */
export type Starter = { readonly name: string; readonly environment: Environment; readonly besideSandbox: boolean };

const TENANTS = { A: contoso.tenantId, B: randomUUID() } as const;

/**
 * Every mode, with two tenants where settings can name one; tenant A has the sandbox's id, the closest that two can be.
 */
export function everyStarter(standIn: string): readonly Starter[] {
  const common = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', PLAYGROUND: 'off', DATA_DIR: 'memory' };
  const tenants = Object.entries(TENANTS);
  return [
    ...tenants.map(([name, tenantId]) => ({
      name: `the live tenant ${name}`,
      environment: { ...common, ...liveSettings(tenantId) },
      besideSandbox: false,
    })),
    ...tenants.map(([name, tenantId]) => ({
      name: `a stand-in with tenant ${name}`,
      environment: { ...common, GRAPH_BASE_URL: standIn, LOCAL_TENANT_ID: tenantId },
      besideSandbox: false,
    })),
    ...tenants.map(([name, tenantId]) => ({
      name: `the sandbox as tenant ${name}`,
      environment: { ...common, LOCAL_TENANT_ID: tenantId },
      besideSandbox: true,
    })),
  ];
}

export function liveSettings(tenantId: string): Environment {
  return {
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppId: randomUUID(),
    MicrosoftAppPassword: 'only-for-this-run',
    MicrosoftAppTenantId: tenantId,
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: randomUUID(),
    AZURE_CLIENT_SECRET: 'nor-for-another',
    APPROVER_GROUP_ID: randomUUID(),
    OPS_PORT: '0',
  };
}
