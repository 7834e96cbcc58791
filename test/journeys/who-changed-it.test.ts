import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import { addToGroupInEntra } from '../../src/sandbox/entra-admin.ts';
import {
  askAndApprove,
  awayFromSync,
  hear,
  hearInTime,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  pastNextSync,
  phrase,
  read,
  runbookCard,
  runScript,
  settled,
  startPlay,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('what was changed back, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('by directory sync is laid to it; what was only said of Active Directory was not seen', inTurn, async () => {
    const { stage } = play;
    await awayFromSync(stage);
    const reference = await askAndApprove(stage, `${words.block} alex wilber`);
    await (await runbookCard(stage, reference)).execute('runbook-done');
    await read(stage, reference, phrase(locale, 'report.todo.attested'), stage.helpdesk);
    await pastNextSync(stage);
    await hear(stage, reference, phrase(locale, 'notice.step-done-again'));
    await hear(stage, reference, phrase(locale, 'notice.step-said-not-seen'), stage.helpdesk);
    await read(stage, reference, phrase(locale, 'flow.said.disable-account'));
    await read(stage, reference, phrase(locale, 'card.state.said-not-seen'));
    // The work is to be had again: with its result, directory sync shows it done.
    const again = await runbookCard(stage, reference);
    await again.fill({ result: await runScript(stage, again) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('alex')).toMatchObject({ cloud: { accountEnabled: false }, ad: { enabled: false } });
  });

  it('by an administrator is told with the name that the audit log has', inTurn, async () => {
    const { stage } = play;
    const { id } = stage.person('adele');
    const before = groupsOf(stage, id);
    const reference = await askAndApprove(stage, `${words.offboard} adele`);
    await hearInTime(stage, reference, words.left);
    const left = before.find((group) => !groupsOf(stage, id).includes(group)) ?? '';
    stage.sandbox.tenant.change('time', (state, now) => addToGroupInEntra(state, now, stage.person('adele'), left));
    await stage.jump(13 * 60);
    await hear(stage, reference, phrase(locale, 'notice.step-overwritten'));
    await read(stage, reference, /admin@contoso\.onmicrosoft\.com/);
    await read(stage, reference, stage.sandbox.tenant.state().groups[left]?.displayName ?? 'no group');
    const said = stage.manager.messages().map((message) => JSON.stringify(message.card));
    expect(said.some((each) => each.includes(phrase(locale, 'flow.changed-back.somebody')))).toBe(false);
  });

  it('by nobody who is known is blocked again once, and directory sync is not named', inTurn, async () => {
    const { stage } = play;
    await stage.syncServer('pause');
    const reference = await askAndApprove(stage, `${words.block} diego`);
    await runbookCard(stage, reference);
    letIn(stage, 'diego');
    await stage.jump(60);
    await hear(stage, reference, phrase(locale, 'notice.step-done-again-unknown'));
    await read(stage, reference, phrase(locale, 'flow.done-again-unknown'));
    expect(stage.person('diego').cloud?.accountEnabled).toBe(false);
    // Whoever lifts it sooner than a look after the settle time shows in that look.
    await settled(stage);
    letIn(stage, 'diego');
    await stage.jump(12 * 60);
    await read(stage, reference, phrase(locale, 'report.headline.changed-back-unknown-block'));
    await read(stage, reference, phrase(locale, 'report.todo.changed-back-unknown'), stage.helpdesk);
    const told = stage.manager.messages().map((message) => `${JSON.stringify(message.card)} ${message.text}`);
    for (const key of ['report.headline.overwritten', 'flow.done-again', 'notice.step-done-again'] as const)
      expect(told.some((each) => each.includes(reference) && each.includes(phrase(locale, key)))).toBe(false);
  });
});

function groupsOf(stage: Stage, id: string): readonly string[] {
  const groups = Object.values(stage.sandbox.tenant.state().groups);
  return groups.filter(({ members }) => members.includes(id)).map((group) => group.id);
}

/** Somebody lets them in, and the audit log does not say who. */
function letIn(stage: Stage, key: string): void {
  const { id } = stage.person(key);
  meanwhile(stage, (state) => {
    const person = state.people[id];
    if (person?.cloud == null) throw new Error(`${key} has no account`);
    const cloud = { ...person.cloud, accountEnabled: true };
    return { ...state, people: { ...state.people, [id]: { ...person, cloud } } };
  });
}
