import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contoso } from '../contoso.ts';
import { underDomain } from '../seed-ad-account.ts';
import type { ContosoDirectory } from './contoso-directory.ts';

const SIGN_IN = { 'password-hash': 'phs', 'pass-through': 'pta', federated: 'federated' } as const;

/** Writes an AD_DOMAINS_FILE for the company: LDAPS into the directory that runs, people elsewhere. Gives its path. */
export async function writeAdDomains(
  contoso: Contoso,
  { samba, domainName }: ContosoDirectory,
  url: string,
): Promise<string> {
  const { caFile, service, baseDn } = samba;
  const way = (name: string) =>
    name === domainName && service !== null
      ? {
          way: 'ldaps',
          servers: [url],
          baseDn,
          caFile,
          bind: { name: service.name, passwordFile: service.passwordFile },
        }
      : { way: 'runbook' };
  const domains = contoso.adDomains.map((domain) => ({
    name: domain.name,
    ...way(domain.name),
    signIn: SIGN_IN[domain.signIn],
    sync: {
      client: domain.syncClient,
      cycleMinutes: domain.cycleMinutes,
      ...(domain.onDemand === null ? {} : { onDemand: domain.onDemand }),
    },
    inScopeOus: domain.inScopeOus.map((ou) => underDomain(ou, domain.name)),
    leaversOu: underDomain(domain.leaversOu, domain.name),
  }));
  const file = join(samba.folder, 'ad-domains.json');
  await writeFile(file, `${JSON.stringify({ domains }, null, 2)}\n`);
  return file;
}
