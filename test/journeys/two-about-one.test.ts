import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askAndApprove,
  hearInTime,
  inTurn,
  LANGUAGES,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const BLOCK_NOW = { en: 'block now', nl: 'nu blokkeren' } as const;

describe.concurrent.each(LANGUAGES)('two requests about one person (%s)', (locale) => {
  let play: Play;
  let lead: ReturnType<Play['stage']['as']>;
  const words = WORDS[locale];

  beforeAll(async () => {
    play = await startPlay(locale);
    lead = play.stage.as('emergencyLead');
    await lead.install();
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);

  it('both know what one of them has seen in Active Directory, and by which request', inTurn, async () => {
    const { stage } = play;
    await lead.say(`${BLOCK_NOW[locale]} ${upn('bram')}`);
    await lead.lastCard().execute('block-now');
    const emergency = /L-\d+/.exec(lead.lastCard().text)?.[0] ?? 'none';
    const work = await runbookCard(stage, emergency);
    // What people said there that they cannot do is seen all the same, once another request's work shows it.
    if (locale === 'nl') await work.fill({ reason: 'Geen rechten' }).execute('runbook-cannot');
    const block = await askAndApprove(stage, `${words.block} ${upn('bram')}`);
    const runbook = await runbookCard(stage, block);
    // What the block found in place is the emergency's, and it says so.
    const found = await read(stage, block, says('graph.block.already-by'));
    expect(found.text).toContain(emergency);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await settled(stage);
    // Pasted and not seen: that says nothing to the other one.
    await lead.say(`status ${emergency}`);
    expect(lead.lastCard().text).not.toContain(says('flow.seen-by'));
    await stage.jump(35);
    await hearInTime(stage, block, words.complete);
    const seen = await read(stage, emergency, says('flow.seen-by'), lead);
    expect(seen.text).toContain(block);
    await settled(stage);
    await stage.helpdesk.say(`${locale === 'en' ? 'runbook' : 'draaiboek'} ${emergency}`);
    expect(stage.helpdesk.lastText()).toContain(says('flow.runbook-closed'));
  });
});
