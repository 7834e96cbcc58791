export type Lists = ReturnType<typeof createLists>;
export type ListKind = 'mine' | 'queue';

const MOST = 1_000;

/** Which list a card shows, since its `page` button does not say; after a restart it is the person's own. */
export function createLists() {
  const kinds = new Map<string, ListKind>();
  return {
    remember(activityId: string | null, kind: ListKind): void {
      if (activityId === null) return;
      kinds.delete(activityId);
      kinds.set(activityId, kind);
      for (const oldest of kinds.keys()) {
        if (kinds.size <= MOST) return;
        kinds.delete(oldest);
      }
    },
    kindOf(activityId: string | undefined): ListKind {
      return (activityId === undefined ? undefined : kinds.get(activityId)) ?? 'mine';
    },
  };
}
