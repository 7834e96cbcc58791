import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../src/commands/prove/postgres-server.ts';
import { writeConnectorKey } from '../../src/domain/connector-key.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import { whyNoSamba } from '../../src/sandbox/samba/why-no-samba.ts';
import { markDatabase } from '../../src/store/belonging.ts';
import { createConnectorKeys } from '../../src/store/connector-keys.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import {
  askAndApprove,
  awayFromSync,
  cardWith,
  hearInTime,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  read,
  startPlay,
  WORDS,
} from './play.ts';

const missing = whyNoSamba();
const where = missing === null ? 'on a real directory (Samba)' : `on a real directory (not played: ${missing})`;

describe.skipIf(missing !== null).concurrent.each(LANGUAGES)(`${where}, in %s`, (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale, { ad: 'samba' });
  });
  afterAll(() => play?.stop());

  it('Leaver disables the account itself, and the block lasts after the next sync', inTurn, async () => {
    const { stage } = play;
    await awayFromSync(stage);
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    await read(stage, reference, phrase(locale, 'on-premises.waits-for-sync'));
    expect(stage.helpdesk.messages().some(({ text }) => text.includes('FromBase64String'))).toBe(false);
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('alex')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
  });

  it('somebody leaves groups and place there, and gets both back with the restore', inTurn, async () => {
    const { stage } = play;
    const before = stage.person('bram').ad;
    await awayFromSync(stage);
    const reference = await askAndApprove(stage, `${words.offboard} bram`);
    await read(stage, reference, phrase(locale, 'on-premises.waits-for-sync'));
    await stage.jump(35);
    await hearInTime(stage, reference, words.left);
    const left = stage.person('bram').ad;
    expect(left).toMatchObject({ enabled: false, groups: [] });
    expect(left?.distinguishedName).toContain('OU=Leavers');
    await awayFromSync(stage);
    const restore = await askAndApprove(stage, `${words.restore} bram`);
    await read(stage, restore, phrase(locale, 'on-premises.waits-for-sync'));
    await stage.jump(35);
    // The offboarding replaced the password by one that nobody knows.
    await hearInTime(stage, restore, phrase(locale, 'notice.done-with-gaps'));
    const back = stage.person('bram');
    expect(back).toMatchObject({ cloud: { accountEnabled: true }, ad: { enabled: true } });
    expect(back.ad?.distinguishedName).toBe(before?.distinguishedName);
    expect([...(back.ad?.groups ?? [])].sort()).toEqual([...(before?.groups ?? [])].sort());
  });

  it('a domain controller that is down leads to the runbook, and Retry does it once it is back', inTurn, async () => {
    const { stage } = play;
    stage.sandbox.directory?.cutOff(true);
    const reference = await askAndApprove(stage, `${words.block} chantal`);
    await read(stage, reference, phrase(locale, 'on-premises.unreachable.no-answer'), stage.helpdesk);
    await cardWith(stage.helpdesk, reference, 'runbook-done');
    stage.sandbox.directory?.cutOff(false);
    const card = await cardWith(stage.helpdesk, reference, 'retry');
    await awayFromSync(stage);
    await card.fill({ step: 'disable-account' }).execute('retry');
    await read(stage, reference, phrase(locale, 'on-premises.waits-for-sync'));
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('chantal')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
  });

  it('an administrator of the domain is nobody that Leaver touches', inTurn, async () => {
    const { stage } = play;
    await stage.manager.say(`${words.block} yvonne`);
    const form = stage.manager.lastCard();
    if (form.verbs.includes('review')) await form.execute('review');
    expect(stage.manager.lastCard().text).toContain('adminCount');
    expect(stage.manager.lastCard().verbs).not.toContain('submit');
  });
});

describe.skipIf(missing !== null)(`${where}, through a connector that is another process`, () => {
  let server: PostgresServer;
  let play: Play;
  let connector: ChildProcess;
  const folder = mkdtempSync(join(tmpdir(), 'leaver-connector-'));
  const file = join(folder, 'domains.json');

  beforeAll(async () => {
    server = await startPostgres();
    const domain = { name: 'corp.contoso.com', way: 'connector', signIn: 'phs', sync: { client: 'connect' } };
    writeFileSync(file, JSON.stringify({ domains: [domain] }));
    const url = await server.createDatabase();
    play = await startPlay('nl', { ad: 'samba', environment: { AD_DOMAINS_FILE: file, DATABASE_URL: url } });
    const key = await makeKey(url);
    const { stage } = play;
    connector = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
      env: {
        PATH: process.env.PATH ?? '',
        ROLE: 'connector',
        CONNECTOR_URL: stage.app.url,
        CONNECTOR_KEY: key,
        AD_DOMAINS_FILE: stage.sandbox.directory?.adDomainsFile ?? '',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
  afterAll(async () => {
    connector?.kill();
    await play?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('the account is disabled from inside the network, and the block lasts', async () => {
    const { stage } = play;
    const words = WORDS.nl;
    await awayFromSync(stage);
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    await read(stage, reference, phrase('nl', 'on-premises.waits-for-sync'));
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('alex')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
  });
});

async function makeKey(url: string): Promise<string> {
  const database = await openDatabase({ kind: 'postgres', url }, { owner: 'journey' });
  await migrate(database);
  await markDatabase(database, { tenantId: contoso.tenantId, mode: 'sandbox' });
  const key = await createConnectorKeys(database).add('inside', ['corp.contoso.com']);
  await database.close();
  return key === null ? '' : writeConnectorKey(key);
}
