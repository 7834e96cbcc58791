import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import * as requests from './migrations/001-requests.ts';
import * as steps from './migrations/002-steps.ts';
import * as decisions from './migrations/003-decisions.ts';
import * as leases from './migrations/004-leases.ts';
import * as shownCards from './migrations/005-shown-cards.ts';
import * as conversations from './migrations/006-conversations.ts';
import * as turnedBack from './migrations/007-turned-back.ts';
import * as connectors from './migrations/008-connectors.ts';
import * as approvals from './migrations/009-approvals.ts';
import * as audit from './migrations/010-audit.ts';
import * as stops from './migrations/011-stops.ts';
import * as emergency from './migrations/012-emergency.ts';
import * as gaps from './migrations/013-gaps.ts';
import * as belonging from './migrations/014-belonging.ts';
import * as overtaking from './migrations/015-overtaking.ts';
import * as retiredCards from './migrations/019-retired-cards.ts';
import * as proposal from './migrations/024-proposal.ts';
import * as lifting from './migrations/027-lifting.ts';
import * as settingsTold from './migrations/028-settings-told.ts';
import * as parts from './migrations/029-parts.ts';
import * as tasks from './migrations/030-tasks.ts';
import * as byTwo from './migrations/031-by-two.ts';
import * as toldOfClicks from './migrations/032-told-of-clicks.ts';
import * as called from './migrations/033-called.ts';
import * as cardsByPerson from './migrations/034-cards-by-person.ts';
import * as answeredFor from './migrations/035-answered-for.ts';

/** In order; a migration that was released is never changed again. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-requests': requests,
  '002-steps': steps,
  '003-decisions': decisions,
  '004-leases': leases,
  '005-shown-cards': shownCards,
  '006-conversations': conversations,
  '007-turned-back': turnedBack,
  '008-connectors': connectors,
  '009-approvals': approvals,
  '010-audit': audit,
  '012-emergency': emergency,
  '011-stops': stops,
  '013-gaps': gaps,
  '014-belonging': belonging,
  '015-overtaking': overtaking,
  '019-retired-cards': retiredCards,
  '024-proposal': proposal,
  '027-lifting': lifting,
  '028-settings-told': settingsTold,
  '029-parts': parts,
  '030-tasks': tasks,
  '031-by-two': byTwo,
  '032-told-of-clicks': toldOfClicks,
  '033-called': called,
  '034-cards-by-person': cardsByPerson,
  '035-answered-for': answeredFor,
};

/**
 * Brings the tables up to date, or up to `last`, by its name, as an earlier version left them; several processes may
 * start at once. Throws when a migration fails, and then nothing of it is there.
 */
export async function migrate(database: Database, last?: string): Promise<void> {
  const migrator = new Migrator({ db: database.kysely, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error !== undefined) throw error;
}
