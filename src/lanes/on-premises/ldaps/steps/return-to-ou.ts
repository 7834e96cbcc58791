import { parentOf } from '../../../../domain/ad-domain.ts';
import { type AdStep, refused } from '../ad-step.ts';
import { snapshotOf } from '../snapshot.ts';
import { moveAccount } from './move-account.ts';

export const returnToOu: AdStep = async (work) => {
  const was = snapshotOf(work.order)?.distinguishedName ?? null;
  return was === null ? refused('on-premises.refused.no-snapshot') : moveAccount(work, parentOf(was));
};
