/** Termination protection, which EC2 tells of one instance at a time. */
import type { BatchLoad } from '../../contract/batch.ts';
import { type CloudError, toCloudError } from '../../contract/errors.ts';
import { type InstanceId, partsOf } from '../../contract/ids.ts';
import { limited } from '../../batching/limited.ts';
import type { Session } from '../session.ts';
import type { ScopeOf } from './account.ts';

/** Calls at a time, of all who ask. */
const concurrency = 5;

/**
 * Whether instances are protected. `DescribeInstances` does not tell, and `DescribeInstanceAttribute` takes one id:
 * whoever asks for many must bound how many.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html
 */
export function createProtections(session: Session, scopeOf: ScopeOf): BatchLoad<InstanceId, boolean> {
  const one = limited<InstanceId, boolean>(concurrency, async ([id], call) => {
    if (id === undefined) return { values: new Map() };
    const scope = await scopeOf(id, call);
    const { DisableApiTermination: held } = await session.run(
      scope,
      'DescribeInstanceAttribute',
      call,
      ({ sdk, client, signal }) =>
        client.send(
          new sdk.DescribeInstanceAttributeCommand({
            InstanceId: partsOf(id).native,
            Attribute: 'disableApiTermination',
          }),
          { abortSignal: signal },
        ),
    );
    return { values: new Map([[id, held?.Value === true]]) };
  });
  return async (ids, call) => {
    const values = new Map<InstanceId, boolean>();
    const failures = new Map<InstanceId, CloudError>();
    await Promise.all(
      ids.map(async (id) => {
        try {
          const found = await one([id], call);
          for (const [key, value] of found.values) values.set(key, value);
        } catch (thrown) {
          failures.set(id, toCloudError(thrown));
        }
      }),
    );
    return { values, failures };
  };
}
