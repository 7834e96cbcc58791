import type { ServerResponse } from 'node:http';

/** Server-sent events to any number of readers; each new reader is told `first` at once. */
export type EventStream = {
  join(response: ServerResponse, first: unknown): void;
  send(event: unknown): void;
  end(): void;
};

/** Proxies and browsers give up on silent connections. */
const HEARTBEAT_MS = 15_000;

export function createEventStream(): EventStream {
  const readers = new Set<ServerResponse>();
  const write = (text: string) => {
    for (const reader of readers) reader.write(text);
  };
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS).unref();
  return {
    join(response, first) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(format(first));
      readers.add(response);
      response.on('close', () => readers.delete(response));
    },
    send: (event) => write(format(event)),
    end() {
      clearInterval(heartbeat);
      for (const reader of readers) reader.end();
      readers.clear();
    },
  };
}

function format(event: unknown): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
