import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../src/commands/prove/postgres-server.ts';
import { createChainCheck, type KeptEntry } from '../../src/domain/check-chain.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { forgetPerson } from '../../src/store/forget-person.ts';
import { readAudit } from '../../src/store/read-audit.ts';
import { approvalCard, ask, calls, hear, type Play, phrase, settled, startPlay, upn, WORDS } from './play.ts';

/** Of today, UTC: far from the hour at which the head is posted, whatever hour it is here. */
const noon = () => new Date(new Date().setUTCHours(12, 0, 0, 0));

describe('the audit of a whole Leaver', () => {
  let server: PostgresServer;
  let play: Play;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres();
    const url = await server.createDatabase();
    play = await startPlay('en', { environment: { DATABASE_URL: url }, startAt: noon() });
    database = await openDatabase({ kind: 'postgres', url }, { owner: 'auditor' });
  });
  afterAll(async () => {
    await database.close();
    await play.stop();
    await server.stop();
  });

  const entries = async () => {
    const all: KeptEntry[] = [];
    await readAudit(database, (entry) => all.push(entry));
    return all;
  };
  const storyOf = async (requestId: string | null | undefined) =>
    (await entries()).filter((entry) => entry.requestId === requestId);
  const who = (entry: KeptEntry | undefined, pseudonym = entry?.actor) => entry?.kept.people[pseudonym ?? '']?.personId;

  it('tells the whole story of a block: asked, refused, decided, attempted, seen', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${WORDS.en.block} grady`);
    const card = await approvalCard(stage, reference);
    await stage.as('outsider').say(`approve ${reference}`);
    await stage.manager.say(`approve ${reference}`);
    await card.execute('approve');
    await hear(stage, reference, WORDS.en.complete);
    const asked = (await entries()).find(({ kind }) => kind === 'requested');
    const story = await storyOf(asked?.requestId);
    const told = story.map(({ kind, step, code }) => [kind, step, code].filter((part) => part !== null).join(' '));
    expect(told.slice(0, 3)).toEqual([
      'requested block-sign-in',
      expect.stringMatching(/^refused decide /),
      expect.stringMatching(/^refused decide /),
    ]);
    for (const part of [
      'request-approved',
      'decided approved',
      'request-running',
      'step-running block-sign-in',
      'step-accepted block-sign-in',
      'step-verified block-sign-in',
      'step-running revoke-sessions',
      'step-accepted revoke-sessions',
      'request-done',
    ])
      expect(told).toContain(part);
    const [manager, helpdesk] = [stage.person('manager').id, stage.person('helpdesk').id];
    const by = (kind: string) => who(story.find((entry) => entry.kind === kind));
    expect([by('requested'), by('request-approved'), by('decided'), by('request-done')]).toEqual([
      manager,
      helpdesk,
      helpdesk,
      undefined,
    ]);
    expect(story.slice(1, 3).map((entry) => who(entry))).toEqual([stage.person('outsider').id, manager]);
    for (const entry of story) expect(who(entry, entry.subject)).toBe(stage.person('grady').id);
    expect(new Set(story.map(({ planHash }) => planHash)).size).toBe(1);
  });

  it('names the Graph calls as Graph knows them', async () => {
    const { stage } = play;
    const writes = (await calls(stage)).filter(({ path }) => path.includes(stage.person('grady').id));
    const inAudit = (await entries()).flatMap(({ graphRequestIds }) => graphRequestIds);
    expect(writes.length).toBeGreaterThan(1);
    for (const { clientRequestId } of writes) expect(inAudit).toContain(clientRequestId);
    // Ours, and Graph's own beside it.
    const block = (await entries()).find(({ kind, step }) => kind === 'step-accepted' && step === 'block-sign-in');
    expect(block?.graphRequestIds).toEqual([writes[0]?.clientRequestId, expect.stringMatching(/^[\da-f-]{36}$/)]);
    expect(new Set(block?.graphRequestIds).size).toBe(2);
  });

  it('names who withdrew, and what was refused before anything was asked', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${WORDS.en.block} adele`);
    await stage.manager.say(`withdraw ${reference}`);
    const withdrawn = (await entries()).findLast(({ kind }) => kind === 'request-withdrawn');
    expect(who(withdrawn)).toBe(stage.person('manager').id);
    expect(who(withdrawn, withdrawn?.subject)).toBe(stage.person('adele').id);
    await stage.as('outsider').say('queue');
    const refused = (await entries()).findLast(({ kind }) => kind === 'refused');
    expect([refused?.kind, refused?.code, who(refused)]).toEqual([
      'refused',
      'queue flow.not-an-approver',
      stage.person('outsider').id,
    ]);
  });

  it('says its head to an approver, and to nobody else', async () => {
    const { stage } = play;
    await stage.helpdesk.say('audit head');
    const said = stage.helpdesk.lastText();
    const [, number, hash = ''] = /(\d+):([\da-f]{64})/.exec(said) ?? [];
    const check = createChainCheck([{ number: Number(number), hash }]);
    await readAudit(database, check.next);
    expect(check.end().faults).toEqual([]);
    await stage.manager.say('audit head');
    expect(stage.manager.lastText()).toContain(phrase('en', 'flow.not-an-approver'));
    expect(stage.manager.lastText()).not.toMatch(/[\da-f]{64}/);
  });

  it('posts its head to each approver once a day, and not on a day on which nothing was added', async () => {
    const { stage } = play;
    const posts = () =>
      stage.helpdesk.messages().filter(({ text }) => text?.includes(phrase('en', 'audit.head-of-day')) === true);
    expect(posts()).toHaveLength(0);
    await stage.jump(24 * 60);
    await expect.poll(() => posts().length).toBe(1);
    const recorded = async () => (await entries()).filter(({ kind }) => kind === 'head-posted');
    await expect.poll(async () => (await recorded()).length).toBe(1);
    const [posted] = await recorded();
    expect(posts()[0]?.text).toContain(`number ${(posted?.number ?? 0) - 1}; its fingerprint: ${posted?.previousHash}`);
    await stage.restart();
    await stage.jump(24 * 60);
    await stage.as('outsider').say('queue');
    await stage.jump(24 * 60);
    await expect.poll(() => posts().length).toBe(2);
    await expect.poll(async () => (await recorded()).length).toBe(2);
  });

  it('names each start with other settings once, with both fingerprints, to who approved before as well', async () => {
    const { stage } = play;
    const said = () =>
      [stage.helpdesk, stage.as('emergencyLead')].map((chat) =>
        chat.messages().flatMap(({ text }) => (text?.includes('with other settings') === true ? [text] : [])),
      );
    await stage.as('emergencyLead').install();
    expect(said()).toEqual([[], []]);
    const folder = await mkdtemp(join(tmpdir(), 'policy-'));
    const POLICY_FILE = join(folder, 'policy.json');
    await writeFile(POLICY_FILE, JSON.stringify({ approvals: { count: 2 } }));
    const other = { POLICY_FILE, APPROVER_GROUP_ID: contoso.groupIds.emergency, EMERGENCY_GROUP_ID: '' };
    await stage.restart(other);
    await expect.poll(() => said().map(({ length }) => length)).toEqual([1, 1]);
    const inForce = async () => (await entries()).filter(({ kind }) => kind === 'settings-in-use');
    const [before, now] = (await inForce()).map(({ code }) => code ?? '');
    const [[text = ''] = []] = said();
    for (const part of ['approvals.count in the policy (1, now 2)', before?.slice(0, 16), now?.slice(0, 16)])
      expect(text).toContain(part);
    expect(text).toContain(`(${contoso.groupIds.approvers}, now ${contoso.groupIds.emergency})`);
    await stage.restart(other);
    await settled(stage);
    expect(await inForce()).toHaveLength(2);
    await stage.restart();
    await expect.poll(() => said().map(({ length }) => length)).toEqual([2, 2]);
    await expect.poll(async () => (await entries()).filter(({ kind }) => kind === 'settings-told').length).toBe(2);
    await rm(folder, { recursive: true });
  });

  it('still verifies when somebody was forgotten, who is then nowhere in it', async () => {
    const { stage } = play;
    const { id } = stage.person('grady');
    const displayName = contoso.people.grady?.displayName ?? '';
    expect(JSON.stringify(await entries())).toContain(displayName);
    expect(await forgetPerson(database, id)).toBeGreaterThan(0);
    const left = JSON.stringify(await entries());
    for (const trace of [id, displayName, upn('grady')]) expect(left).not.toContain(trace);
    const check = createChainCheck();
    await readAudit(database, check.next);
    expect(check.end()).toMatchObject({ faults: [] });
  });
});
