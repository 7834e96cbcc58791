/** The proofs use the same. */
export { type PostgresServer, startPostgres } from '../../src/commands/prove/postgres-server.ts';
