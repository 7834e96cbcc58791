import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseForeignGroups } from '../../../app/refuse-foreign-groups.ts';
import { startApp } from '../../../app.ts';
import { readConfig } from '../../../config.ts';
import { LeaverError } from '../../../domain/errors.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import { FIRST_VERSION, openFirstVersion } from '../first-version.ts';
import { halfSettings } from '../foreign-database/half-settings.ts';
import { type Environment, everyStarter, type Starter } from '../foreign-database/starters.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/** What starts Leaver: this version's modules, or those of the first. */
type Version = {
  readonly startApp: (
    config: ReturnType<typeof readConfig>,
    parts: { sandboxUrl: string | null },
  ) => Promise<{ stop(): Promise<void> }>;
  /** As `main.ts` does with what stands in `.env`. */
  readonly read: (environment: Environment, inFile: ReadonlySet<string>) => ReturnType<typeof readConfig>;
};

const THIS: Version = {
  startApp,
  read(environment, inFile) {
    const config = readConfig(environment, inFile);
    refuseForeignGroups(config);
    return config;
  },
};

/**
 * `--only foreign-database`: a database that belongs to one mode and tenant is opened by every other, on real
 * PostgreSQL, and by its own; and settings of a real tenant without the bot's identity. A start where none may be
 * fails, and so does a refusal of one's own. The control is the first version.
 */
export async function foreignDatabaseProof({ short, say }: ProofRun): Promise<readonly ProofRow[]> {
  say('A database of one tenant and mode, opened by every other.');
  const postgres = await startPostgres();
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: 60 });
  const standIn = createServer((_, response) => {
    response.statusCode = 404;
    response.end('{}');
  });
  await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve));
  const first = await openFirstVersion();
  try {
    const starters = everyStarter(`http://127.0.0.1:${(standIn.address() as AddressInfo).port}`);
    const world = { postgres, starters, sandboxUrl: sandbox.url };
    const owners = short ? starters.filter((_, place) => place % 2 === 0) : starters;
    const ours = await pairings(THIS, { ...world, owners });
    const before = await firstVersion(first);
    const control = await pairings(before, { ...world, owners: starters.slice(0, short ? 1 : 3) });
    for (const each of ours.wrong) say(`  ${each}`);
    return [
      {
        promise: 'no database is opened by another tenant or mode, and no settings of a tenant start a sandbox',
        trials: ours.trials,
        failures: ours.wrong.length,
        seed: null,
        control: {
          what: `the first version (${FIRST_VERSION})`,
          trials: control.trials,
          failures: control.wrong.length,
        },
      },
    ];
  } finally {
    standIn.close();
    await sandbox.stop();
    await postgres.stop();
    await first.remove();
  }
}

async function firstVersion(first: Awaited<ReturnType<typeof openFirstVersion>>): Promise<Version> {
  const app = await first.load<{ startApp: Version['startApp'] }>('src/app.ts');
  const config = await first.load<{ readConfig: (environment: Environment) => ReturnType<typeof readConfig> }>(
    'src/config.ts',
  );
  return { startApp: app.startApp, read: (environment) => config.readConfig(environment) };
}

type World = {
  readonly postgres: PostgresServer;
  readonly sandboxUrl: string;
  readonly owners: readonly Starter[];
  readonly starters: readonly Starter[];
};

async function pairings(version: Version, { postgres, sandboxUrl, owners, starters }: World) {
  const wrong: string[] = [];
  let trials = 0;
  const starts = async ({ environment, besideSandbox }: Starter, DATABASE_URL: string): Promise<boolean> => {
    try {
      const config = version.read({ ...environment, DATABASE_URL }, new Set(Object.keys(environment)));
      await (await version.startApp(config, { sandboxUrl: besideSandbox ? sandboxUrl : null })).stop();
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  };
  for (const owner of owners) {
    const url = await postgres.createDatabase();
    if (!(await starts(owner, url))) throw new Error(`${owner.name} does not start in a new database`);
    for (const other of starters) {
      trials += 1;
      if ((await starts(other, url)) !== (other === owner))
        wrong.push(`${other.name} in the database of ${owner.name}`);
    }
  }
  for (const environment of halfSettings()) {
    trials += 1;
    if (isRead(version, environment)) wrong.push(`settings that name ${Object.keys(environment).join(', ')}`);
  }
  return { trials, wrong };
}

function isRead(version: Version, environment: Environment): boolean {
  try {
    version.read(environment, new Set(Object.keys(environment)));
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** The first version has error classes of its own. */
function isRefusal(error: unknown): boolean {
  return error instanceof LeaverError || (error instanceof Error && /^(Start|Config)Error$/.test(error.name));
}
