import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../src/commands/prove/postgres-server.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  hear,
  hearInTime,
  licencesOf,
  runbookCard,
  runScript,
  startPlay,
  WORDS,
} from './play.ts';

const words = WORDS.en;

describe('on a real PostgreSQL', () => {
  let server: PostgresServer;
  let play: Awaited<ReturnType<typeof startPlay>>;
  beforeAll(async () => {
    server = await startPostgres();
    play = await startPlay('en', { environment: { DATABASE_URL: await server.createDatabase() } });
  });
  afterAll(async () => {
    await play.stop();
    await server.stop();
  });

  it('offboards somebody of the cloud', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} adele`);
    await hear(stage, reference, words.left);
    expect(stage.person('adele').cloud).toMatchObject({ accountEnabled: false });
    expect(licencesOf(stage, 'adele')).toEqual(['SPE_E3']);
  });

  it('proves a block with Active Directory and a later sync', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} diego`);
    const runbook = await runbookCard(stage, reference);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
  });

  it('goes on after a stop in the middle, in a new process on the same database', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.offboard} zoe`);
    await (await approvalCard(stage, reference)).execute('approve');
    await stage.restart();
    await hear(stage, reference, words.left);
    expect(stage.person('zoe').cloud).toMatchObject({ accountEnabled: false });
    expect(licencesOf(stage, 'zoe')).toEqual(['SPE_F1']);
  });
});
