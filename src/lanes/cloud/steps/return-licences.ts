import { licenceName } from '../../../domain/licence-name.ts';
import { type Json, text } from '../../../domain/text.ts';
import { field } from '../graph-answer.ts';
import { at } from '../graph-path.ts';
import { accepted, performedBy, rowsIn, type StepActions, type StepTools, sending, textIn } from '../step-actions.ts';
import { readDirect } from './remove-licences.ts';

/** Gives back the licences that Leaver took, with the plans that were switched off in them. */
export function returnLicences(tools: StepTools): StepActions {
  return {
    async look({ step, targetUserId }) {
      const missing = await missingNow(tools, step.parameters, targetUserId);
      const snapshot = { licences: missing.map(({ skuId }) => skuId) };
      if (missing.length > 0) return { status: 'needed', snapshot };
      return { status: 'already', note: text('graph.licences.has-all'), snapshot };
    },

    async perform(context) {
      const { step, targetUserId } = context;
      const missing = await missingNow(tools, step.parameters, targetUserId);
      if (missing.length === 0) return accepted(tools, { returned: [] });
      const addLicenses = missing.map(({ skuId, disabledPlans }) => ({ skuId, disabledPlans }));
      const body = { addLicenses, removeLicenses: [] };
      const write = await tools.graph.write('POST', at`/users/${targetUserId}/assignLicense`, body, sending(context));
      return performedBy(tools, write, { returned: missing.map(({ skuId }) => skuId) });
    },

    async verify({ step, targetUserId }) {
      const missing = await missingNow(tools, step.parameters, targetUserId);
      const evidence = { missing: missing.map(({ skuId }) => skuId) };
      if (missing.length === 0) return { status: 'seen', evidence };
      const items = missing.map(({ skuId, name }) => ({ id: skuId, name: licenceName(name) }));
      return { status: 'not-seen', evidence, items };
    },
  };
}

type Taken = { readonly skuId: string; readonly name: string; readonly disabledPlans: readonly string[] };

async function missingNow(tools: StepTools, parameters: Json, targetUserId: string): Promise<readonly Taken[]> {
  const direct = await readDirect(tools, targetUserId);
  const snapshot = (field(parameters, 'snapshot') as Json | undefined) ?? null;
  return rowsIn(snapshot, 'licences')
    .map((licence) => ({
      skuId: textIn(licence, 'skuId') ?? '',
      name: textIn(licence, 'name') ?? textIn(licence, 'skuId') ?? '',
      disabledPlans: rowsIn(licence, 'disabledPlans').map(String),
    }))
    .filter(({ skuId }) => skuId !== '' && !direct.includes(skuId));
}
