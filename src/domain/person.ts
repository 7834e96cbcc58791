/** What a list or a header shows of somebody in the directory. The GUID is the only identity; names are decoration. */
export type Person = {
  /** Entra object id (GUID, lower case). */
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  /** Of a guest whose sign-in name here Entra ID made up (`name_home.example#EXT#@…`): the address at home. */
  readonly outsideAddress?: string;
  /**
   * Where the account signs in, whatever its user type: see `isExternal`. Not there in what earlier versions stored.
   */
  readonly home?: 'here' | 'elsewhere';
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
  /** Display name of the manager, where the query asked for it. */
  readonly managerName?: string | null;
  /** Set for somebody found among the deleted users. ISO 8601, UTC. */
  readonly deletedAt?: string;
};
