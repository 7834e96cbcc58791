import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import {
  approvalCard,
  ask,
  cardWith,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
  settled,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const BLOCK_NOW = { en: 'block now', nl: 'nu blokkeren' } as const;
const QUEUE = { en: 'queue', nl: 'wachtrij' } as const;
const HELP = { en: 'help', nl: 'hulp' } as const;
const RUNBOOK = { en: 'runbook', nl: 'draaiboek' } as const;
/** Minutes after which the escalation group is asked as well. */
const LATE = 9 * 60;

const folder = mkdtempSync(join(tmpdir(), 'leaver-escalation-'));
const policyFile = join(folder, 'policy.json');
const rules = [
  { when: { kinds: ['offboard'] }, count: 1, by: 'escalation' },
  { when: { kinds: ['block-sign-in'], managesAtLeast: 1 }, count: 2 },
];
writeFileSync(policyFile, JSON.stringify({ approvals: { rules } }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(LANGUAGES)('a request that the escalation group decides about, in %s', (locale) => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale, { environment: { POLICY_FILE: policyFile } });
  });
  afterAll(() => play.stop());
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  const escalation = () => play.stage.as('itLead');

  it('says when they may, where nobody else is left, and that nobody of them was reached', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${WORDS[locale].block} ${upn('tom')}`);
    const card = await approvalCard(stage, reference);
    const group = contoso.groupIds.approvers;
    const members = stage.sandbox.tenant.state().groups[group]?.members ?? [];
    setMembers(group, [contoso.people.helpdesk?.id ?? '']);
    await card.execute('approve');
    await read(stage, reference, says('report.todo.nobody-left-until'));
    await settled(stage);
    await stage.helpdesk.say(`status ${reference}`);
    expect(stage.helpdesk.lastCard().text).toContain(says('report.todo.nobody-left-until'));
    await stage.jump(LATE);
    await hear(stage, reference, says('notice.escalated-unreachable'));
    await settled(stage);
    expect(heard(stage.manager, reference)).not.toContain(says('notice.escalated'));
    setMembers(group, members);
    await (await cardWith(stage.manager, reference, 'withdraw')).execute('withdraw');
    await settled(stage);
  });

  it('is found by its members while they may decide about it, and what else waits is not', inTurn, async () => {
    const { stage } = play;
    await escalation().install();
    const reference = await ask(stage, `${WORDS[locale].block} ${upn('nils')}`);
    await approvalCard(stage, reference);
    expect(await queueOf(escalation())).not.toContain(reference);
    await stage.jump(LATE);
    await approvalCard(stage, reference, escalation());
    const later = await ask(stage, `${WORDS[locale].block} ${upn('tom')}`);
    const queue = await queueOf(escalation());
    expect(queue).toContain(says('card.list.escalation'));
    expect(queue).toContain(reference);
    expect(queue).not.toContain(later);
    await escalation().say(HELP[locale]);
    const help = escalation().lastCard();
    expect(help.verbs).toContain('queue');
    expect(help.text).toContain(says('card.help.decide.type'));
    expect(help.text).not.toContain(says('card.help.set-aside.type'));
    for (const each of [reference, later]) await (await cardWith(stage.manager, each, 'withdraw')).execute('withdraw');
    await settled(stage);
    expect(await queueOf(escalation())).not.toContain(reference);
  });

  it('leaves what failed to the helpdesk alone where somebody there may answer it', inTurn, async () => {
    const { stage } = play;
    await escalation().install();
    const reference = await ask(stage, `${WORDS[locale].block} ${upn('alex')}`);
    await approvalCard(stage, reference);
    await stage.jump(LATE);
    await refuseSessions(stage.person('alex').id);
    await (await approvalCard(stage, reference, escalation())).execute('approve');
    await hear(stage, reference, says('notice.step-failed'), stage.helpdesk);
    await cardWith(stage.helpdesk, reference, 'runbook-done');
    await settled(stage);
    expect(heard(escalation(), reference)).not.toContain(says('notice.step-failed'));
    expect(offered(escalation(), reference)).toEqual(['change']);
    await escalation().say(`${RUNBOOK[locale]} ${reference}`);
    expect(escalation().lastText()).toContain(says('flow.not-an-approver'));
    await (await cardWith(stage.helpdesk, reference, 'retry')).execute('skip');
    await settled(stage);
  });

  it('leaves what failed to the helpdesk also where that was not asked to decide', inTurn, async () => {
    const { stage } = play;
    await escalation().install();
    await refuseSessions(stage.person('adele').id);
    const reference = await ask(stage, `${WORDS[locale].offboard} ${upn('adele')}`, { when: 'now' });
    await (await approvalCard(stage, reference, escalation())).execute('approve');
    await hear(stage, reference, says('notice.step-failed'), stage.helpdesk);
    const card = await cardWith(stage.helpdesk, reference, 'retry');
    await settled(stage);
    expect(offered(escalation(), reference)).not.toContain('retry');
    const answer = await card.execute('skip');
    expect(answer.text).not.toContain(says('flow.not-an-approver'));
    await settled(stage);
  });

  it('leaves what failed to the escalation group where no approver is left whose word counts', inTurn, async () => {
    const { stage } = play;
    await escalation().install();
    const [lead, second] = [stage.as('emergencyLead'), stage.secondHelpdesk];
    await lead.install();
    await second.install();
    await refuseSessions(stage.person('helpdesk').id);
    // Of two approvers one is blocked, by the other and by a member who is none.
    await lead.say(`${BLOCK_NOW[locale]} ${upn('helpdesk')}`);
    await lead.lastCard().execute('block-now');
    await second.say(`${BLOCK_NOW[locale]} ${upn('helpdesk')}`);
    await second.lastCard().execute('block-now');
    const reference = /L-\d+/.exec(second.lastCard().text)?.[0] ?? 'none';
    await hear(stage, reference, says('notice.step-failed'), escalation());
    const card = await cardWith(escalation(), reference, 'skip');
    expect(card.text).toContain(says('report.todo.for-escalation'));
    const answer = await card.execute('skip');
    expect(answer.text).not.toContain(says('flow.not-an-approver'));
  });
  function setMembers(group: string, members: readonly string[]): void {
    meanwhile(play.stage, (state) => {
      const found = state.groups[group];
      if (found === undefined) throw new Error(`no group ${group}`);
      return { ...state, groups: { ...state.groups, [group]: { ...found, members: [...members] } } };
    });
  }

  async function queueOf(chat: Chat): Promise<string> {
    await chat.say(QUEUE[locale]);
    return chat.lastCard().text;
  }

  async function refuseSessions(id: string): Promise<void> {
    await play.stage.faults({ refuse: { match: `POST /users/${id}/revokeSignInSessions`, times: 99 } });
  }
});

type Chat = Play['stage']['manager'];

/** What was said about it without a card. */
function heard(chat: Chat, reference: string): string {
  const texts = chat.messages().map(({ text }) => text ?? '');
  return texts.filter((text) => text.includes(reference)).join('\n');
}

/** Every button of every card about it. */
function offered(chat: Chat, reference: string): readonly string[] {
  const cards = chat.messages().map(({ card }) => JSON.stringify(card) ?? '');
  const verbs = cards
    .filter((card) => card.includes(reference))
    .flatMap((card) => [...card.matchAll(/"verb":"([a-z-]+)"/g)].map(([, verb]) => verb ?? ''));
  return [...new Set(verbs)].toSorted();
}
