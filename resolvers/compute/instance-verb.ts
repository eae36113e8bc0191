/** What can be done to instances: each mutation checks the shape of its input, and hands it to the operations. */
import type { Context } from '../context.ts';
import { begin } from '../operations/payload.ts';
import type { Asked, ClientMutationId, Payload } from '../operations/payload.ts';
import { badArgument } from '../platform/error.ts';
import { related } from '../platform/relation.ts';
import type {
  ActionResolvers,
  CreateInstancePayloadResolvers,
  MutationResolvers,
  StartInstancePayloadResolvers,
} from '../types.generated.ts';
import { createRequest } from './instance-create.ts';
import { rebootRequest, stopRequest, tagsRequest, targetRequest } from './instance-request.ts';

/** How an input becomes a request, or what is wrong with it. */
type Checked<I> = (input: I, context: Context) => Asked;

/** An input of any mutation here. */
interface AnyInput {
  readonly clientMutationId?: ClientMutationId;
}

/** The most inputs of a bulk form: each is checked with its cloud before anything is answered. */
const mostInputs = 100;

/** One input, one answer. */
function one<I extends AnyInput>(request: Checked<I>) {
  return (_parent: object, { input }: { readonly input: I }, context: Context): Promise<Payload> =>
    begin(request(input, context), context, input.clientMutationId);
}

/** Many inputs at once, each with its own answer or error. */
function many<I extends AnyInput>(request: Checked<I>) {
  return (
    _parent: object,
    { inputs }: { readonly inputs: readonly I[] },
    context: Context,
  ): Promise<(Payload | Error)[]> => {
    if (inputs.length > mostInputs) {
      throw badArgument('inputs', `"inputs" can be ${mostInputs} at most, not ${inputs.length}.`);
    }
    return Promise.all(
      inputs.map((input) => answerOrError(begin(request(input, context), context, input.clientMutationId))),
    );
  };
}

/** A failure stays in its own place of a list. */
async function answerOrError(answer: Promise<Payload>): Promise<Payload | Error> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof Error) return thrown;
    throw thrown;
  }
}

const start = targetRequest('start');
const remove = targetRequest('remove');

/** The mutations. */
export const Mutation = {
  createInstance: one(createRequest),
  deleteInstance: one(remove),
  startInstance: one(start),
  stopInstance: one(stopRequest),
  rebootInstance: one(rebootRequest),
  setTags: one(tagsRequest),
  createInstances: many(createRequest),
  deleteInstances: many(remove),
  startInstances: many(start),
  stopInstances: many(stopRequest),
  rebootInstances: many(rebootRequest),
  setTagsOfInstances: many(tagsRequest),
} satisfies MutationResolvers;

/** The fields that the payloads of all these mutations have, and that are not simply in them. */
export const InstancePayload: StartInstancePayloadResolvers & CreateInstancePayloadResolvers = {
  instance: ({ target }, _args, { load }) => related(load.instances, target),
};

/** The mutation of each verb. */
const mutationOf = {
  remove: 'deleteInstance',
  start: 'startInstance',
  stop: 'stopInstance',
  reboot: 'rebootInstance',
  setTags: 'setTags',
} as const;

/** The fields of `Action` that are not simply in the record. */
export const Action: ActionResolvers = {
  name: ({ name }) => mutationOf[name],
};
