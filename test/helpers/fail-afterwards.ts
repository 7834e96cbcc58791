import { AsyncLocalStorage } from 'node:async_hooks';
import { DirectoryUnavailable } from '../../src/domain/errors.ts';
import type { Ports } from '../../src/flow/ports.ts';

/**
 * The same ports, of which everything that is read fails as soon as what a person asked for is stored: the view, the names
 * and the groups. What Leaver does by itself goes on. `armed` says when.
 */
export function failAfterwards(armed: () => boolean): (ports: Ports) => Ports {
  const acting = new AsyncLocalStorage<string | null>();
  return (ports) => {
    const check = () => {
      if (armed() && typeof acting.getStore() === 'string' && ports.audit.stored() === 'yes')
        throw new DirectoryUnavailable('down right after the commit');
    };
    const failing = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get(target, name, receiver) {
          const method = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return async (...given: readonly unknown[]) => {
            check();
            return method.apply(target, given);
          };
        },
      });
    return {
      ...ports,
      audit: { ...ports.audit, as: (personId, work) => acting.run(personId, () => ports.audit.as(personId, work)) },
      people: failing(ports.people),
      groups: failing(ports.groups),
      directory: failing(ports.directory),
      ledger: { ...ports.ledger, read: failing(ports.ledger).read },
      requests: { ...ports.requests, list: failing(ports.requests).list },
      stops: { ...ports.stops, open: failing(ports.stops).open },
    };
  };
}
