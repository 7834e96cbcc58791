import type { Person } from '../../../domain/person.ts';
import { leaveGroups, moveAway, type Trial } from './lasting-world.ts';

/** What becomes of somebody on whose word a request rests, while it waits; `counts`: and they still count. */
type Change = { readonly counts: boolean; readonly make: (trial: Trial, person: Person) => void };

/** Everything that can become of who asked or approved. */
export const CHANGES: Readonly<Record<string, Change>> = {
  removed: { counts: false, make: leaveGroups },
  disabled: { counts: false, make: (trial, person) => become(trial, person, { accountEnabled: false }) },
  guest: { counts: false, make: (trial, person) => become(trial, person, { userType: 'Guest' }) },
  external: { counts: false, make: (trial, person) => become(trial, person, { home: 'elsewhere' }) },
  deleted: {
    counts: false,
    make(trial, person) {
      trial.tenant.people.delete(person.id);
      leaveGroups(trial, person);
    },
  },
  moved: {
    counts: true,
    make(trial, person) {
      become(trial, person, { department: 'Elsewhere', jobTitle: 'Other' });
      moveAway(trial);
    },
  },
};

function become({ tenant }: Trial, person: Person, changes: Partial<Person>): void {
  tenant.people.set(person.id, { ...person, ...changes });
}
