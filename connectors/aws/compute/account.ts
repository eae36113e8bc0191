/** Which account an instance is in: its id tells the region alone. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { Instance } from '../../contract/compute/instance.ts';
import { CloudError } from '../../contract/errors.ts';
import { type InstanceId, partsOf } from '../../contract/ids.ts';
import type { Scope } from '../../contract/list.ts';
import type { Session } from '../session.ts';

/** Finds the scope that an instance is changed in. */
export type ScopeOf = (id: InstanceId, call: Call) => Promise<Scope>;

/** With one account there is nothing to ask; with several each is asked who has it. Throws `NOT_FOUND` when none has. */
export function createScopeOf(session: Session, within: (scope: Scope) => BatchLoad<InstanceId, Instance>): ScopeOf {
  return async (id, call) => {
    const { region } = partsOf(id);
    const origin = { cloud: session.connection, region, service: 'ec2' };
    const scopes = session.scopes.filter((scope) => scope.region === region);
    const [only] = scopes;
    if (only === undefined) {
      throw new CloudError('INVALID', `${id} is in a region that ${session.connection} is not configured for.`, origin);
    }
    if (scopes.length === 1) return only;
    const answers = await Promise.all(
      scopes.map(async (scope) => {
        const { values, failures } = await within(scope)([id], call);
        return { scope, has: values.has(id), failure: failures?.get(id) };
      }),
    );
    const owner = answers.find(({ has }) => has);
    if (owner !== undefined) return owner.scope;
    throw (
      answers.find(({ failure }) => failure !== undefined)?.failure ??
      new CloudError('NOT_FOUND', `There is no ${id}.`, origin)
    );
  };
}
