/** Instances: virtual machines that are no templates and no other system's bookkeeping. */
import { batched } from '../../batching/batched.ts';
import type { Instance, Instances } from '../../contract/compute/instance.ts';
import type { InstanceId, NetworkId } from '../../contract/ids.ts';
import { mapInTurns } from '../turn.ts';
import { sortIds, type VCenter, withPlaces } from '../vcenter.ts';
import { createWatch } from '../watch.ts';
import { machineRef, type MoRef } from '../wire/moref.ts';
import { refusalOf } from '../wire/property-collector.ts';
import { createActions } from './action.ts';
import { createSetTags } from './attribute.ts';
import { createCreate } from './create.ts';
import { instanceOf } from './instance-record.ts';
import { followTasks, type Machine, machineProperties, machinesOf } from './machine.ts';
import { createReboot, createRemove, createStart, createStop } from './power.ts';

/**
 * One RetrievePropertiesEx takes any number of named objects, and leaves out what is gone when it is told to
 * (`reportMissingObjectsInResults`). 500 machines are about 3 MB of answer.
 */
export const machineStrategy = { maxBatch: 500, onMissing: 'absent', fallback: 'singles', concurrency: 4 } as const;

/** Machines, and their tasks, in a page: about 5 MB. Read in slices, it stops nobody for long. */
export const machinesPerPage = 750;

/** What the connector does with instances. */
export function createInstances(vcenter: VCenter): Instances {
  const loadMachines = batched<MoRef, Machine>({ ...machineStrategy }, async (refs, call) => {
    const properties = await machineProperties(vcenter, call);
    const objects = refs.map((ref) => ({ ref, follow: followTasks }));
    const contents = await vcenter.inventory.named(call, properties, objects);
    const machines = new Map<string, Machine>();
    for (const machine of await machinesOf(vcenter, contents, call)) machines.set(machine.content.ref.value, machine);
    const values = new Map<MoRef, Machine>();
    for (const ref of refs) {
      const machine = machines.get(ref.value);
      if (machine !== undefined) values.set(ref, machine);
    }
    return { values };
  });

  const load: Instances['load'] = async (ids, call) => {
    const { good, failures } = sortIds(ids, machineRef);
    const values = new Map<InstanceId, Instance>();
    if (good.size === 0) return { values, failures };
    const observedAt = vcenter.host.now();
    const [places, found] = await withPlaces(
      vcenter,
      call,
      () => loadMachines([...good.values()], call),
      ({ values: machines }) => [...machines.values()].map(({ content }) => content),
    );
    await mapInTurns([...good], ([id, ref]) => {
      const machine = found.values.get(ref);
      const failure = found.failures?.get(ref);
      if (failure !== undefined) failures.set(id, failure);
      const refusal = machine === undefined ? undefined : refusalOf(machine.content);
      if (refusal !== undefined) failures.set(id, refusal);
      else if (machine?.kind === 'instance') values.set(id, instanceOf(vcenter, places, machine, observedAt));
    });
    return { values, failures };
  };

  const list: Instances['list'] = async ({ cursor }, call) => {
    const observedAt = vcenter.host.now();
    const properties = await machineProperties(vcenter, call);
    const read = { properties, follow: followTasks, maxObjects: machinesPerPage };
    const [places, { contents, next }] = await withPlaces(
      vcenter,
      call,
      () => vcenter.inventory.page(call, read, cursor),
      (page) => page.contents,
    );
    const machines = await machinesOf(vcenter, contents, call);
    const items = await mapInTurns(machines, (machine) =>
      machine.kind === 'instance' ? instanceOf(vcenter, places, machine, observedAt) : undefined,
    );
    return next === undefined ? { items } : { items, next };
  };

  return {
    load,
    list,
    async networks(ids, call) {
      const { values, failures } = await load(ids, call);
      const networks = new Map<InstanceId, readonly NetworkId[]>();
      for (const [id, { networkIds }] of values) networks.set(id, networkIds ?? []);
      return { values: networks, failures: failures ?? new Map() };
    },
    actions: createActions(vcenter),
    watch: createWatch(vcenter, load, list),
    create: createCreate(vcenter),
    remove: createRemove(vcenter),
    start: createStart(vcenter),
    stop: createStop(vcenter),
    reboot: createReboot(vcenter),
    setTags: createSetTags(vcenter),
  };
}
