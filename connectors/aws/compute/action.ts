/** What may be done to instances now: by their states, and by their termination protection where few are asked for. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Instance } from '../../contract/compute/instance.ts';
import type { InstanceAction } from '../../contract/compute/instance-verb.ts';
import type { InstanceId } from '../../contract/ids.ts';
import type { Hands } from './power.ts';
import { protectedReason } from './power.ts';
import { reasonAgainst } from './permission.ts';

/**
 * Of up to so many the protection is asked for, one call each, a few at a time; of a longer list the state alone is
 * told, for a page of instances must not become as many calls. `remove` asks again before it begins, and EC2 has the
 * last word.
 */
const mostProtections = 20;

const names = ['start', 'stop', 'reboot', 'remove', 'setTags'] as const satisfies readonly InstanceAction['name'][];

/** Makes the batch. */
export function createActions({ session, load, protections }: Hands): BatchLoad<InstanceId, readonly InstanceAction[]> {
  return async (ids, call) => {
    const { values, failures } = await load(ids, call);
    const alive = [...values.values()].filter(({ nativeState }) => nativeState !== 'terminated').map(({ id }) => id);
    const asked = alive.length <= mostProtections ? alive : [];
    const held = asked.length === 0 ? undefined : await protections(asked, call);
    for (const [id, { code }] of held?.failures ?? []) {
      session.host.log.debug({ id, code }, 'an instance does not tell whether it is protected');
    }
    const actions = [...values].map(
      ([id, instance]) => [id, actionsOf(instance, held?.values.get(id) === true)] as const,
    );
    return { values: new Map(actions), failures: failures ?? new Map() };
  };
}

function actionsOf(instance: Instance, held: boolean): readonly InstanceAction[] {
  return names.map((name) => {
    const reason =
      name === 'setTags'
        ? null
        : (reasonAgainst(name, instance) ?? (name === 'remove' && held ? protectedReason(instance.id) : null));
    return { name, allowed: reason === null, reason };
  });
}
