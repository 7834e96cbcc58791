import { pickCard } from '../../../cards/pick-card.ts';
import { whyCard } from '../../../cards/why-card.ts';
import { type Explanation, explain } from '../../../domain/explanation.ts';
import type { CardMakers } from './card-makers.ts';
import { aGuest, minutesAfter, NOW } from './given.ts';
import { cloudPerson, people, syncedPerson } from './people-on-cards.ts';
import { type Sample, sampleReport } from './sample-reports.ts';

/** Answers to `why <person>`, for every state that looks different. */
export function whyCards(written: string | null): CardMakers {
  const cloud = cloudPerson(written);
  const synced = syncedPerson(written);
  const blocked: Sample = {
    kind: 'block-sign-in',
    targetUser: synced,
    request: { state: 'running', startedAt: NOW, requesterName: written ?? 'Miriam Graham' },
    states: { 'block-sign-in': 'accepted', 'revoke-sessions': 'verified', 'disable-account': 'needs-person' },
  };
  const card = (given: Partial<Parameters<typeof explain>[0]> & Pick<Explanation, 'facts'>) => {
    const explanation = explain({
      open: [],
      report: null,
      mayAsk: true,
      runs: [],
      now: minutesAfter(NOW, 20),
      ...given,
    });
    return (reader: Parameters<typeof whyCard>[1]) => whyCard(explanation, reader);
  };
  return {
    'why-cloud': card({ facts: cloud }),
    'why-synced': card({ facts: synced }),
    'why-blocked': card({ facts: { ...synced, accountEnabled: false }, report: sampleReport(blocked) }),
    'why-guest': card({ facts: { ...aGuest(), displayName: cloud.displayName } }),
    'why-deleted': card({ facts: { ...cloud, found: 'soft-deleted', deletedAt: minutesAfter(NOW, -4000) } }),
    'why-protected': card({
      facts: { ...cloud, protections: [{ kind: 'directory-role', name: written ?? 'Global Administrator' }] },
    }),
    'why-gone': card({ facts: { ...synced, found: 'gone' }, mayAsk: false }),
    'why-matches': (reader) => pickCard({ query: written ?? 'Lee', people: people(written), verb: 'why' }, reader),
    'why-whom': (reader) => pickCard({ query: '', people: people(written), verb: 'why' }, reader),
  };
}
