import type { Trial } from './overtaking-world.ts';

/**
 * How the other request about the same person stands when the emergency comes, by name; each brings it there through
 * the flow, as people and time would.
 */
export const OVERTAKEN_STATES: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  none: async () => {},
  pending: async (trial) => trial.ask('offboard'),
  'pending, a block': async (trial) => trial.ask('block-sign-in'),
  'pending, a restore': async (trial) => {
    trial.tenant.isEnabled = false;
    await trial.ask('restore-user');
    trial.tenant.isEnabled = true;
  },
  'half approved': async (trial) => {
    await trial.ask('offboard', { isDeletion: true });
    await trial.approve(0);
  },
  'approved late': async (trial) => {
    await trial.ask('offboard', { inMinutes: 60 });
    trial.clock.pass(61);
    await trial.approve(0);
  },
  scheduled: async (trial) => {
    await trial.ask('offboard', { inMinutes: 600 });
    await trial.approve(0);
    await trial.advance();
  },
  'held by a breaker': async (trial) => {
    await trial.trip('tenant');
    await trial.ask('offboard');
    await trial.approve(0);
    await trial.advance();
  },
  'held by a pause': async (trial) => {
    await trial.trip('everything');
    await trial.ask('offboard');
    await trial.approve(0);
    await trial.advance();
  },
  'running, between its steps': async (trial) => {
    trial.tenant.isGated = true;
    await trial.ask('offboard');
    await trial.approve(0);
    await trial.advance();
  },
  'running, a restore': async (trial) => {
    trial.tenant.isEnabled = false;
    trial.tenant.isGated = true;
    await trial.ask('restore-user');
    await trial.approve(0);
    await trial.advance();
  },
  'scheduled, a restore': async (trial) => {
    trial.tenant.isEnabled = false;
    await trial.ask('restore-user', { inMinutes: 600 });
    trial.clock.pass(1);
    await trial.approve(0);
    await trial.advance();
    trial.tenant.isEnabled = true;
    trial.clock.pass(1);
  },
  'watching, for Active Directory': async (trial) => {
    trial.tenant.isSynced = true;
    await trial.ask('offboard');
    await trial.approve(0);
    await trial.advance();
  },
  done: async (trial) => {
    await trial.ask('offboard');
    await trial.approve(0);
    await trial.advance();
  },
  'done, and let in again since': async (trial) => {
    await trial.ask('block-sign-in');
    await trial.approve(0);
    await trial.advance();
    trial.tenant.isEnabled = true;
  },
  'an emergency before it, and let in again since': async (trial) => {
    await trial.blockAtOnce();
    trial.tenant.isEnabled = true;
    // What is read after it was seen says that they are in again; the same click within seconds is one click.
    trial.clock.pass(1);
  },
  stopped: async (trial) => {
    await trial.ask('offboard', { inMinutes: 60 });
    await trial.approve(0);
    await trial.advance();
    trial.tenant.isProtected = true;
    trial.clock.pass(61);
    await trial.advance();
    trial.tenant.isProtected = false;
  },
};
