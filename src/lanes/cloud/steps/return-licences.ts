import { NO_LICENCE, storedLicence } from '../../../domain/licence-part.ts';
import type { StepRecord } from '../../../domain/outcome.ts';
import { asKnown, type Part } from '../../../domain/part.ts';
import { settledParts } from '../../../domain/settled-parts.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { StepContext } from '../../../flow/ports.ts';
import { changeTogether } from '../change-together.ts';
import { field } from '../graph-answer.ts';
import { at } from '../graph-path.ts';
import { accepted, performedBy, rowsIn, type StepActions, type StepTools, sending, textIn } from '../step-actions.ts';
import { licencePart, readDirect } from './remove-licences.ts';

/** Gives back the licences that Leaver took, with the plans that were switched off in them, each a part. */
export function returnLicences(tools: StepTools): StepActions {
  const missingNow = async ({ step, targetUserId }: StepContext) => {
    const direct = await readDirect(tools, targetUserId);
    return takenIn(step.parameters).filter(({ skuId }) => !direct.includes(skuId));
  };
  return {
    async look(context) {
      const missing = await missingNow(context);
      const partsFound = { toDo: missing.map(licencePart), ended: endedIn(context.step, missing) };
      if (missing.length > 0) return { status: 'needed', snapshot: {}, partsFound };
      return { status: 'already', note: text('graph.licences.has-all'), snapshot: {}, partsFound };
    },

    async perform(context) {
      const missing = await missingNow(context);
      if (missing.length === 0) return accepted(tools, {});
      const wanted = wantedIn(context.step);
      const parts = wanted.filter((part) => isIn(missing, part)).map((part) => ({ part, before: NO_LICENCE }));
      const addLicenses = missing.map(({ skuId, disabledPlans }) => ({ skuId, disabledPlans }));
      const body = { addLicenses, removeLicenses: [] };
      const path = at`/users/${context.targetUserId}/assignLicense`;
      const send = () => tools.graph.write('POST', path, body, sending(context));
      return performedBy(tools, await changeTogether(context, { parts, done: GIVEN, send }));
    },

    async verify(context) {
      const missing = await missingNow(context);
      const evidence = { missing: missing.map(({ skuId }) => skuId) };
      if (missing.length > 0) return { status: 'not-seen', evidence, items: missing.map(licencePart) };
      return { status: 'seen', evidence, partsFound: { ended: endedIn(context.step, missing) } };
    },
  };
}

type Taken = { readonly skuId: string; readonly name: string; readonly disabledPlans: readonly string[] };

/** Which plans of it are off is in the parameters. */
const GIVEN = storedLicence({ name: '', disabledPlans: [] });

function takenIn(parameters: Json): readonly Taken[] {
  const snapshot = (field(parameters, 'snapshot') as Json | undefined) ?? null;
  return rowsIn(snapshot, 'licences')
    .map((licence) => ({
      skuId: textIn(licence, 'skuId') ?? '',
      name: textIn(licence, 'name') ?? textIn(licence, 'skuId') ?? '',
      disabledPlans: rowsIn(licence, 'disabledPlans').map(String),
    }))
    .filter(({ skuId }) => skuId !== '');
}

/** Each licence that is to be given back, as the ledger knows it. */
function wantedIn({ parts, parameters }: StepRecord): readonly Part[] {
  return asKnown(parts, takenIn(parameters).map(licencePart));
}

function endedIn(step: StepRecord, missing: readonly Taken[]): readonly Part[] {
  return settledParts(
    wantedIn(step),
    (part) => isIn(missing, part),
    () => GIVEN,
  );
}

function isIn(licences: readonly Taken[], { id }: Part): boolean {
  return licences.some(({ skuId }) => skuId === id);
}
