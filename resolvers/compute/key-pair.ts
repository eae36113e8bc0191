/** Key pairs in the graph. */
import { connect } from '../platform/connection.ts';
import { readOne } from '../platform/read.ts';
import { resourceFields } from '../platform/resource.ts';
import type { KeyPairResolvers, QueryResolvers } from '../types.generated.ts';

/** The root fields about key pairs. */
export const Query = {
  keyPair: (_parent, { id }, context) => readOne('keyPairs', context.load.keyPairs, id, context),
  keyPairs: (_parent, args, context) => connect('keyPairs', context.list.keyPairs, args, context),
} satisfies QueryResolvers;

/** The fields of `KeyPair` that are not simply in the record. */
export const KeyPair: KeyPairResolvers = { ...resourceFields };
