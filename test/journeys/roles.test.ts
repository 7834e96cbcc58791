import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantGroup } from '../../src/sandbox/tenant-state.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  PATIENCE,
  phrase,
  read,
  runbookCard,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

/** Whoever is in a group without standing in its role has nothing of it: neither a say nor a look. */
describe.concurrent.each(LANGUAGES)('a role, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);

  it(
    'is held neither by a guest nor by somebody blocked who is in the group: they see, hear and lift nothing',
    inTurn,
    async () => {
      const { stage, stop } = await startPlay(locale);
      const [guest, blocked] = [stage.as('ines'), stage.secondHelpdesk];
      for (const chat of [guest, blocked]) await chat.install();
      for (const group of ['approvers', 'emergency'] as const) join(stage, group, 'ines');
      await stage.entra('disable', 'secondHelpdesk');
      const reference = await ask(stage, `${words.block} ${upn('zoe')}`);
      const open = await approvalCard(stage, reference);
      await stage.as('emergencyLead').say('pause everything');
      const why = new Map([
        [guest, says('flow.not-an-approver')],
        [blocked, says('approval.blocked-approver')],
      ]);
      for (const [chat, no] of why) {
        await hears(chat, 'queue', no);
        await hears(chat, 'audit head', no);
        await hears(chat, 'stops', says('brakes.refused.not-yours'));
        await hears(chat, 'resume', says('brakes.refused.not-in-office'));
        await hears(chat, 'pause everything', says('brakes.refused.only-emergency'));
        await hears(chat, `approve ${reference}`, says('flow.not-yours'));
        await chat.say(`why ${upn('zoe')}`);
      }
      await stage.as('emergencyLead').say('resume');
      await open.execute('approve');
      await hear(stage, reference, words.complete);
      for (const chat of [guest, blocked]) expect(JSON.stringify(chat.messages())).not.toMatch(/Zoë|S-1\b/);
      await stop();
    },
  );

  it(
    'is nobody’s by a group that became dynamic: what is paused stays, and nothing is answered, retried or shown',
    inTurn,
    async () => {
      const { stage, stop } = await startPlay(locale);
      const [lead, approver] = [stage.as('emergencyLead'), stage.helpdesk];
      const reference = await askAndApprove(stage, `${words.block} ${upn('mohamed')}`);
      const runbook = await runbookCard(stage, reference);
      const waiting = await ask(stage, `${words.block} ${upn('zoe')}`);
      const open = await approvalCard(stage, waiting);
      await lead.say('pause everything');
      for (const group of ['approvers', 'emergency'] as const) becomes(stage, group, ['DynamicMembership']);
      // What kind of group it is counts for five minutes; an approver could lift the pause after an hour.
      await stage.jump(70);
      for (const typed of ['resume', 'pause everything', 'stops', `block now ${upn('zoe')}`])
        await hears(lead, typed, says('approval.group-unsound'));
      await hears(approver, 'resume', says('approval.group-unsound'));
      await hears(approver, 'queue', says('flow.not-an-approver'));
      await hears(approver, 'audit head', says('flow.not-an-approver'));
      expect((await open.execute('approve')).text).toContain(says('approval.group-unsound'));
      expect((await runbook.execute('runbook-done')).text).toContain(says('approval.group-unsound'));
      expect(stage.person('zoe').cloud?.accountEnabled).toBe(true);
      for (const group of ['approvers', 'emergency'] as const) becomes(stage, group, []);
      await stage.jump(10);
      await hears(lead, 'resume', says('card.stops.title'));
      // A rule that makes members of a group in the group makes members of the group: nobody decides by it either.
      const byRule = stage.as('adele');
      await byRule.install();
      holdDynamic(stage, 'approvers');
      await stage.jump(10);
      for (const chat of [byRule, approver]) await hears(chat, `approve ${waiting}`, says('approval.group-unsound'));
      await hears(byRule, 'queue', says('flow.not-an-approver'));
      expect(stage.person('zoe').cloud?.accountEnabled).toBe(true);
      await stop();
    },
  );

  it(
    'that somebody left takes their card with it: it says so, and they hear nothing more of the request',
    inTurn,
    async () => {
      const { stage, stop } = await startPlay(locale);
      const former = stage.secondHelpdesk;
      await former.install();
      const reference = await ask(stage, `${words.block} ${upn('mohamed')}`);
      await approvalCard(stage, reference, former);
      leave(stage, 'approvers', 'secondHelpdesk');
      await (await approvalCard(stage, reference)).execute('approve');
      await read(stage, reference, says('card.no-party.title'), former);
      await runbookCard(stage, reference);
      expect(JSON.stringify(former.messages())).not.toContain('Disable-ADAccount');
      await stop();
    },
  );
});

/** What is typed is answered with these words. */
async function hears(chat: ReturnType<Stage['as']>, typed: string, words: string): Promise<void> {
  const before = chat.messages().length;
  await chat.say(typed);
  await chat.until(
    (message, text) => chat.messages().indexOf(message) >= before && text.includes(words),
    PATIENCE,
    `“${words}” as the answer to “${typed}”`,
  );
}

type Group = 'approvers' | 'emergency';

function join(stage: Stage, group: Group, key: string): void {
  change(stage, group, (found) => ({ ...found, members: [...found.members, contoso.people[key]?.id ?? ''] }));
}

function leave(stage: Stage, group: Group, key: string): void {
  change(stage, group, (found) => ({
    ...found,
    members: found.members.filter((id) => id !== contoso.people[key]?.id),
  }));
}

function becomes(stage: Stage, group: Group, groupTypes: TenantGroup['groupTypes']): void {
  change(stage, group, (found) => ({ ...found, groupTypes }));
}

/** A dynamic group, of which Adele is by its rule, becomes a member of that one. */
function holdDynamic(stage: Stage, group: Group): void {
  change(stage, group, (found) => ({ ...found, members: [...found.members, contoso.groups.netherlands?.id ?? ''] }));
}

function change(stage: Stage, key: Group, changed: (group: TenantGroup) => TenantGroup): void {
  const id = contoso.groupIds[key];
  meanwhile(stage, (state) => {
    const group = state.groups[id];
    if (group === undefined) throw new Error(`no group ${key}`);
    return { ...state, groups: { ...state.groups, [id]: changed(group) } };
  });
}
