import { sql } from 'kysely';
import { type ConnectorKey, newConnectorKey } from '../domain/connector-key.ts';
import type { ConnectorKeys } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { requiredJson } from './storable.ts';

export type KnownKey = {
  readonly id: string;
  readonly connector: string;
  readonly domains: readonly string[];
  readonly createdAt: Date;
  readonly seenAt: Date | null;
  readonly revokedAt: Date | null;
};

/** What `npm run connector-key` does, besides what the bot's door asks. */
export type ConnectorKeyStore = ConnectorKeys & {
  /** Null when the connector has a key already: it is rotated then. */
  add(connector: string, domains: readonly string[]): Promise<ConnectorKey | null>;
  /** Another key for the same domains, beside those there are; null when the connector has none. */
  rotate(connector: string): Promise<ConnectorKey | null>;
  /** False when there is no such key, or it was revoked before. */
  revoke(keyId: string): Promise<boolean>;
  /** Oldest first, the revoked ones too. */
  list(): Promise<readonly KnownKey[]>;
};

/** Longer than a request may be old (`CONNECTOR_CLOCK_SECONDS`, in both directions). */
const NONCE_SECONDS = 900;

/**
 * Keys of connectors. HMAC is checked with the secret itself, so that it stands here as it is: who can read this table
 * can pose as a connector (not as a person, and only for its domains). Encryption at rest is the database's own.
 */
export function createConnectorKeys(database: Database): ConnectorKeyStore {
  const insert = async (connector: string, domains: readonly string[]): Promise<ConnectorKey> => {
    const key = newConnectorKey();
    await database.run(async (transaction) => {
      await database
        .executor(transaction)
        .insertInto('connector_keys')
        .values({ ...key, connector, domains: requiredJson(domains), seen_at: null, revoked_at: null })
        .execute();
      database.record(transaction, { kind: 'connector-key-made', code: key.id });
    });
    return key;
  };
  const domainsOf = async (connector: string): Promise<readonly string[] | null> => {
    const newest = await database
      .executor()
      .selectFrom('connector_keys')
      .select('domains')
      .where('connector', '=', connector)
      .where('revoked_at', 'is', null)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    return newest?.domains ?? null;
  };
  return {
    async ids() {
      const rows = await database.executor().selectFrom('connector_keys').select('id').execute();
      return rows.map(({ id }) => id);
    },

    async secretOf(keyId) {
      const key = await database
        .executor()
        .selectFrom('connector_keys')
        .select('secret')
        .where('id', '=', keyId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return key?.secret ?? null;
    },

    async useNonce(keyId, nonce) {
      await sql`
        delete from connector_nonces
        where used_at < clock_timestamp() - make_interval(secs => ${NONCE_SECONDS})`.execute(database.executor());
      const used = await database
        .executor()
        .insertInto('connector_nonces')
        .values({ key_id: keyId, nonce })
        .onConflict((conflict) => conflict.doNothing())
        .returning('nonce')
        .executeTakeFirst();
      return used !== undefined;
    },

    async add(connector, domains) {
      return (await domainsOf(connector)) === null ? await insert(connector, domains) : null;
    },

    async rotate(connector) {
      const domains = await domainsOf(connector);
      return domains === null ? null : await insert(connector, domains);
    },

    async revoke(keyId) {
      return await database.run(async (transaction) => {
        const revoked = await sql`
          update connector_keys set revoked_at = clock_timestamp(), secret = '' where id = ${keyId} and revoked_at is null
          returning id`.execute(database.executor(transaction));
        if (revoked.rows.length === 0) return false;
        database.record(transaction, { kind: 'connector-key-revoked', code: keyId });
        return true;
      });
    },

    async list() {
      const rows = await database.executor().selectFrom('connector_keys').selectAll().orderBy('number').execute();
      return rows.map((row) => ({
        id: row.id,
        connector: row.connector,
        domains: row.domains,
        createdAt: row.created_at,
        seenAt: row.seen_at,
        revokedAt: row.revoked_at,
      }));
    },
  };
}
