import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import { inTurn, LANGUAGES, meanwhile, type Play, phrase, plan, startPlay, upn, WORDS } from './play.ts';

type Cloud = NonNullable<TenantState['people'][string]['cloud']>;

describe.concurrent.each(LANGUAGES)('whose account it is, in %s', (locale) => {
  const words = WORDS[locale];
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  function change(key: string, changes: Partial<Cloud>): void {
    const { id } = play.stage.person(key);
    meanwhile(play.stage, (state) => {
      const person = state.people[id];
      if (person?.cloud == null) throw new Error(`${key} has no account`);
      return { ...state, people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, ...changes } } } };
    });
  }

  /** The plan of an offboarding, once the account is like this. */
  async function planOf(key: string, changes: Pick<Cloud, 'userType' | 'externalUserState'>): Promise<string> {
    change(key, changes);
    return (await plan(play.stage, `${words.offboard} ${upn(key)}`)).text;
  }

  it(
    'is said to who blocks at once: another tenant can send a member with a colleague’s name and address',
    inTurn,
    async () => {
      const { stage } = play;
      const mail = upn('adele');
      const madeUp = 'adele.vance_fabrikam.example#EXT#@contoso.onmicrosoft.com';
      const { displayName = '', jobTitle = null, department = null } = stage.person('adele').cloud ?? {};
      change('henrietta', { displayName, jobTitle, department, mail, userPrincipalName: madeUp, userType: 'Member' });
      const lead = stage.as('emergencyLead');
      await lead.install();
      await lead.say(`${locale === 'en' ? 'block now' : 'nu blokkeren'} ${mail}`);
      const shown = JSON.stringify(lead.lastCard().json);
      const [ours, theirs] = ['adele', 'henrietta'].map(
        (key) => new RegExp(`"title":"([^"]*)","value":"${stage.person(key).id}"`).exec(shown)?.[1],
      );
      expect(theirs).toBe(`${ours} · ${says('card.person.external')}`);
    },
  );

  it('is another organisation’s of a member whom that one sent: it alone replaces the password', inTurn, async () => {
    const card = await planOf('nils', { userType: 'Member', externalUserState: 'Accepted' });
    expect(card).toContain(says('report.standing.external'));
    expect(card).toContain(says('plan.warning.external'));
    expect(card).toContain(says('propagation.open-sessions.today-guest'));
    expect(card).not.toContain(says('step.reset-password.explains'));
    expect(card).not.toContain(says('report.standing.cloud-only'));
  });

  it('is ours of a guest whose account was made here: nobody else can replace the password', inTurn, async () => {
    const card = await planOf('zoe', { userType: 'Guest', externalUserState: null });
    expect(card).toContain(says('report.standing.guest-synced'));
    expect(card).toContain(says('step.reset-password.explains'));
    for (const key of ['report.standing.guest', 'plan.warning.guest', 'gap.left.guest-home'] as const)
      expect(card).not.toContain(says(key));
  });
});
