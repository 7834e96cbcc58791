import type { Sandbox } from '../../sandbox/server.ts';

/** One order to the sandbox's control API; gives its answer as text and throws when it was refused. */
export async function controlSandbox(sandbox: Sandbox, path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}/sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the sandbox refused ${path}: ${text}`);
  return text;
}
