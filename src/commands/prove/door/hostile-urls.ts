/**
 * Hosts of others: look-alikes, suffixes, prefixes, letters that only look the same, numbers, names inside a network.
 */
const HOSTS = [
  'collector.example',
  'evil.trafficmanager.net',
  'trafficmanager.net',
  'smba-trafficmanager.net',
  'smba.trafficmanager.net.evil.example',
  'smba.trafficmanager.net.',
  'smba.trafficmanager.net%2eevil.example',
  'smba.trafficmanager.network',
  'xsmba.trafficmanager.net',
  'smba.trafficmanager.nеt',
  'ѕmba.trafficmanager.net',
  'smba。trafficmanager.net.evil.example',
  'xn--mba-xrd.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com.evil.example',
  'smba.infra.teams.microsoft.com',
  'outlook.office365.com',
  'login.microsoftonline.com',
  'api.botframework.com',
  '127.0.0.1',
  '2130706433',
  '0x7f000001',
  '[::1]',
  '[::ffff:127.0.0.1]',
  'localhost',
  '169.254.169.254',
  'metadata.google.internal',
  '10.0.0.5',
] as const;

const TEAMS = ['smba.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com'] as const;

/** As a service URL or in a stored conversation, the bot's token must go to none of these. Each is there once. */
export function hostileUrls(): readonly string[] {
  const elsewhere = HOSTS.flatMap((host) => [
    `https://${host}/emea/`,
    `http://${host}/emea/`,
    `https://${host}:8443/emea/`,
    `https://smba.trafficmanager.net@${host}/`,
    `https://smba.trafficmanager.net:443@${host}/emea/`,
    `https://smba.trafficmanager.net%2f@${host}/`,
  ]);
  const theirs = TEAMS.flatMap((host) => [
    `http://${host}/emea/`,
    `http://${host}:443/emea/`,
    `https://${host}:80/emea/`,
    `https://${host}:444/emea/`,
    `https://${host}:8443/`,
    `https://${host}./emea/`,
    `https://user@${host}/emea/`,
    `https://user:password@${host}/emea/`,
    `https://:password@${host}/emea/`,
    `ws://${host}/emea/`,
    `wss://${host}/emea/`,
    `ftp://${host}/emea/`,
    `file://${host}/emea/`,
    `javascript://${host}/%0aalert(1)`,
    `//${host}/emea/`,
    `${host}/emea/`,
    `https:/\\evil.example/${host}/`,
    `https://evil.example\\@${host}.evil.example/`,
    `https://evil.example#${host}/`,
    `https://evil.example?${host}/`,
    `https://evil.example/${host}/`,
    `https://evil.example;${host}/`,
  ]);
  return [...new Set([...elsewhere, ...theirs])];
}
