/** Which operations a list or a stream is about, from its `filter`: what cannot be is an error, never an empty answer. */
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Context, Operation, OperationQuery, OperationState } from '../context.ts';
import { checkedClouds, cloudsHaving } from '../platform/filter.ts';

/** The filter of operations. Absent or null members restrict nothing; an empty list matches nothing. */
export interface OperationFilter {
  readonly clouds?: readonly string[] | null | undefined;
  readonly states?: readonly OperationState[] | null | undefined;
  readonly kinds?: readonly string[] | null | undefined;
  readonly targetIds?: readonly string[] | null | undefined;
  readonly foreign?: boolean | null | undefined;
}

/** Checks a filter. Throws an error that names the member at fault. */
export function operationQueryOf(filter: OperationFilter | null | undefined, context: Context): OperationQuery {
  const { clouds, states, kinds, targetIds, foreign } = filter ?? {};
  if (clouds) checkedClouds(clouds, 'filter.clouds', context);
  if (targetIds) cloudsHaving('instances', targetIds, 'filter.targetIds', context);
  return {
    clouds: clouds ?? undefined,
    states: states ?? undefined,
    kinds: kinds ?? undefined,
    // Each was taken apart just now, and is the id of an instance.
    targets: targetIds ? (targetIds as readonly InstanceId[]) : undefined,
    foreign: foreign ?? undefined,
  };
}

/** Whether an operation is what the query is about. */
export function isAbout({ clouds, states, kinds, targets, foreign }: OperationQuery, operation: Operation): boolean {
  return (
    (clouds === undefined || clouds.includes(operation.cloud)) &&
    (states === undefined || states.includes(operation.state)) &&
    (kinds === undefined || kinds.includes(operation.kind)) &&
    (targets === undefined || (operation.target !== null && targets.includes(operation.target))) &&
    (foreign === undefined || foreign === operation.foreign)
  );
}
