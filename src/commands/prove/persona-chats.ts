import { contoso } from '../../sandbox/contoso.ts';
import { type MiniTeams, startMiniTeams } from '../../sandbox/mini-teams/mini-teams.ts';
import { isComing } from '../is-coming.ts';
import type { KilledBot } from './killed-bot.ts';

/** Manager and helpdesk at their chats with a bot that is killed: the clients outlive it, and find it again. */
export async function personaChats(bot: KilledBot) {
  bot.teams ??= await startMiniTeams({ tenantId: contoso.tenantId, botId: contoso.bot.id, isComing });
  const teams: MiniTeams = bot.teams;
  teams.connect(`${bot.url}/api/messages`);
  const chat = (key: 'manager' | 'helpdesk') => teams.as({ id: contoso.personas[key].id, name: key });
  const [manager, helpdesk] = [chat('manager'), chat('helpdesk')];
  if (!bot.welcomed) await Promise.all([manager.install(), helpdesk.install()]);
  bot.welcomed = true;
  return { manager, helpdesk };
}
