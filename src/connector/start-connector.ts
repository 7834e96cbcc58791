import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectorKey } from '../domain/connector-key.ts';
import { CONNECTOR_PATHS } from '../domain/connector-signature.ts';
import type { WayTo } from '../lanes/on-premises/way.ts';
import { type BotAnswer, createBotLine } from './bot-line.ts';
import type { ConnectorEvent } from './connector-event.ts';
import { createDesk } from './desk.ts';
import { readLeaseAnswer } from './leased-job.ts';

export type ConnectorSettings = {
  /** Origin of the bot. */
  readonly url: string;
  readonly key: ConnectorKey;
  readonly wayTo: WayTo;
  readonly log: (event: ConnectorEvent) => void;
  /** Real milliseconds of the first pause after an error; it doubles up to 30 s. */
  readonly pause?: number;
};

/** Real seconds that the bot may keep us waiting for work. */
const WAIT = 25;
const LONGEST_PAUSE = 30_000;

/**
 * Works inside the network, outbound only: asks the bot for orders of its own domains, runs them on its own way into AD
 * DS, and says how they ended. `stop` asks for nothing more, and waits for what is being done.
 */
export function startConnector({ url, key, wayTo, log, pause = 1000 }: ConnectorSettings): { stop(): Promise<void> } {
  const line = createBotLine({ url, key });
  const desk = createDesk({ line, wayTo, log });
  const stopping = new AbortController();
  const asking = ask();
  return {
    async stop() {
      stopping.abort();
      await asking;
      await desk.close();
    },
  };

  async function ask(): Promise<void> {
    let troubles = 0;
    while (!stopping.signal.aborted) {
      await desk.room();
      const answer = await line.post(CONNECTOR_PATHS.lease, { wait: WAIT }, { signal: stopping.signal });
      const leased = answer.outcome === 'answered' && answer.status === 200 ? readLeaseAnswer(answer.body) : undefined;
      if (leased !== undefined) {
        if (troubles > 0) log({ kind: 'connector-joined' });
        troubles = 0;
        if (leased.job !== null) desk.take(leased.job);
        continue;
      }
      if (stopping.signal.aborted) return;
      log(troubleOf(answer));
      // Many connectors that lost their bot at one moment come back at different ones.
      const most = Math.min(LONGEST_PAUSE, pause * 2 ** troubles);
      troubles = Math.min(troubles + 1, 16);
      await wait(most * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}

function troubleOf(answer: BotAnswer): ConnectorEvent {
  switch (answer.outcome) {
    case 'answered':
      return { kind: 'connector-refused', reason: 'answer', code: String(answer.status) };
    case 'refused':
      return { kind: 'connector-refused', reason: answer.reason };
    case 'not-signed':
      return { kind: 'connector-refused', reason: 'not-signed' };
    case 'unreachable':
      return { kind: 'connector-unreachable', code: answer.code };
  }
}
