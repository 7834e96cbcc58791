import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant-state.ts';
import {
  askAndApprove,
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

/** Words that only sync, a block that is gone or work in Active Directory may bring onto a card. */
const ACCUSES = {
  en: /(directory sync|Sync_\S+).{0,40}(turned|did) (this|it|the block|“)|able to sign in again|in Active Directory now/i,
  nl: /(adreslijstsynchronisatie|Sync_\S+).{0,60}teruggedraaid|mogelijk weer aanmelden|nu uit in de lokale/i,
} as const;

/** A colleague, beside Leaver, about somebody whom no directory sync concerns. */
describe.concurrent.each(LANGUAGES)('what a colleague changes back, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('is said of the step and the thing itself: no sync, no alarm, no work in Active Directory', inTurn, async () => {
    const { stage } = play;
    const { id } = stage.person('adele');
    const memberships = () =>
      Object.values(stage.sandbox.tenant.state().groups)
        .filter(({ members }) => members.includes(id))
        .map(({ displayName }) => displayName);
    const before = memberships();
    const { directLicences = [] } = stage.person('adele').cloud ?? {};
    const reference = await askAndApprove(stage, `${words.offboard} adele`, { reason: 'dismissed' });
    await hear(stage, reference, words.left);
    const [group = ''] = before.filter((name) => !memberships().includes(name));
    meanwhile(stage, (state) => changedBack(state, { id, group, directLicences }));
    await stage.jump(13 * 60);
    for (const who of [stage.manager, stage.helpdesk])
      await read(stage, reference, phrase(locale, 'flow.changed-back.somebody'), who);
    const told = [...stage.manager.messages(), ...stage.helpdesk.messages()].filter((message) =>
      JSON.stringify(message).includes(reference),
    );
    for (const message of told) expect(JSON.stringify([message.text, message.card])).not.toMatch(ACCUSES[locale]);
    // The look finds one step after the other: the headline names all of them once it is over.
    const titles = (
      [
        'step.leave-groups.title',
        'step.set-auto-reply.title',
        'step.share-onedrive.title',
        'step.remove-licences.title',
        'step.disable-devices.title',
      ] as const
    ).map((key) => phrase(locale, key));
    await stage.manager.until(
      ({ card }, text) =>
        card !== null &&
        text.includes(reference) &&
        text.includes(group) &&
        titles.every((title) => headOf(text).includes(title)),
    );
    expect(stage.person('adele').cloud?.accountEnabled).toBe(false);
  });

  it('has the hour of the refusal, not that of its success, where a retry is refused', inTurn, async () => {
    const { stage } = play;
    const { id } = stage.person('sanne');
    const reference = await askAndApprove(stage, `${words.offboard} ${upn('sanne')}`);
    await hear(stage, reference, words.left);
    const done = clock(stage.sandbox.tenant.clock.now());
    meanwhile(stage, (state) => withoutShares(state, id));
    await stage.jump(13 * 60);
    await read(stage, reference, phrase(locale, 'flow.overwritten.share-onedrive'), stage.helpdesk);
    await settled(stage);
    await stage.helpdesk.say(`status ${reference}`);
    await stage.faults({ refuse: { match: 'GET /.*drive.*', times: 9 } });
    const before = stage.sandbox.tenant.clock.now();
    await stage.helpdesk.lastCard().fill({ step: 'share-onedrive' }).execute('retry');
    await read(stage, reference, phrase(locale, 'flow.refused-since-back'), stage.helpdesk);
    const after = stage.sandbox.tenant.clock.now();
    await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    await settled(stage);
    await stage.helpdesk.say(`status ${reference}`);
    const hour = new RegExp(`^${phrase(locale, 'card.state.failed')} .*?(\\d\\d:\\d\\d)`, 'm');
    const [, failed] = stage.helpdesk.lastCard().text.match(hour) ?? [];
    expect(minutesOf(before, after)).toContain(failed);
    expect(failed).not.toBe(done);
  });
});

/** Every minute between the two, as cards say it: on a busy machine there are several. */
function minutesOf(from: Date, to: Date): readonly string[] {
  const minutes = Math.ceil((to.getTime() - from.getTime()) / 60_000);
  return Array.from({ length: minutes + 1 }, (_, at) =>
    clock(new Date(Math.min(from.getTime() + at * 60_000, to.getTime()))),
  );
}

/** As cards say it. */
function clock(at: Date): string {
  return at.toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam', timeStyle: 'short' });
}

/** Nobody has the files any more. */
function withoutShares(state: TenantState, id: string): TenantState {
  const person = state.people[id];
  if (person?.drive == null) throw new Error('there is no OneDrive');
  return { ...state, people: { ...state.people, [id]: { ...person, drive: { ...person.drive, permissions: [] } } } };
}

/** What stands above the steps. */
function headOf(card: string): string {
  return card.split('\n').slice(0, 8).join('\n');
}

type Given = {
  readonly id: string;
  readonly group: string;
  readonly directLicences: NonNullable<TenantState['people'][string]['cloud']>['directLicences'];
};

/** Back in one group, the reply off, the files no longer shared, every licence there, the laptop enabled. */
function changedBack(state: TenantState, { id, group: name, directLicences }: Given): TenantState {
  const person = state.people[id];
  const laptop = state.devices[contoso.devices.adeleLaptop?.id ?? ''];
  if (person?.mailbox == null || person.drive === null || person.cloud === null || laptop === undefined)
    throw new Error('there is no mailbox, no OneDrive or no laptop');
  const automaticReplies = { ...person.mailbox.automaticReplies, status: 'disabled' as const };
  const mailbox = { ...person.mailbox, automaticReplies };
  const [drive, cloud] = [
    { ...person.drive, permissions: [] },
    { ...person.cloud, directLicences },
  ];
  const groups = Object.entries(state.groups).map(([key, group]) => [
    key,
    group.displayName === name ? { ...group, members: [...group.members, id] } : group,
  ]);
  return {
    ...state,
    groups: Object.fromEntries(groups),
    people: { ...state.people, [id]: { ...person, cloud, mailbox, drive } },
    devices: { ...state.devices, [laptop.id]: { ...laptop, accountEnabled: true } },
  };
}
