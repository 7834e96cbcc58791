import { randomUUID } from 'node:crypto';
import { type Environment, liveSettings } from './starters.ts';

const BOT = ['MicrosoftAppType', 'MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'];
const GROUPS = ['APPROVER', 'ESCALATION', 'EMERGENCY', 'PROTECTED', 'REQUESTER'].map((name) => `${name}_GROUP_ID`);

/**
 * What stands in a `.env` of a real tenant whose bot identity is missing or misspelt: each key of Graph's identity
 * alone, each group alone, all of it, and all of it with misspelt names.
 */
export function halfSettings(): readonly Environment[] {
  const whole = liveSettings(randomUUID());
  const rest = Object.fromEntries(Object.entries(whole).filter(([key]) => !BOT.includes(key)));
  const misspelt = Object.fromEntries(BOT.map((key) => [key.toUpperCase(), whole[key] ?? '']));
  const graph = Object.keys(rest).filter((key) => key.startsWith('AZURE_'));
  return [
    ...graph.map((key) => ({ [key]: rest[key] ?? '' })),
    { AZURE_CLIENT_CERTIFICATE_PATH: '/run/secrets/graph.pem' },
    ...GROUPS.map((key) => ({ [key]: randomUUID() })),
    rest,
    { ...rest, ...misspelt },
  ];
}
