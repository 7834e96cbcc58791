import type { Predicate } from './claim.ts';
import { HEADLINE_CLAIMS } from './headline-claims.ts';
import { LEFT_CLAIMS } from './left-claims.ts';
import { LINE_CLAIMS } from './line-claims.ts';
import { NOTE_CLAIMS } from './note-claims.ts';
import { PEOPLE_CLAIMS } from './people-claims.ts';
import { PLAN_CLAIMS } from './plan-claims.ts';
import { STANDING_CLAIMS } from './standing-claims.ts';
import { STEP_CLAIMS } from './step-claims.ts';

/** Every text that says something about the tenant or about what people did, and what has to be so for it. */
export const CLAIMS: Readonly<Record<string, Predicate>> = {
  ...STEP_CLAIMS,
  ...LINE_CLAIMS,
  ...STANDING_CLAIMS,
  ...PLAN_CLAIMS,
  ...HEADLINE_CLAIMS,
  ...NOTE_CLAIMS,
  ...LEFT_CLAIMS,
  ...PEOPLE_CLAIMS,
};
