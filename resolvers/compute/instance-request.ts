/** What is asked for with an instance that there is: inputs checked as far as that needs no cloud. */
import type { InstanceId } from '../../connectors/contract/ids.ts';
import { partsOf } from '../../connectors/contract/ids.ts';
import type { Context, OperationRequest, UserErrorRecord } from '../context.ts';
import type { Asked } from '../operations/payload.ts';
import { idProblem, keyProblem, removalProblems, tagProblems, wholeProblem } from '../platform/input.ts';
import { invalid } from '../platform/user-error.ts';
import type { RebootInstanceInput, SetTagsInput, StartInstanceInput, StopInstanceInput } from '../types.generated.ts';

/** What the inputs of these verbs have in common. */
type TargetInput = StartInstanceInput;

/** The longest that a guest can be given to shut down. Seconds. */
const longestDeadline = 3600;

/** Checks what all have in common, and makes the request where nothing is wrong with it. */
function request(
  verb: OperationRequest['verb'],
  { instanceId, idempotencyKey, validateOnly }: TargetInput,
  context: Context,
  problems: readonly (UserErrorRecord | undefined)[],
  spec: (instanceId: InstanceId) => OperationRequest['spec'],
): Asked {
  const wrong = [
    idProblem('instances', instanceId, ['instanceId'], context),
    ...problems,
    keyProblem(idempotencyKey ?? undefined),
  ].filter((problem) => problem !== undefined);
  if (wrong.length > 0) return wrong;
  // It was taken apart just now, and is the id of an instance.
  const id = instanceId as InstanceId;
  return {
    verb,
    cloud: partsOf(id).cloud,
    spec: spec(id),
    idempotencyKey: idempotencyKey ?? null,
    validateOnly: validateOnly ?? false,
  };
}

/** A verb that needs to know no more than which instance. */
export function targetRequest(verb: 'start' | 'remove') {
  return (input: TargetInput, context: Context): Asked =>
    request(verb, input, context, [], (instanceId) => ({ instanceId }));
}

/** To stop one, softly or at once. */
export function stopRequest(input: StopInstanceInput, context: Context): Asked {
  const { mode = 'GUEST', deadlineSeconds = 120 } = input;
  const problems = [wholeProblem(['deadlineSeconds'], deadlineSeconds, longestDeadline)];
  const deadlineMs = deadlineSeconds * 1000;
  return request('stop', input, context, problems, (instanceId) => ({ instanceId, mode, deadlineMs }));
}

/** To restart one. */
export function rebootRequest(input: RebootInstanceInput, context: Context): Asked {
  return request('reboot', input, context, [], (instanceId) => ({ instanceId, mode: input.mode ?? 'SOFT' }));
}

/** To set and remove labels of one. */
export function tagsRequest(input: SetTagsInput, context: Context): Asked {
  const set = (input.set ?? []).map(({ key, value }) => ({ key, value }));
  const remove = input.remove ?? [];
  const both = remove.findIndex((key) => set.some((tag) => tag.key === key));
  const problems = [
    ...tagProblems(['set'], set),
    ...removalProblems(['remove'], remove),
    both === -1 ? undefined : invalid(['remove', String(both)], 'A label cannot be set and removed at once.'),
    set.length + remove.length > 0 ? undefined : invalid(['set'], 'Nothing is set, and nothing is removed.'),
  ];
  return request('setTags', input, context, problems, (instanceId) => ({ instanceId, set, remove }));
}
