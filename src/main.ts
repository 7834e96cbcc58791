import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openConnector } from './app/connector.ts';
import { describeDefect, describeUncaught } from './app/describe-defect.ts';
import { closeDataFolder, keepFilesPrivate } from './app/keep-files-private.ts';
import { refuseForeignGroups } from './app/refuse-foreign-groups.ts';
import { type Running, startMessage } from './app/start-message.ts';
import { stopInOrder } from './app/stop-in-order.ts';
import { startApp } from './app.ts';
import { readConnectorConfig } from './config/connector.ts';
import { loadEnvFile } from './config/env-file.ts';
import { type Config, readConfig } from './config.ts';
import { ConfigError, LeaverError } from './domain/errors.ts';
import { type ChatClient, planChatClients, startChatClients } from './sandbox/chat-clients.ts';
import { claimPorts } from './sandbox/claim-ports.ts';
import { startSandboxProcess } from './sandbox/sandbox-process.ts';

keepFilesPrivate();
describeUncaught();
const stopping = stopInOrder();
const inFile = loadEnvFile();
try {
  const connector = readConnectorConfig(process.env, inFile);
  if (connector === null) console.log(startMessage(await start(readConfig(process.env, inFile))));
  else {
    for (const warning of connector.warnings) console.warn(`Warning: ${warning}`);
    stopping.add(openConnector(connector).stop);
    console.log(`Leaver’s connector works for ${connector.url}. Ctrl-C stops it.`);
  }
} catch (error) {
  explain(error);
  await stopping.stop(error instanceof ConfigError ? 78 : 1);
}

/** Sandbox, bot, chat clients: each knows the address of the one before. */
async function start(said: Config): Promise<Running> {
  const { host, port } = said.listen;
  for (const warning of said.warnings) console.warn(`Warning: ${warning}`);
  refuseForeignGroups(said);
  closeDataFolder(said.dataDir);
  if (said.identity.kind === 'local') await claimPorts([{ port, what: 'the bot', key: 'PORT' }], 500);
  const sandbox = await startSandbox(said);
  const config = withDirectory(said, sandbox?.adDomainsFile ?? null);
  const { clients, notice } = await planChatClients(config.playground);
  const app = await startApp(config, { sandboxUrl: sandbox?.url ?? null, chatClients: clients });
  stopping.add(app.stop);
  for (const notice of app.notices) console.warn(notice);
  await startClients(config, clients, `${app.url}/api/messages`);
  return { config, app, host, sandbox, clients, notice };
}

/** The sandbox's own directory, unless the installer named others. */
function withDirectory(config: Config, adDomainsFile: string | null): Config {
  if (adDomainsFile === null || config.adDomains.length > 0) return config;
  return readConfig({ ...process.env, AD_DOMAINS_FILE: adDomainsFile }, inFile);
}

async function startSandbox(config: Config) {
  if (config.graph.kind !== 'sandbox') return null;
  const sandbox = await startSandboxProcess({ port: config.sandbox.port, environment: process.env });
  stopping.add(sandbox.stop);
  void sandbox.ended.then(async () => {
    if (stopping.begun()) return;
    console.error('The sandbox ended by itself, so Leaver stops too; what it was doing goes on at the next start.');
    await stopping.stop(1);
  });
  return sandbox;
}

async function startClients(config: Config, clients: readonly ChatClient[], messagesUrl: string): Promise<void> {
  if (clients.length === 0) return;
  const { identity } = config;
  const ids = identity.kind === 'local' ? identity : null;
  const started = await startChatClients({
    clients,
    messagesUrl,
    folder: await clientFolder(config.dataDir),
    ...(ids?.tenantId ? { tenantId: ids.tenantId } : {}),
    ...(ids?.botId ? { botId: ids.botId } : {}),
  });
  stopping.add(started.stop);
}

/** With nothing to be kept on disk, a folder that goes at the end. */
async function clientFolder(dataDir: string | null): Promise<string> {
  if (dataDir !== null) return resolve(dataDir, 'chat-clients');
  const folder = await mkdtemp(join(tmpdir(), 'leaver-chat-clients-'));
  stopping.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One sentence for what the person who starts can answer; kind and place of our own defects. */
function explain(error: unknown): void {
  if (error instanceof ConfigError) {
    console.error(
      `Leaver does not start: ${error.problems.length} of its settings (.env or environment) need attention.`,
    );
    for (const problem of error.problems) console.error(`- ${problem}`);
  } else console.error(error instanceof LeaverError ? error.message : describeDefect(error));
}
