import { ResultCodeError } from 'ldapts';
import { type AdDomain, rdnOf } from '../../../domain/ad-domain.ts';
import { text } from '../../../domain/text.ts';
import type { AdOrder, AdPerformed, AdRead, OnPremisesWay, WayRefusal } from '../way.ts';
import type { AdConnection } from './ad-connection.ts';
import { type AdConnections, type AdEvent, createAdConnections } from './ad-connections.ts';
import { AdConnectionLost, type AdSession } from './ad-session.ts';
import { refused } from './ad-step.ts';
import { AD_STEPS } from './ad-steps.ts';
import { hostOf } from './bound-client.ts';
import { checkAccount, hasAnchor } from './check-account.ts';
import { findAccount, type LocatedAccount } from './find-account.ts';
import { readAccount } from './read-account.ts';
import { sessionWhileOurs } from './session-while-ours.ts';
import { snapshotOf } from './snapshot.ts';

export type LdapsWaySettings = {
  readonly domain: AdDomain;
  readonly connection: AdConnection;
  readonly log: (event: AdEvent) => void;
  /** In tests: domain controllers that disagree. */
  readonly connections?: AdConnections;
};

/** The way into AD DS by LDAPS from here. `close` ends its connections. */
export function createLdapsWay(settings: LdapsWaySettings): OnPremisesWay & { close(): Promise<void> } {
  const { domain, connection, log } = settings;
  const connections = settings.connections ?? createAdConnections(connection, log);
  const find = (session: AdSession, { target }: AdOrder) =>
    findAccount(session, connection.baseDn, target.securityIdentifier);

  async function read(order: AdOrder): Promise<AdRead> {
    const read = async (session: AdSession): Promise<AdRead> => {
      const located = await find(session, order);
      if (located.found === 'several') return refused('on-premises.refused.several');
      if (isSomebodyElse(located, order)) return refused('on-premises.refused.anchor');
      const atSyncServer = await readAtSyncServer(order, session.server);
      return {
        status: 'read',
        reading: readingOf(located, session, order),
        ...(typeof atSyncServer === 'string'
          ? { atSyncServer: null, silentSyncServer: atSyncServer }
          : { atSyncServer }),
      };
    };
    return within(connections, order, read, NO_ANSWER);
  }

  /**
   * What it says; null = it is this one, or none is configured. Its name alone = it gave no answer about this account.
   */
  async function readAtSyncServer(order: AdOrder, server: string) {
    const { syncUrl } = connection;
    if (syncUrl === null || hostOf(syncUrl) === server) return null;
    const opened = await connections.openAt(syncUrl);
    if (opened.status !== 'open') return hostOf(syncUrl);
    try {
      const located = await find(opened.session, order);
      if (located.found === 'several' || isSomebodyElse(located, order)) return hostOf(syncUrl);
      return readingOf(located, opened.session, order);
    } catch (error) {
      if (error instanceof AdConnectionLost || error instanceof ResultCodeError) return hostOf(syncUrl);
      throw error;
    }
  }

  async function perform(order: AdOrder, isOurs = () => true): Promise<AdPerformed> {
    const write = async (opened: AdSession): Promise<AdPerformed> => {
      const session = sessionWhileOurs(opened, isOurs);
      const account = await find(session, order);
      if (account.found === 'missing' || account.found === 'several')
        return refused(`on-premises.refused.${account.found}`);
      if (account.found === 'deleted' && order.kind === 'delete-account')
        return { status: 'done', reading: readingOf(account, session, order) };
      const snapshot = snapshotOf(order);
      const wrong = checkAccount(account, { target: order.target, places: placesOf(order), snapshot });
      if (wrong !== null) return { status: 'refused', note: wrong };
      const end = await AD_STEPS[order.kind]({ session, account, order, domain, baseDn: connection.baseDn });
      // Partly done is not refused: somebody has to look first.
      if (end.status === 'refused') return session.wrote() === 'nothing' ? end : { status: 'ambiguous' };
      const now = await find(session, order);
      if (now.found === 'several') return { status: 'ambiguous' };
      return { status: 'done', reading: readingOf(now, session, order), ...(end.left ? { left: end.left } : {}) };
    };
    return within(connections, order, write, { status: 'ambiguous' });
  }

  return { name: 'ldaps', read, perform, close: () => connections.close() };
}

/** A connection that died before anything was written is given up for a new one, once; then nobody answers. */
async function within<Answer>(
  connections: AdConnections,
  { server }: AdOrder,
  work: (session: AdSession) => Promise<Answer>,
  written: Answer,
): Promise<Answer | WayRefusal> {
  for (const _ of ['first', 'again']) {
    const opened = await connections.open(server);
    if (opened.status === 'unreachable') return { status: 'unreachable', note: opened.note };
    const { session } = opened;
    try {
      return await work(session);
    } catch (error) {
      if (error instanceof AdConnectionLost) connections.avoid(session.server);
      else if (!(error instanceof ResultCodeError)) throw error;
      if (session.wrote() !== 'nothing') return written;
      if (error instanceof ResultCodeError) return refusalOfDirectory(error);
    }
  }
  return NO_ANSWER;
}

const NO_ANSWER: WayRefusal = { status: 'unreachable', note: text('on-premises.unreachable.no-answer') };
const NO_RIGHTS = 50;

function refusalOfDirectory({ code }: ResultCodeError): WayRefusal {
  return code === NO_RIGHTS
    ? refused('on-premises.refused.no-rights')
    : refused('on-premises.refused.by-directory', { code });
}

/** Without Recycle Bin a deleted account has lost its anchor: the SID alone says who it was. */
function isSomebodyElse(located: LocatedAccount, order: AdOrder): boolean {
  return located.found === 'active' && !hasAnchor(located.entry, order.target, snapshotOf(order));
}

function readingOf(located: Parameters<typeof readAccount>[0], { server }: AdSession, { kind }: AdOrder) {
  return readAccount(located, server, { full: kind === 'delete-account' });
}

/** Where the account may be: also where this very step puts it, so that doing it twice finds it there. */
function placesOf(order: AdOrder): readonly string[] {
  const { places } = order.target;
  const { ou } = order.parameters;
  const was = snapshotOf(order)?.distinguishedName ?? null;
  if (order.kind === 'move-to-ou' && typeof ou === 'string')
    return [...places, ...places.map((place) => `${rdnOf(place)},${ou}`)];
  const givesBack = order.kind === 'return-to-ou' || order.kind === 'restore-account';
  return givesBack && was !== null ? [...places, was] : places;
}
