import { describe, expect, it } from 'vitest';
import { readConnectorConfig } from '../../src/config/connector.ts';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/domain/errors.ts';

type Environment = Readonly<Record<string, string>>;

/** With all of this in `.env`. */
function problemsOf(inFile: Environment, read: typeof readConfig | typeof readConnectorConfig = readConfig) {
  try {
    read(inFile, new Set(Object.keys(inFile)));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const GROUP = 'a9928632-610b-4a01-b187-bc2f5cc23ccd';

/** One that is silently not obeyed leaves somebody unprotected, or a policy that nobody wrote. */
describe('a key in .env that Leaver does not have', () => {
  it.each([
    ['PROTECTED_GROUPID', 'PROTECTED_GROUP_ID'],
    ['EMERGENCY_GROUPID', 'EMERGENCY_GROUP_ID'],
    ['REQUESTERS_GROUP', 'REQUESTER_GROUP_ID'],
    ['POLICYFILE', 'POLICY_FILE'],
    ['microsoftAppID', 'MicrosoftAppId'],
    ['MicrosoftTenantId', 'MicrosoftAppTenantId'],
    ['AZURE_CLIENTSECRET', 'AZURE_CLIENT_SECRET'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['port', 'PORT'],
  ])('stops the start, and the nearest one is named: %s', (key, nearest) => {
    expect(problemsOf({ [key]: GROUP })).toEqual([
      `${key} stands in .env and is no key of Leaver’s, so it would not be obeyed: the nearest is ${nearest}. Correct the line, or take it out.`,
    ]);
  });

  it('stops the start also where no other is near, and whatever else is set', () => {
    expect(problemsOf({ POSTGRES_PASSWORD: 'x', PROTECTED_GROUP_ID: GROUP, PROTECTED_GROUPS_ID: GROUP })).toEqual([
      'POSTGRES_PASSWORD stands in .env and is no key of Leaver’s, so it would not be obeyed: take the line out; .env.example has every key.',
      expect.stringMatching(/^PROTECTED_GROUPS_ID stands in \.env/),
    ]);
  });

  it('is not repeated where it may be a piece of a secret that was pasted over several lines', () => {
    const [one, other] = ['Xy7q9LmN4pQr8sTu', 'MIIEvQIBADANBgkqhkiG9w0BAQEF'];
    const problems = problemsOf({ [one]: '=', [other]: '=' });
    expect(problems).toEqual([expect.stringMatching(/^A line of \.env sets what is no key of Leaver’s/)]);
    for (const piece of [one, other]) expect(problems.join()).not.toContain(piece);
  });

  it('stops a connector too', () => {
    expect(problemsOf({ ROLE: 'connector', LOGLEVEL: 'debug' }, readConnectorConfig)[0]).toContain(
      'the nearest is LOG_LEVEL',
    );
  });

  it('stops nothing where it is empty, or where something beside Leaver reads it', () => {
    const others = [
      'NODE_ENV',
      'NODE_EXTRA_CA_CERTS',
      'HTTPS_PROXY',
      'no_proxy',
      'PGSSLROOTCERT',
      'TZ',
      'MSI_ENDPOINT',
    ];
    expect(problemsOf({ PROTECTED_GROUPID: ' ', ...Object.fromEntries(others.map((key) => [key, 'x'])) })).toEqual([]);
  });
});

describe('a key in the environment that Leaver does not have', () => {
  it.each([
    ['PROTECTED_GROUPID', 'PROTECTED_GROUP_ID'],
    ['PROTECTED_GROUP', 'PROTECTED_GROUP_ID'],
    ['APPROVERS_GROUP_ID', 'APPROVER_GROUP_ID'],
    ['POLICYFILE', 'POLICY_FILE'],
    ['MICROSOFTAPPID', 'MicrosoftAppId'],
  ])('is warned of where it is a near miss: %s', (key, nearest) => {
    const warning = `Not obeyed: ${key} of the environment, which is no key of Leaver’s; ${nearest} is.`;
    expect(readConfig({ [key]: GROUP }).warnings).toEqual([warning]);
  });

  it('is not spoken of otherwise: it is somebody else’s', () => {
    const others = ['PATH', 'HOME', 'HOSTNAME', 'USER', 'SHELL', 'PWD', 'CHROME_BIN', 'PGDATABASE', 'AZURE_LOG_LEVEL'];
    const more = [
      'POSTGRES_PORT',
      'LEAVER_SERVICE_PORT',
      'KUBERNETES_PORT',
      'DATABASE_NAME',
      'ROLES',
      'AZURE_SUBSCRIPTION_ID',
    ];
    expect(readConfig(Object.fromEntries([...others, ...more].map((key) => [key, 'x']))).warnings).toEqual([]);
  });
});
