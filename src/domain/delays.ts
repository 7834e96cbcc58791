/** Minutes: earliest, typical, latest. Never one number (design, section 9). */
export type Delay = readonly [earliest: number, typical: number, latest: number];

/** How the tenant's directory sync works here; what is not known is taken at its commonest. */
export type SyncModel = {
  readonly client: 'connect' | 'cloud-sync';
  /** Somebody starts a sync at once, instead of waiting for the cycle. */
  readonly forced: boolean;
  /** Whether the domain controller written to and the sync server's are in one site of Active Directory. */
  readonly site: 'same' | 'other';
  /** Minutes between two cycles. */
  readonly cycleMinutes: number;
};

/** Default cycles: Entra Connect's is also its shortest, Cloud Sync's cannot be changed (hybrid.md 1.3), minutes. */
export const CYCLE_MINUTES = { connect: 30, 'cloud-sync': 2 } as const satisfies Record<SyncModel['client'], number>;

export const COMMON_SYNC: SyncModel = {
  client: 'connect',
  forced: false,
  site: 'same',
  cycleMinutes: CYCLE_MINUTES.connect,
};

/**
 * The numbers of hybrid.md (b), minutes, with their sources there. `intraSite`, `interSite`, `connectRun` and
 * `cloudSyncRun` were not found in Microsoft's pages and are marked so.
 */
export const DELAYS = {
  graphWrite: [0, 1, 5],
  /** Continuous access evaluation: Exchange, SharePoint and Teams hear of it, "up to 15 minutes". */
  evaluation: [1, 5, 15],
  /** An access token lives 60–90 minutes; typical is half of 75. */
  accessToken: [0, 37, 90],
  adWrite: [0, 0, 1],
  intraSite: [0, 0.25, 1],
  interSite: [0, 15, 180],
  connectRun: [1, 3, 15],
  cloudSyncRun: [0.5, 1, 10],
  onDemand: [0.2, 0.5, 2],
  phs: [0, 1, 2],
  exchangeProtocol: [0, 15, 30],
  /** The offline address book is made every 8 hours and fetched every 24. */
  addressBook: [0, 480, 1440],
  membershipRule: [1, 10, 1440],
  /** Group change until Exchange and SharePoint act on it: some 2 hours, up to a day. */
  groupChange: [1, 120, 1440],
  /** A Kerberos ticket lives up to 10 hours; recalled, not found again. */
  kerberos: [0, 300, 600],
  /** Exchange's own work after a conversion, "allow 30–60 min"; recalled, not found again. */
  mailboxChange: [1, 30, 60],
  seconds: [0, 0, 1],
  /** Exchange Online takes 35–40 minutes to notice that an account is enabled again, SharePoint and Teams 15. */
  servicesReturn: [0, 38, 40],
  /** The mailbox of an account that was brought back, or given its licence again: 20–30 minutes (hybrid.md b). */
  mailboxReturn: [0, 25, 30],
} as const satisfies Readonly<Record<string, Delay>>;

/**
 * How long until something is in effect, as a cell of the authority table names it; `none`: nothing to wait for, or no
 * end.
 */
export const DELAY_NAMES = [
  'none',
  'seconds',
  'cloud-write',
  'sessions',
  'guest-sessions',
  'in-ad-at-once',
  'next-sync',
  'password-hash',
  'services-return',
  'sync-then-services',
  'account-return',
  'sync-then-account',
  'group-change',
  'membership-rule',
  'kerberos',
  'mailbox-change',
  'mailbox-after-sync',
  'address-book',
] as const;
export type DelayName = (typeof DELAY_NAMES)[number];

/** The minutes behind a name, as this domain syncs; null = none are known. */
export function delayOf(name: DelayName, sync: SyncModel = COMMON_SYNC): Delay | null {
  switch (name) {
    case 'none':
      return null;
    case 'seconds':
      return DELAYS.seconds;
    case 'cloud-write':
      return DELAYS.graphWrite;
    case 'sessions':
    case 'guest-sessions':
      return addDelays(DELAYS.graphWrite, sessionDelay(name === 'guest-sessions'));
    case 'in-ad-at-once':
      return adVisible(sync);
    case 'next-sync':
      return adToCloud(sync);
    case 'password-hash':
      return addDelays(adVisible(sync), DELAYS.phs);
    case 'services-return':
      return addDelays(DELAYS.graphWrite, DELAYS.servicesReturn);
    case 'sync-then-services':
      return addDelays(adToCloud(sync), DELAYS.servicesReturn);
    case 'account-return':
      return addDelays(DELAYS.graphWrite, DELAYS.mailboxReturn);
    case 'sync-then-account':
      return addDelays(adToCloud(sync), DELAYS.mailboxReturn);
    case 'group-change':
      return DELAYS.groupChange;
    case 'membership-rule':
      return DELAYS.membershipRule;
    case 'kerberos':
      return DELAYS.kerberos;
    case 'mailbox-change':
      return DELAYS.mailboxChange;
    case 'mailbox-after-sync':
      return addDelays(adToCloud(sync), DELAYS.mailboxChange);
    case 'address-book':
      return DELAYS.addressBook;
  }
}

/** From the change in Active Directory until the sync server can see it. */
export function adVisible({ site }: SyncModel): Delay {
  return addDelays(DELAYS.adWrite, site === 'same' ? DELAYS.intraSite : DELAYS.interSite);
}

/** From the change in Active Directory until the cloud has it, and no sync turns it back. */
export function adToCloud(sync: SyncModel): Delay {
  return addDelays(adVisible(sync), syncDelay(sync));
}

/** From the cut of the refresh tokens until open sessions are over; guests have no continuous access evaluation. */
export function sessionDelay(guest: boolean): Delay {
  const { evaluation, accessToken } = DELAYS;
  return [evaluation[0], guest ? accessToken[1] : evaluation[1], Math.max(evaluation[2], accessToken[2])];
}

export function addDelays(first: Delay, second: Delay): Delay {
  return [first[0] + second[0], first[1] + second[1], first[2] + second[2]];
}

function syncDelay({ client, forced, cycleMinutes }: SyncModel): Delay {
  if (client === 'connect') return forced ? DELAYS.connectRun : addDelays(cycleWait(cycleMinutes), DELAYS.connectRun);
  return forced ? DELAYS.onDemand : addDelays(cycleWait(cycleMinutes), DELAYS.cloudSyncRun);
}

/**
 * `connectWait` and `cloudSyncWait` of hybrid.md (b): a change falls anywhere in the cycle, on average in its middle.
 */
function cycleWait(minutes: number): Delay {
  return [0, minutes / 2, minutes];
}

/** Minutes within which sync has carried a change of AD DS to the cloud, also between its sites. */
export const LONGEST_SYNC = adToCloud({ ...COMMON_SYNC, site: 'other' })[2];
