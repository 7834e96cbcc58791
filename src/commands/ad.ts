import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stopInOrder } from '../app/stop-in-order.ts';
import { LeaverError } from '../domain/errors.ts';
import { contoso } from '../sandbox/contoso.ts';
import { type SeatedDirectory, seatDirectory } from '../sandbox/samba/seat-directory.ts';

/** `npm run ad`: the sandbox's Active Directory alone, on Samba, for developers; new at every start, gone at Ctrl-C. */
const stopping = stopInOrder();
try {
  const directory = await seatDirectory(contoso, { folder: null, stored: null, now: new Date() });
  stopping.add(directory.stop);
  stopping.add(directory.client.close);
  const accounts = await writeAccounts(directory);
  const { url, caFile, baseDn } = directory.samba;
  console.log(
    [
      `Active Directory for ${directory.domainName} runs at ${url} (base ${baseDn}).`,
      `  Authority of its certificate  ${caFile}`,
      `  Accounts and passwords        ${accounts}`,
      `  AD_DOMAINS_FILE               ${directory.adDomainsFile}`,
      'Ctrl-C stops it, and nothing of it stays.',
    ].join('\n'),
  );
} catch (error) {
  console.error(error instanceof LeaverError ? error.message : error);
  await stopping.stop(1);
}

/** In a file for nobody else: passwords do not belong on a screen. */
async function writeAccounts({ samba, accounts }: SeatedDirectory): Promise<string> {
  const file = join(samba.folder, 'accounts.json');
  const people = [...accounts.values()]
    .filter(({ isDeleted, userPrincipalName }) => !isDeleted && userPrincipalName !== '')
    .map(({ userPrincipalName, distinguishedName }) => ({ userPrincipalName, distinguishedName }));
  const { administrator, service, peoplePassword } = samba;
  const content = { administrator, service, people: { password: peoplePassword, accounts: people } };
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  return file;
}
