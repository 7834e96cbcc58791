import { Attribute, Change, type Client, type Control, type Entry, type Filter, ResultCodeError } from 'ldapts';
import { LeaverError } from '../../../domain/errors.ts';

/** One order's conversation with one domain controller; throws `AdConnectionLost` and ldapts' `ResultCodeError`. */
export interface AdSession {
  /** Host name of the domain controller. */
  readonly server: string;
  /** What left this machine in this session: nothing, a write whose answer is not known, or a write that was taken. */
  wrote(): 'nothing' | 'perhaps' | 'yes';
  search(base: string, search: AdSearch): Promise<readonly AdEntry[]>;
  modify(distinguishedName: string, changes: readonly AdChange[], control?: Control): Promise<void>;
  move(distinguishedName: string, to: { readonly rdn: string; readonly parent: string }): Promise<void>;
  remove(distinguishedName: string, control?: Control): Promise<void>;
}

export type AdSearch = {
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter?: Filter;
  readonly attributes: readonly string[];
  readonly control?: Control;
};

export type AdEntry = Entry;

export type AdChange = {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: string;
  readonly values: readonly string[] | readonly Buffer[];
};

/** The domain controller does not answer any more; whether a write came through is for `wrote()` to say. */
export class AdConnectionLost extends LeaverError {
  override readonly name = 'AdConnectionLost';
}

/** Around every question, so that nobody hangs up while it is open. */
export type During = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;

/** Speaks over a bound connection; several sessions may share one. */
export function createAdSession(client: Client, server: string, during: During): AdSession {
  // Writes on their way or without an answer, and whether any was taken: groups are written a few at a time.
  let open = 0;
  let taken = false;
  const ask = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    // ldapts would quietly connect again without a bind, and AD would answer as to a stranger.
    if (!client.isBound) throw new AdConnectionLost('the connection is gone');
    return during(call).catch((error: unknown) => {
      if (error instanceof ResultCodeError && !NOT_TAKEN.includes(error.code)) throw error;
      throw new AdConnectionLost('the answer was lost', { cause: error });
    });
  };
  const write = (call: () => Promise<void>): Promise<void> =>
    ask(async () => {
      open += 1;
      try {
        await call();
        taken = true;
        open -= 1;
      } catch (error) {
        // A refusal in so many words: this one changed nothing.
        if (error instanceof ResultCodeError && !NOT_TAKEN.includes(error.code)) open -= 1;
        throw error;
      }
    });
  return {
    server,
    wrote: () => (taken ? 'yes' : open > 0 ? 'perhaps' : 'nothing'),
    async search(base, { scope, filter, attributes, control }) {
      const options = { scope, attributes: [...attributes], ...(filter === undefined ? {} : { filter }) };
      // References to other domains are not followed: a domain is written where it is configured.
      return (await ask(() => client.search(base, options, control))).searchEntries;
    },
    modify: (distinguishedName, changes, control) =>
      write(() => client.modify(distinguishedName, changes.map(asChange), control)),
    move: (distinguishedName, { rdn, parent }) =>
      write(() => client.modifyDN(distinguishedName, `${inHex(rdn)},${parent}`)),
    remove: (distinguishedName, control) => write(() => client.del(distinguishedName, control)),
  };
}

/** Busy, unavailable, and ldapts' own "no result": nothing that says no. */
export const NOT_TAKEN = [51, 52, 248];

function asChange({ operation, attribute, values }: AdChange): Change {
  return new Change({ operation, modification: new Attribute({ type: attribute, values: [...values] as string[] }) });
}

/**
 * ldapts splits a new name at the first comma without a backslash before it, which `\\,` (a name that ends in `\`)
 * defeats.
 */
function inHex(rdn: string): string {
  return rdn.replaceAll(/\\([^\da-f])/gi, (_, special: string) => `\\${Buffer.from(special).toString('hex')}`);
}
