import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type ValueNode,
} from 'kysely';
import { storableText } from './storable.ts';

/** Makes every text that goes into a statement storable, so that no store and no search can be broken by one. */
export function storableParameters(): KyselyPlugin {
  const transformer = new StorableParameters();
  return {
    transformQuery: ({ node }) => transformer.transformNode(node),
    transformResult: async ({ result }: PluginTransformResultArgs) => result,
  };
}

class StorableParameters extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...node, value: storable(node.value) };
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...node, values: node.values.map(storable) };
  }
}

function storable(value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
