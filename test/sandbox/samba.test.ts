import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { contosoPerson } from '../../src/sandbox/contoso.ts';
import type { SeatedDirectory } from '../../src/sandbox/samba/seat-directory.ts';
import { whyNoSamba } from '../../src/sandbox/samba/why-no-samba.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { AdAccount } from '../../src/sandbox/tenant.ts';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

const missing = whyNoSamba();
const title = missing === null ? 'the sandbox on Samba' : `the sandbox on Samba (not checked here: ${missing})`;

describe.skipIf(missing !== null)(title, () => {
  let sandbox: TestSandbox;
  let directory: SeatedDirectory;
  /** Somebody who works in the directory beside everything: no part of the sandbox knows of it. */
  let administrator: Client;

  beforeAll(async () => {
    sandbox = await startTestSandbox({ ad: 'samba' });
    if (sandbox.directory === null) throw new Error('there is no directory');
    directory = sandbox.directory;
    const { url, caFile, administrator: who } = directory.samba;
    administrator = new Client({ url, tlsOptions: { ca: await readFile(caFile) } });
    await administrator.bind(who.name, who.password);
    const { baseDn } = directory.samba;
    await administrator.add(`OU=Elsewhere,${baseDn}`, { objectClass: 'organizationalUnit' });
  });
  afterAll(async () => {
    await administrator?.unbind();
    await sandbox?.stop();
  });
  beforeEach(() => sandbox.control('POST', '/reset'));

  const ad = (key: string): AdAccount => {
    const account = sandbox.person(key).ad;
    if (account === null) throw new Error(`${key} is not in AD`);
    return account;
  };
  const set = (
    dn: string,
    type: string,
    values: string[] | Buffer[],
    operation: 'replace' | 'add' | 'delete' = 'replace',
  ) =>
    administrator.modify(
      dn,
      new Change({ operation, modification: new Attribute({ type, values: values as string[] }) }),
    );
  const search = async (filter: string) =>
    (
      await administrator.search(directory.samba.baseDn, {
        filter,
        explicitBufferAttributes: ['objectSid', 'objectGUID'],
      })
    ).searchEntries;
  const timeline = (key: string) =>
    sandbox.tenant
      .state()
      .timeline.filter(({ personId }) => personId === sandbox.id(key))
      .map(({ actor, what }) => `${actor} ${what}`);

  it('shows in Graph what the directory really gave', async () => {
    const [entry] = await search('(sAMAccountName=alex)');
    const guid = entry?.objectGUID as Buffer;
    const { body } = await sandbox.graph(
      'GET',
      `/users/${sandbox.id('alex')}?$select=onPremisesDistinguishedName,onPremisesImmutableId,onPremisesSecurityIdentifier,onPremisesUserPrincipalName`,
    );
    expect(body).toMatchObject({
      onPremisesDistinguishedName: entry?.dn,
      onPremisesImmutableId: guid.toString('base64'),
      onPremisesSecurityIdentifier: expect.stringMatching(/^S-1-5-21-\d+-\d+-\d+-\d+$/),
      onPremisesUserPrincipalName: 'alex@contoso.com',
    });
    const sid = entry?.objectSid as Buffer;
    expect(sid.readUInt32LE(24)).toBe(Number(String(body.onPremisesSecurityIdentifier).split('-').at(-1)));
  });

  it('has everybody of the domain there, also those whose names are awkward, and nobody of the other domain', async () => {
    const names = (await search('(&(objectClass=user)(userPrincipalName=*)(displayName=*))')).map(
      ({ sAMAccountName }) => sAMAccountName,
    );
    const wanted = Object.values(sandbox.tenant.contoso.people).flatMap((person) =>
      person.ad?.domain === 'corp.contoso.com' && person.ad.deletedDaysAgo === undefined
        ? [person.ad.samAccountName]
        : [],
    );
    expect(names.sort()).toEqual(expect.arrayContaining(wanted.sort()));
    expect(names).not.toContain('emma.schmidt');
  });

  it('blocks in the cloud at the next cycle whom somebody disabled in the directory, and gives back whom somebody enabled there', async () => {
    await set(ad('alex').distinguishedName, 'userAccountControl', ['514']);
    expect(sandbox.cloud('alex').accountEnabled).toBe(true);
    await sandbox.jump(30);
    expect(sandbox.cloud('alex').accountEnabled).toBe(false);
    expect(timeline('alex')).toEqual(['ad-console ad-disabled', 'directory-sync blocked']);
    await set(ad('alex').distinguishedName, 'userAccountControl', ['512']);
    await sandbox.sync();
    expect(sandbox.cloud('alex').accountEnabled).toBe(true);
  });

  it('turns a cloud block back while the directory says that the account is enabled', async () => {
    await sandbox.graph('PATCH', `/users/${sandbox.id('alex')}`, { accountEnabled: false });
    expect(sandbox.cloud('alex').accountEnabled).toBe(false);
    await sandbox.sync();
    expect(sandbox.cloud('alex').accountEnabled).toBe(true);
    expect(timeline('alex')).toContain('directory-sync block-turned-back');
  });

  it('hears of it without being asked', async () => {
    const heard = new Promise((resolve) => {
      const stop = sandbox.tenant.onChange((event) => {
        if (event === 'active-directory') resolve(stop());
      });
    });
    await set(ad('alex').distinguishedName, 'userAccountControl', ['514']);
    await heard;
    expect(ad('alex').enabled).toBe(false);
  });

  it('deletes in the cloud whom somebody deleted in the directory', async () => {
    await administrator.del(ad('alex').distinguishedName);
    await sandbox.sync();
    expect(sandbox.cloud('alex').deletedDateTime).not.toBeNull();
    expect(ad('alex').deletedAt).not.toBeNull();
  });

  it('brings back the same person after a restore, who has lost the name and the groups', async () => {
    const { securityIdentifier } = ad('alex');
    await sandbox.ad('delete', 'alex');
    await sandbox.sync();
    await sandbox.ad('restore', 'alex');
    await sandbox.sync();
    expect(sandbox.cloud('alex').deletedDateTime).toBeNull();
    expect(ad('alex')).toMatchObject({ securityIdentifier, userPrincipalName: '', groups: [], deletedAt: null });
  });

  it('deletes in the cloud whom somebody moved out of scope', async () => {
    const { distinguishedName } = ad('alex');
    await administrator.modifyDN(distinguishedName, `CN=Alex Wilber,OU=Elsewhere,${directory.samba.baseDn}`);
    await sandbox.sync();
    expect(sandbox.cloud('alex').deletedDateTime).not.toBeNull();
    expect(ad('alex').deletedAt).toBeNull();
  });

  it('takes out of a synced group in the cloud whom somebody took out of it in the directory', async () => {
    const group = () => {
      const found = sandbox.tenant.state().groups[sandbox.tenant.contoso.groups.financeShare?.id ?? ''];
      if (found === undefined) throw new Error('there is no such group');
      return found;
    };
    expect(group().members).toContain(sandbox.id('alex'));
    await set(group().distinguishedName ?? '', 'member', [ad('alex').distinguishedName], 'delete');
    await sandbox.sync();
    expect(group().members).not.toContain(sandbox.id('alex'));
    expect(group().members).toContain(sandbox.id('bram'));
  });

  it('counts every password that was set, and carries the last to the cloud', async () => {
    const before = sandbox.cloud('alex').lastPasswordChangeDateTime;
    const password = (text: string) => [Buffer.from(`"${text}"`, 'utf16le')];
    await set(ad('alex').distinguishedName, 'unicodePwd', password('Once-and-for-all-1'));
    await set(ad('alex').distinguishedName, 'unicodePwd', password('Twice-and-for-all-2'));
    await sandbox.jump(3);
    expect(ad('alex').passwordResets).toBe(2);
    expect(sandbox.cloud('alex').lastPasswordChangeDateTime > before).toBe(true);
  });

  it('does in the directory what the console is asked for', async () => {
    const { distinguishedName } = ad('alex');
    await sandbox.ad('disable', 'alex');
    expect((await search('(sAMAccountName=alex)'))[0]?.userAccountControl).toBe('514');
    await sandbox.control('POST', '/ad/leave-groups/alex', { groups: ad('alex').groups });
    await sandbox.control('POST', '/ad/move/alex', { to: `OU=Leavers,${directory.samba.baseDn}` });
    await sandbox.control('POST', '/ad/set-hidden/alex', { hidden: true });
    const [entry] = await search('(sAMAccountName=alex)');
    expect(entry).toMatchObject({ dn: `CN=Alex Wilber,OU=Leavers,${directory.samba.baseDn}` });
    expect(entry?.msExchHideFromAddressLists).toBe('TRUE');
    expect(entry?.memberOf).toBeUndefined();
    expect(distinguishedName).not.toBe(entry?.dn);
    await expect(sandbox.ad('restore', 'alex')).rejects.toThrow('409');
  });

  it('keeps people of a domain without a directory in memory', async () => {
    await sandbox.ad('disable', 'emma');
    expect(ad('emma').enabled).toBe(false);
  });

  it('begins again with everybody after a reset, as other accounts', async () => {
    const former = ad('alex').securityIdentifier;
    await administrator.del(ad('alex').distinguishedName);
    await administrator.modifyDN(ad('bram').distinguishedName, `CN=Bram,OU=Leavers,${directory.samba.baseDn}`);
    await sandbox.control('POST', '/reset');
    expect(ad('alex')).toMatchObject({ deletedAt: null, enabled: true });
    expect(ad('alex').securityIdentifier).not.toBe(former);
    expect(await search('(sAMAccountName=bvandenberg)')).toMatchObject([{ dn: ad('bram').distinguishedName }]);
  });

  it('says to the bot how to reach it, with an account that may only what is delegated', async () => {
    const { adDomains } = readConfig({ AD_DOMAINS_FILE: directory.adDomainsFile });
    expect(adDomains.map(({ domain }) => [domain.name, domain.way])).toEqual([
      ['corp.contoso.com', 'ldaps'],
      ['it.contoso.com', 'runbook'],
      ['ad.contoso.de', 'runbook'],
    ]);
    const connection = adDomains[0]?.connection;
    const service = new Client({ url: connection?.urls[0] ?? '', tlsOptions: { ca: connection?.ca ?? '' } });
    await service.bind(connection?.bind.name ?? '', connection?.bind.password ?? '');
    const disabled = new Change({
      operation: 'replace',
      modification: new Attribute({ type: 'userAccountControl', values: ['514'] }),
    });
    await service.modify(ad('alex').distinguishedName, disabled);
    const renamed = new Change({
      operation: 'replace',
      modification: new Attribute({ type: 'department', values: ['X'] }),
    });
    await expect(service.modify(ad('alex').distinguishedName, renamed)).rejects.toThrow();
    await service.unbind();
  });

  it('goes on with what it knows once the directory is dead, and says so to whom it is asked for', async () => {
    process.kill(directory.samba.pid, 'SIGKILL');
    await sandbox.sync();
    expect(sandbox.cloud('alex').accountEnabled).toBe(true);
    await expect(sandbox.ad('disable', 'alex')).rejects.toThrow('The directory does not answer');
  });
});

