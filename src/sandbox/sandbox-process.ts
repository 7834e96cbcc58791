import { fileURLToPath } from 'node:url';
import { startChild } from './child-process.ts';
import { claimPorts } from './claim-ports.ts';
import { contoso } from './contoso.ts';

export type SandboxProcess = {
  readonly url: string;
  /** `joined`: somebody else started it (`npm run sandbox`), and it is left running. */
  readonly origin: 'started' | 'joined';
  /** Path of an AD_DOMAINS_FILE that leads to the directory of the sandbox; null = its directory is built in. */
  readonly adDomainsFile: string | null;
  /** Resolves when the sandbox that we started has ended; never for one that we joined. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
};

const PROGRAM = fileURLToPath(new URL('../commands/sandbox.ts', import.meta.url));

/**
 * The sandbox tenant in a process of its own, so that it is no part of the bot: it is joined when it runs on this port
 * already, and else started; one that we start ends with us, also when we are killed.
 *
 * Throws `StartError` when another program has the port, or the sandbox does not start.
 */
export async function startSandboxProcess({
  port,
  environment,
}: {
  readonly port: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<SandboxProcess> {
  if (port !== 0 && (await staysUp(port))) {
    const adDomainsFile = await adDomainsAt(port);
    return { url: urlOf(port), origin: 'joined', adDomainsFile, ended: new Promise(() => {}), stop: async () => {} };
  }
  const [claimed = port] = await claimPorts([{ port, what: 'the sandbox', key: 'SANDBOX_PORT' }]);
  const child = await startChild({
    name: 'the sandbox',
    program: PROGRAM,
    parameters: [],
    environment: { ...environment, SANDBOX_PORT: String(claimed) },
    ready: async () => (await tenantAt(claimed)) === contoso.tenantId,
  });
  const adDomainsFile = await adDomainsAt(claimed);
  return { url: urlOf(claimed), origin: 'started', adDomainsFile, ended: child.ended, stop: child.stop };
}

/** A sandbox whose Leaver was just killed still answers for a moment; that one is not joined. */
async function staysUp(port: number): Promise<boolean> {
  for (let looks = 0; looks < 5; looks++) {
    if ((await tenantAt(port)) !== contoso.tenantId) return false;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return true;
}

/** The tenant that a Graph on this port serves; null when there is none. */
async function tenantAt(port: number): Promise<unknown> {
  try {
    const headers = { authorization: 'Bearer sandbox' };
    const response = await fetch(`${urlOf(port)}/v1.0/organization`, { headers, signal: AbortSignal.timeout(2_000) });
    const answer = (await response.json()) as { value?: readonly { id?: unknown }[] };
    return answer.value?.[0]?.id ?? null;
  } catch {
    return null;
  }
}

async function adDomainsAt(port: number): Promise<string | null> {
  const response = await fetch(`${urlOf(port)}/sandbox/ad`, { signal: AbortSignal.timeout(5_000) });
  // A sandbox of an earlier version has no such page.
  if (!response.ok) return null;
  return ((await response.json()) as { readonly adDomainsFile: string | null }).adDomainsFile;
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
