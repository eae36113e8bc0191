/** What may be done to machines now: by `disabledMethod`, which vCenter keeps for each, and by who manages it. */
import type { InstanceAction } from '../../contract/compute/instance-verb.ts';
import type { Instances } from '../../contract/compute/instance.ts';
import type { InstanceId } from '../../contract/ids.ts';
import { sortIds, type VCenter } from '../vcenter.ts';
import { machineRef } from '../wire/moref.ts';
import { barOf, type Subject, subjectsOf } from './subject.ts';

/** One read for all of them. */
export function createActions(vcenter: VCenter): Exclude<Instances['actions'], { readonly lacks: string }> {
  return async (ids, call) => {
    const { good, failures } = sortIds(ids, machineRef);
    const values = new Map<InstanceId, readonly InstanceAction[]>();
    if (good.size === 0) return { values, failures };
    const read = await subjectsOf(vcenter, [...good.values()], call);
    for (const [id, ref] of good) {
      const subject = read.values.get(ref.value);
      const failure = read.failures.get(ref.value);
      if (failure !== undefined) failures.set(id, failure);
      else if (subject !== undefined) values.set(id, actionsOf(subject));
    }
    return { values, failures };
  };
}

/** The actions of one machine, each with the reason why not. */
export function actionsOf(subject: Subject): readonly InstanceAction[] {
  const bar = barOf(subject)?.message ?? null;
  const { name, power, disabled } = subject;
  const unless = (reason: string | null): string | null => bar ?? reason;
  const refused = (method: string): string | null =>
    disabled.has(method) ? `vCenter does not allow ${method} on ${name} now.` : null;
  const on = power === 'poweredOn';
  // A machine that is on is powered off first: that Destroy_Task is disabled meanwhile says nothing.
  const remove = on ? refused('PowerOffVM_Task') : refused('Destroy_Task');
  const start = on ? `${name} is running.` : refused('PowerOnVM_Task');
  const stop = power === 'poweredOff' ? `${name} is stopped.` : refused('PowerOffVM_Task');
  const reboot = on ? refused('ResetVM_Task') : `${name} is not running.`;
  const reasons = { remove, start, stop, reboot, setTags: null };
  return (['remove', 'start', 'stop', 'reboot', 'setTags'] as const).map((action) => {
    const reason = unless(reasons[action]);
    return { name: action, allowed: reason === null, reason };
  });
}
