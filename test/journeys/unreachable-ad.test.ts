import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  cardWith,
  hearInTime,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  startPlay,
  WORDS,
} from './play.ts';

/** An installer's file for a domain whose controllers answer nobody. */
function deadDomain(): { readonly file: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'leaver-dead-dc-'));
  const [key, ca] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=nobody'.split(' ');
  execFileSync('openssl', [...request, '-keyout', key, '-out', ca], { stdio: 'ignore' });
  writeFileSync(join(folder, 'password'), 'Not-used-2026!');
  const domain = {
    name: 'corp.contoso.com',
    way: 'ldaps',
    signIn: 'phs',
    sync: { client: 'connect' },
    servers: ['ldaps://127.0.0.1:9'],
    caFile: 'ca.pem',
    bind: { name: 'svc-leaver@corp.contoso.com', passwordFile: 'password' },
  };
  const file = join(folder, 'domains.json');
  writeFileSync(file, JSON.stringify({ domains: [domain] }));
  return { file, folder };
}

describe.concurrent.each(LANGUAGES)('Active Directory that cannot be reached, in %s', (locale) => {
  const words = WORDS[locale];
  let dead: ReturnType<typeof deadDomain>;
  let play: Play;
  beforeAll(async () => {
    dead = deadDomain();
    play = await startPlay(locale, { environment: { AD_DOMAINS_FILE: dead.file } });
  });
  afterAll(async () => {
    await play.stop();
    rmSync(dead.folder, { recursive: true, force: true });
  });

  it('is said to be so, with Retry and the runbook, and lasts when people did it', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    await read(stage, reference, phrase(locale, 'on-premises.unreachable.no-answer'), stage.helpdesk);
    await cardWith(stage.helpdesk, reference, 'retry');
    expect(stage.person('alex')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: true } });
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('alex')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
  });
});
