/** Real milliseconds before a broken stream is opened again. */
const RECONNECT = 500;

/**
 * Server-sent events of the sandbox, in another process: calls `heard` with the JSON of each, opens the stream again
 * when it breaks, and ends when the returned function is called. What happens while the stream is broken is not heard.
 */
export function hearEvents<Event>(url: string, heard: (event: Event) => void): () => void {
  const ended = new AbortController();
  void keepListening(url, ended.signal, heard);
  return () => ended.abort();
}

async function keepListening<Event>(url: string, signal: AbortSignal, heard: (event: Event) => void): Promise<void> {
  while (!signal.aborted) {
    await listen(url, signal, heard).catch(() => undefined);
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, RECONNECT).unref());
  }
}

async function listen<Event>(url: string, signal: AbortSignal, heard: (event: Event) => void): Promise<void> {
  const { body } = await fetch(url, { signal });
  if (body === null) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) heard(JSON.parse(line.slice(5)) as Event);
  }
}
