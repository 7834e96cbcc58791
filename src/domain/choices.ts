const REQUEST_KINDS = ['offboard', 'block-sign-in', 'restore-user'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REASONS = ['resigned', 'contract-ends', 'dismissed', 'security', 'leave', 'other'] as const;
export type Reason = (typeof REASONS)[number];

/** Now (as soon as approved) or at an hour of the last working day, as the requester's wall clock shows it. */
export type When =
  | { readonly mode: 'now' }
  | {
      readonly mode: 'at';
      /** YYYY-MM-DD and HH:mm on the wall clock of `zone` (IANA). */
      readonly localDate: string;
      readonly localTime: string;
      readonly zone: string;
      /** The same instant, ISO 8601 UTC. */
      readonly instant: string;
    };

/** What the requester picked. Everything that is not for this kind of request is at its empty value. */
export type Choices = {
  readonly kind: RequestKind;
  readonly targetUserId: string;
  readonly when: When;
  readonly reason: Reason;
  /** Who receives files and mail; the manager by default. Object id. */
  readonly successorId: string | null;
  readonly successorName: string | null;
  readonly autoReply: boolean;
  /** The sentence people outside and inside get; null = the built-in one. */
  readonly autoReplyText: string | null;
  readonly shareFiles: boolean;
  readonly leaveGroups: boolean;
  readonly removeLicences: boolean;
  /** Also the licence without which the mailbox ends; otherwise that one stays. */
  readonly takeMailboxLicence: boolean;
  readonly resetPassword: boolean;
  /** The devices that the person registered are disabled in the directory. */
  readonly disableDevices: boolean;
  /** For people mastered by AD DS: out of the address lists, and into the domain's place for leavers. */
  readonly hideFromAddressLists: boolean;
  readonly moveToOu: boolean;
  readonly account: 'keep' | 'delete';
  /** The requester confirmed that no mail is forwarded from this mailbox: Graph cannot read it (graph.md 0.9). */
  readonly forwardingChecked: boolean;
  /** For a restore: another UPN to come back under, and whether conflicting proxy addresses may be dropped. */
  readonly restoreAs: { readonly userPrincipalName: string | null; readonly dropConflictingAddresses: boolean } | null;
};

/** A request that asks for nothing but its kind: what dialogs start from and tests build upon. */
export function emptyChoices(kind: RequestKind, targetUserId: string): Choices {
  return {
    kind,
    targetUserId,
    when: { mode: 'now' },
    reason: 'other',
    successorId: null,
    successorName: null,
    autoReply: false,
    autoReplyText: null,
    shareFiles: false,
    leaveGroups: false,
    removeLicences: false,
    takeMailboxLicence: false,
    resetPassword: false,
    disableDevices: false,
    hideFromAddressLists: false,
    moveToOu: false,
    account: 'keep',
    forwardingChecked: false,
    restoreAs: null,
  };
}

/** Whether devices are disabled when the requester does not say: only for reasons with a risk in them. */
export function disablesDevices(reason: Reason): boolean {
  return reason === 'dismissed' || reason === 'security';
}

/** What the emergency lane asks for: block, end sessions and disable devices, at once and nothing else. */
export function emergencyChoices(targetUserId: string): Choices {
  return { ...emptyChoices('block-sign-in', targetUserId), reason: 'security', disableDevices: true };
}
