import { openConnector } from '../../src/app/connector.ts';
import { stopInOrder } from '../../src/app/stop-in-order.ts';
import { createMemoryWay } from './memory-way.ts';

/** What ROLE=connector runs, as a process of its own to kill; its directory is in memory, and `hang` never answers. */
const [url = '', key = '', task = 'work'] = process.argv.slice(2);
const memory = createMemoryWay();
if (task === 'hang') memory.hold();
const wayTo: typeof memory.wayTo = (name) => {
  process.stdout.write('at work\n');
  return memory.wayTo(name);
};
stopInOrder().add(openConnector({ url, key, adDomains: [], warnings: [], logLevel: 'silent' }, wayTo).stop);
