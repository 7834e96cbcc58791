import { textOf } from '../ad-entry.ts';
import type { AdEntry, AdSession } from '../ad-session.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';
import { ACCOUNT_DISABLED } from '../read-account.ts';

/** The step that disables or enables. */
export function settingDisabled(disabled: boolean): AdStep {
  return async ({ session, account }) => {
    if (account.found !== 'active') return refused('on-premises.refused.deleted');
    return (await setDisabled(session, account.entry, disabled)) ? DONE : refused('on-premises.refused.not-readable');
  };
}

/** Turns one bit of userAccountControl and keeps the others; false when the bits cannot be read. */
export async function setDisabled(session: AdSession, entry: AdEntry, disabled: boolean): Promise<boolean> {
  const bits = Number(textOf(entry, 'userAccountControl') ?? Number.NaN);
  if (!Number.isInteger(bits)) return false;
  const wanted = disabled ? bits | ACCOUNT_DISABLED : bits & ~ACCOUNT_DISABLED;
  if (wanted !== bits) {
    const change = { operation: 'replace', attribute: 'userAccountControl', values: [String(wanted)] } as const;
    await session.modify(entry.dn, [change]);
  }
  return true;
}
