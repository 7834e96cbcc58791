import { openDoor } from './door.ts';
import { openSdkDoor } from './sdk-door.ts';

/** A process of its own for `flood.ts`: one door, its port, and on demand the most memory it has held. */
const [which, frameworkUrl = '', entraUrl = ''] = process.argv.slice(2);
console.error = () => undefined;
const authority = { frameworkUrl, entraUrl };
const door = which === 'sdk' ? await openSdkDoor(authority, 256 * 1024) : await openDoor(authority);
let most = 0;
setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 10);
process.on('message', () => {
  most = Math.max(most, process.memoryUsage.rss());
  process.send?.({ most: Math.round(most / 1_048_576), ran: door.ran() });
  most = 0;
});
process.on('disconnect', () => process.exit());
process.send?.({ url: door.url });
