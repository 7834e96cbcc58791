import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contoso, Persona } from './contoso.ts';

/** Whom the Playground speaks as, and of which tenant and bot. */
export type PlaygroundSetting = {
  readonly contoso: Contoso;
  readonly persona: Persona;
  readonly tenantId: string;
  readonly botId: string;
};

/** Writes the Playground's configuration of one persona into `folder`, and gives the file's path. */
export async function writePlaygroundFile(folder: string, setting: PlaygroundSetting): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${setting.persona.key}.yml`);
  await writeFile(path, `${JSON.stringify(playgroundFile(setting), null, 2)}\n`);
  return path;
}

/**
 * The Playground's configuration of one persona (JSON is YAML). A wrong one makes it say "Listening" and then end
 * without a word (teams.md 4.1), so its rules are kept here: exactly five other people, every id used once, names not
 * longer than its schema allows.
 */
export function playgroundFile({ contoso, persona, tenantId, botId }: PlaygroundSetting) {
  const others = Object.values(contoso.personas).filter((other) => other.key !== persona.key);
  return {
    version: '0.1.1',
    tenantId,
    bot: { id: botId, name: contoso.bot.name.slice(0, 42) },
    currentUser: account(contoso, persona),
    users: [...others.map((other) => account(contoso, other)), ...bystanders(contoso, 5 - others.length)],
    personalChat: { id: persona.chatId },
    groupChat: { id: `19:${persona.key}-group@thread.v2`, name: 'Group chat' },
    team: {
      id: `19:${persona.key}-team@thread.tacv2`,
      name: contoso.name,
      aadGroupId: contoso.groupIds.approvers,
      channels: [],
    },
  };
}

/** People who fill the group chat; nobody speaks as them. */
function bystanders(contoso: Contoso, count: number) {
  const personas = Object.values(contoso.personas).map(({ key }) => key);
  return Object.keys(contoso.people)
    .filter((key) => !personas.includes(key))
    .slice(0, count)
    .map((key) => account(contoso, { key, channelUserId: `29:contoso-${key}` }));
}

function account(contoso: Contoso, { key, channelUserId }: Pick<Persona, 'key' | 'channelUserId'>) {
  const person = contoso.people[key];
  if (person === undefined) throw new TypeError(`contoso.json has no person "${key}"`);
  return {
    id: channelUserId,
    name: person.displayName,
    /** Spelled so by the Playground. */
    userPrincipleName: person.userPrincipalName,
    aadObjectId: person.id,
    givenName: person.givenName ?? '',
    surname: person.surname ?? '',
    email: person.mail ?? person.userPrincipalName,
  };
}
