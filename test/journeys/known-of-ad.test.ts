import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalCard,
  ask,
  askAndApprove,
  awayFromSync,
  hearInTime,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  plan,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('what an old run knew of Active Directory, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);

  const beforeFigures = (key: Parameters<typeof phrase>[1]) => says(key).split(';')[0] ?? '';

  it('is not taken for what is so after IT disabled the account there by hand', inTurn, async () => {
    const { stage } = play;
    const first = await askAndApprove(stage, `${words.restore} ${upn('mohamed')}`);
    const runbook = await runbookCard(stage, first);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, first, words.complete);
    await stage.jump(60 * 24 * 60);
    await stage.act('disable', 'mohamed');
    await stage.jump(60 * 5);
    expect(stage.person('mohamed')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
    const again = await ask(stage, `${words.restore} ${upn('mohamed')}`);
    const card = await approvalCard(stage, again);
    expect(card.text).toContain(says('plan.explain.ad-block-unknown'));
    expect(card.text).toContain(says('plan.warning.enable-first-unknown'));
    for (const key of ONLY_IN_CLOUD) expect(card.text).not.toContain(says(key));
    await card.execute('approve');
    // While it runs it claims no more than its plan, and is not over before somebody was in Active Directory.
    const work = await runbookCard(stage, again);
    await stage.manager.say(`status ${again}`);
    const running = stage.manager.lastCard().text;
    expect(running).toContain(says('plan.explain.ad-block-unknown'));
    expect(running).toContain(beforeFigures('propagation.restore.explains.waits-for-ad-unknown'));
    expect(running).not.toContain(says('graph.on-premises.enable-account'));
    await work.fill({ result: await runScript(stage, work) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, again, words.complete);
    expect(stage.person('mohamed')).toMatchObject({ cloud: { accountEnabled: true }, ad: { enabled: true } });
    // What Leaver saw itself is said with its hour, to whom somebody blocks in the cloud alone afterwards.
    blockInCloud(stage, 'mohamed');
    const review = await plan(stage, `${words.restore} ${upn('mohamed')}`);
    expect(review.text).toContain(says('plan.explain.blocked-only-in-cloud-seen'));
    expect(review.text).not.toContain(says('plan.explain.ad-block-unknown'));
    await stage.manager.say(words.cancel);
  });

  it('is not what somebody said of it without a result, as long as Leaver has not seen it', inTurn, async () => {
    const { stage } = play;
    await stage.act('disable', 'chantal');
    await stage.jump(35);
    const first = await askAndApprove(stage, `${words.restore} ${upn('chantal')}`);
    const runbook = await runbookCard(stage, first);
    await runbook.execute('runbook-done');
    await settled(stage);
    expect(stage.person('chantal')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
    const review = await plan(stage, `${words.restore} ${upn('chantal')}`);
    for (const key of ONLY_IN_CLOUD) expect(review.text).not.toContain(says(key));
    expect(review.text).toContain(says('plan.explain.ad-block-unknown'));
    await stage.manager.say(words.cancel);
  });

  it('names the place before a move that was run and never reported, once Microsoft 365 shows it', inTurn, async () => {
    const { stage } = play;
    const gone = await askAndApprove(stage, `${words.offboard} ${upn('diego')}`);
    await awayFromSync(stage);
    await runScript(stage, await runbookCard(stage, gone));
    const before = await plan(stage, `${words.restore} ${upn('diego')}`);
    expect(before.text).not.toContain(says('plan.explain.place-before-handed-out'));
    await stage.manager.say(words.cancel);
    await stage.jump(35);
    const review = await plan(stage, `${words.restore} ${upn('diego')}`);
    expect(review.text).toContain(says('plan.explain.place-before-handed-out'));
    expect(review.text).toContain('it.contoso.com/Milano/Staff');
    await stage.manager.say(words.cancel);
  });
});

function blockInCloud(stage: Play['stage'], key: string): void {
  const { id } = stage.person(key);
  meanwhile(stage, (state) => {
    const person = state.people[id];
    if (person?.cloud == null) throw new Error(`${key} has no account`);
    return {
      ...state,
      people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, accountEnabled: false } } },
    };
  });
}

const ONLY_IN_CLOUD = [
  'plan.explain.blocked-only-in-cloud',
  'plan.explain.blocked-only-in-cloud-seen',
  'plan.explain.blocked-only-in-cloud-reported',
  'plan.explain.blocked-only-in-cloud-not-asked',
] as const;
