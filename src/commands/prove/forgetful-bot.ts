import { startApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { StepRecord } from '../../domain/outcome.ts';
import { partsAfter } from '../../domain/parts-after.ts';
import type { Ledger, Parts, Ports } from '../../flow/ports.ts';

/**
 * The control of the kill proof: the product with one defence taken out. Its ledger does not write the intent before a
 * call; the outcome is written as always. The proof must catch it, or it proves nothing.
 */
await startApp(readConfig(process.env), { sandboxUrl: null, replace: forgetIntents });

function forgetIntents(ports: Ports): Ports {
  const unwritten = new Map<string, StepRecord>();
  const known = new Map<string, StepRecord>();
  const ledger: Ledger = {
    ...ports.ledger,
    async read(requestId, transaction) {
      const steps = await ports.ledger.read(requestId, transaction);
      for (const step of steps) known.set(step.id, step);
      return steps.map((step) => unwritten.get(step.id) ?? step);
    },
    async move(stepId, from, to, { partsFound = {}, ...change }) {
      const step = known.get(stepId);
      if (to === 'running' && step !== undefined) {
        const { newAttempt, ...rest } = change;
        const parts = partsAfter(step.parts, partsFound);
        const pretended = { ...step, ...rest, parts, state: to, attempt: step.attempt + (newAttempt === true ? 1 : 0) };
        unwritten.set(stepId, pretended);
        return pretended;
      }
      const pretended = unwritten.get(stepId);
      if (pretended === undefined || !from.includes('running'))
        return ports.ledger.move(stepId, from, to, { partsFound, ...change });
      unwritten.delete(stepId);
      const { snapshot, intendedAt } = pretended;
      const { ofAttempt: _, ...outcome } = change;
      return ports.ledger.move(stepId, ['planned', 'waiting'], to, {
        snapshot,
        intendedAt,
        newAttempt: true,
        partsFound: { toDo: pretended.parts, ...partsFound },
        ...outcome,
      });
    },
  };
  const parts: Parts = {
    begin: async (_step, part, found) => ({ ...part, ...found, state: 'running', attempt: part.attempt + 1 }),
    end: async (_stepId, part, ending) => ({ ...part, ...ending }),
  };
  return { ...ports, ledger, parts };
}
