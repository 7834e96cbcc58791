import type { LoggedCall } from '../../sandbox/call-log.ts';
import type { Sandbox } from '../../sandbox/server.ts';

/** What the tenant itself shows of one watched person; instants are tenant time in milliseconds. */
export type WatchWitness = {
  /** When directory sync turned a block back. */
  readonly turnedBack: readonly number[];
  /** When Leaver blocked, as calls that Graph took: a second one for the same block counts too. `real`: real time. */
  readonly blocks: readonly { readonly at: number; readonly real: number }[];
};

/** Read from outside the bot: the sandbox's timeline says what sync did, its log of calls what Leaver asked for. */
export function readWatchWitness(sandbox: Sandbox, calls: readonly LoggedCall[], personId: string): WatchWitness {
  const { timeline } = sandbox.tenant.state();
  const changes = timeline.filter((entry) => entry.personId === personId && entry.what === 'block-turned-back');
  const blocks = calls.filter((call) => isBlock(call) && call.path === `/users/${personId}`);
  return {
    turnedBack: changes.map(({ at }) => Date.parse(at)),
    blocks: blocks.map(({ at, real }) => ({ at: Date.parse(at), real })),
  };
}

function isBlock({ method, status, changed, body }: LoggedCall): boolean {
  const taken = status < 300 || changed;
  return method === 'PATCH' && taken && JSON.stringify(body).includes('"accountEnabled":false');
}