describe.skipIf(missing !== null)('a directory that is kept', () => {
  const settings = { port: 0, speed: 1 } as const;
  const sidOf = ({ tenant }: Sandbox) => tenant.state().people[contosoPerson('alex').id]?.ad?.securityIdentifier;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'leaver-kept-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('goes on with the same accounts, and shows its passwords to nobody else', async () => {
    const first = await startSandbox({ ...settings, dataDir, ad: 'samba' });
    const sid = sidOf(first);
    const { folder, service } = first.directory?.samba ?? {};
    await first.stop();
    expect((await stat(folder ?? '')).mode & 0o077).toBe(0);
    expect((await stat(service?.passwordFile ?? '')).mode & 0o077).toBe(0);
    const second = await startSandbox({ ...settings, dataDir, ad: 'samba' });
    expect(sidOf(second)).toBe(sid);
    await second.stop();
  });

  it('is not taken for the directory of a tenant that knows other accounts', async () => {
    const other = join(dataDir, 'other');
    await (await startSandbox({ ...settings, dataDir: other })).stop();
    await expect(startSandbox({ ...settings, dataDir: other, ad: 'samba' })).rejects.toThrow('--reset');
  });
});

describe('without Samba', () => {
  it('says what is missing and which packages bring it', () => {
    expect(whyNoSamba('/nowhere')).toMatch(/is missing\): apt-get install .*samba-ad-provision/);
  });
});
