import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Canaries, findSecrets, type Place } from './canaries.ts';
import type { CanaryOrder, CanaryReport } from './canary-stage.ts';
import { readDataFolder } from './read-data-folder.ts';
import { startRefusingController } from './refusing-controller.ts';

export type Searched = { readonly places: number; readonly found: readonly string[]; readonly passwords: number };

const PROGRAM = join(import.meta.dirname, 'canary-stage.ts');

/**
 * The product with its people in a process of its own, and everything that came out of it or stayed behind, searched.
 */
export async function playCanaries(
  canaries: Canaries,
  { careless }: { readonly careless: boolean },
): Promise<Searched> {
  const folder = await mkdtemp(join(tmpdir(), 'leaver-canaries-'));
  const controller = await startRefusingController(join(folder, 'dc'));
  try {
    const adDomainsFile = await writeDomains(folder, controller, canaries.bindPassword);
    const dataDir = join(folder, 'data');
    const { bearer, personToken, body } = canaries;
    const { report, output } = await run({ dataDir, adDomainsFile, bearer, personToken, body, careless });
    const lines = output.split('\n').map((text): Place => ({ where: 'the log', text }));
    const places = [...lines, ...report.places, ...(await readDataFolder(dataDir))];
    const secrets = [...Object.values(canaries), ...report.passwords];
    const missed = [
      ...(report.passwords.length === 0 ? ['no password was made, so none was looked for'] : []),
      ...(controller.asked() === 0 ? ['no domain controller was asked'] : []),
    ];
    return {
      places: places.length,
      found: [...missed, ...findSecrets(secrets, places)],
      passwords: report.passwords.length,
    };
  } finally {
    await controller.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(order: CanaryOrder): Promise<{ readonly report: CanaryReport; readonly output: string }> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { PATH: process.env.PATH ?? '' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  let report: CanaryReport | null = null;
  child.once('message', (told) => {
    report = told as CanaryReport;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.send(order);
  await closed;
  if (report === null) throw new Error(`the canaries did not play to their end:\n${output.slice(-2_000)}`);
  return { report, output };
}

async function writeDomains(
  folder: string,
  { url, caFile }: { readonly url: string; readonly caFile: string },
  password: string,
): Promise<string> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password);
  const bind = { name: 'svc-leaver@corp.contoso.com', passwordFile };
  const sync = { client: 'connect' };
  const domain = { name: 'corp.contoso.com', way: 'ldaps', signIn: 'phs', sync, servers: [url], caFile, bind };
  const file = join(folder, 'domains.json');
  await writeFile(file, JSON.stringify({ domains: [domain] }));
  return file;
}
