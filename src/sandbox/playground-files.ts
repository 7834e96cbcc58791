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
    users: [...others, ...bystanders(contoso, 5 - others.length)].map((other) => picked(contoso, other)),
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

/** Two who report to the manager through somebody else: whom the people picker is for. Nobody speaks as them. */
function bystanders(contoso: Contoso, count: number) {
  return Object.entries(contoso.people)
    .filter(([, { kinds }]) => kinds?.includes('report-of-a-report'))
    .slice(0, count)
    .map(([key]) => ({ key }));
}

/** The Playground's people picker gives the id that stands here, where Teams gives the object id (teams.md 1.4). */
function picked(contoso: Contoso, { key }: { readonly key: string }) {
  return { ...account(contoso, { key, channelUserId: '' }), id: contoso.people[key]?.id ?? '' };
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
