import { type AdStep, refused } from '../ad-step.ts';
import { moveAccount } from './move-account.ts';

export const moveToOu: AdStep = async (work) => {
  const { ou } = work.order.parameters;
  return typeof ou === 'string' && ou !== '' ? moveAccount(work, ou) : refused('on-premises.refused.no-place');
};
