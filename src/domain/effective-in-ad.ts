import { durationText } from './delay-text.ts';
import { adToCloud } from './delays.ts';
import { isSyncedByConnect } from './last-cycle.ts';
import { syncModelOf } from './sync-model.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/**
 * When an account that was disabled or enabled in AD DS is so in the cloud, where Cloud Sync carries it; else as the
 * catalogue says.
 */
export function effectiveInAd({ adDomain }: Pick<TargetUser, 'adDomain'>): { readonly effective?: Text } {
  if (isSyncedByConnect(adDomain)) return {};
  const [, typical, latest] = adToCloud(syncModelOf(adDomain));
  const values = { typical: durationText(Math.max(1, typical)), latest: durationText(Math.ceil(latest)) };
  return { effective: text('step.by-cloud-sync.effective', values) };
}
