import type { Proof } from './proof-row.ts';
import { auditProof } from './rows/audit.ts';
import { breakerProof } from './rows/breaker.ts';
import { canariesProof } from './rows/canaries.ts';
import { clicksProof } from './rows/clicks.ts';
import { decisionsProof } from './rows/decisions.ts';
import { doorProof } from './rows/door.ts';
import { fileModesProof } from './rows/file-modes.ts';
import { foreignDatabaseProof } from './rows/foreign-database.ts';
import { forgedEvidenceProof } from './rows/forged-evidence.ts';
import { hostageProof } from './rows/hostage.ts';
import { contentProof } from './rows/hostile-content.ts';
import { killProof } from './rows/kills.ts';
import { lastingAuthorityProof } from './rows/lasting-authority.ts';
import { matrixProof } from './rows/matrix.ts';
import { overtakingProof } from './rows/overtaking.ts';
import { protectedProof } from './rows/protected.ts';
import { textsProof } from './rows/texts.ts';
import { truthProof } from './rows/truth.ts';
import { watchProof } from './rows/watch.ts';

/** What `npm run prove` runs, in order, by the name that `--only` takes. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  canaries: canariesProof,
  content: contentProof,
  door: doorProof,
  kills: killProof,
  watch: watchProof,
  audit: auditProof,
  breaker: breakerProof,
  clicks: clicksProof,
  decisions: decisionsProof,
  matrix: matrixProof,
  protected: protectedProof,
  texts: textsProof,
  overtaking: overtakingProof,
  'lasting-authority': lastingAuthorityProof,
  hostage: hostageProof,
  'forged-evidence': forgedEvidenceProof,
  truth: truthProof,
  'foreign-database': foreignDatabaseProof,
  'file-modes': fileModesProof,
};
