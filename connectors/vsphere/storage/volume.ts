/** Volumes: the disks of machines, and first-class disks. A first-class disk that is plugged in is one volume. */
import { batched } from '../../batching/batched.ts';
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import { type CloudError, toCloudError } from '../../contract/errors.ts';
import type { VolumeId } from '../../contract/ids.ts';
import type { Page } from '../../contract/list.ts';
import type { Volume, Volumes } from '../../contract/storage/volume.ts';
import { machineStrategy, machinesPerPage } from '../compute/instance.ts';
import { devicesOf, isDisk, kindOf, kindPaths } from '../compute/machine.ts';
import { mapInTurns } from '../turn.ts';
import { sortIds, type VCenter } from '../vcenter.ts';
import { type Content, type PropertySpec, refusalOf } from '../wire/property-collector.ts';
import { createCatalogue } from './catalogue.ts';
import { diskNative, diskVolume, firstClassOf, parseVolumeRef } from './disk.ts';
import { firstClassVolume, type Plug } from './first-class-disk.ts';

const properties: readonly PropertySpec[] = [
  { type: 'VirtualMachine', paths: [...kindPaths, 'config.hardware.device'] },
];

/** What the connector does with volumes. */
export function createVolumes(vcenter: VCenter): Volumes {
  const catalogue = createCatalogue(vcenter);
  const machinesByRef = batched<string, Content>({ ...machineStrategy }, async (values, call) => {
    const objects = values.map((value) => ({ ref: { type: 'VirtualMachine', value } }));
    const contents = await vcenter.inventory.named(call, properties, objects);
    const machines = new Map<string, Content>();
    const failures = new Map<string, CloudError>();
    for (const content of contents) {
      const refusal = refusalOf(content);
      if (refusal !== undefined) failures.set(content.ref.value, refusal);
      else if (isInstance(content)) machines.set(content.ref.value, content);
    }
    return { values: machines, failures };
  });

  /** Where first-class disks are plugged in, of which `known` are read already. */
  async function plugsOf(
    uuids: readonly string[],
    known: ReadonlyMap<string, Plug>,
    call: Call,
  ): Promise<Answers<string, Plug>> {
    const values = new Map<string, Plug>(known);
    const consumers = await answers(
      catalogue.consumers,
      uuids.filter((uuid) => !known.has(uuid)),
      call,
    );
    const refs = [...consumers.values.values()].map(({ machine }) => machine?.value);
    const machines = await answers(
      machinesByRef,
      refs.filter((value) => value !== undefined),
      call,
    );
    const seen = plugsIn(machines.values.values());
    for (const [uuid, { machine }] of consumers.values) {
      values.set(uuid, seen.get(uuid) ?? { machine, disk: undefined });
    }
    return { values, failures: consumers.failures };
  }

  return {
    async load(ids, call) {
      const { good, failures } = sortIds(ids, parseVolumeRef);
      const values = new Map<VolumeId, Volume>();
      if (good.size === 0) return { values, failures };
      const observedAt = vcenter.host.now();
      await vcenter.inventory.ready(call);
      const refs = [...good.values()];
      const [machines, disks] = await Promise.all([
        answers(
          machinesByRef,
          refs.flatMap((ref) => (ref.kind === 'disk' ? [ref.machine.value] : [])),
          call,
        ),
        answers(
          catalogue.named,
          refs.flatMap((ref) => (ref.kind === 'fcd' ? [ref.uuid] : [])),
          call,
        ),
      ]);
      const plugs = await plugsOf([...disks.values.keys()], plugsIn(machines.values.values()), call);
      for (const [id, ref] of good) {
        if (ref.kind === 'disk') {
          const { value } = ref.machine;
          const content = machines.values.get(value);
          const disk = content === undefined ? undefined : diskOf(content, `${value}:${ref.key}`);
          if (disk !== undefined) values.set(id, diskVolume(vcenter, ref.machine, disk, observedAt));
          else fail(failures, id, machines.failures.get(value));
        } else {
          const disk = disks.values.get(ref.uuid);
          const failure = disks.failures.get(ref.uuid) ?? plugs.failures.get(ref.uuid);
          if (failure !== undefined) fail(failures, id, failure);
          else if (disk !== undefined) {
            values.set(id, firstClassVolume(vcenter, disk, plugs.values.get(ref.uuid), observedAt));
          }
        }
      }
      return { values, failures };
    },
    async list({ cursor }, call) {
      const observedAt = vcenter.host.now();
      if (cursor?.startsWith(catalogueCursor) === true) {
        return await listFirstClass(cursor.slice(catalogueCursor.length), observedAt, call);
      }
      const read = { properties, maxObjects: machinesPerPage };
      const { contents, next } = await vcenter.inventory.page(call, read, cursor);
      const disks = await mapInTurns(contents.filter(isInstance), (content) =>
        plainDisks(vcenter, content, observedAt),
      );
      const items = disks.flat();
      return { items, next: next ?? catalogueCursor };
    },
  };

  async function listFirstClass(after: string, observedAt: number, call: Call): Promise<Page<Volume>> {
    const { disks, next } = await catalogue.list(call, after === '' ? undefined : after);
    const plugs = await plugsOf(
      disks.map(({ uuid }) => uuid),
      new Map(),
      call,
    );
    // A disk of which it is not known whether it is free is not listed as free.
    const failure = plugs.failures.values().next().value;
    if (failure !== undefined) throw failure;
    const items = disks.map((disk) => firstClassVolume(vcenter, disk, plugs.values.get(disk.uuid), observedAt));
    return next === undefined ? { items } : { items, next: `${catalogueCursor}${next}` };
  }
}

/** The cursors of the second half of a walk: after the machines' disks come the first-class ones. */
const catalogueCursor = 'fcd:';

interface Answers<K, V> {
  readonly values: ReadonlyMap<K, V>;
  readonly failures: ReadonlyMap<K, CloudError>;
}

/** What a batch answers for these keys, however often they stand there; what it throws is the failure of each. */
async function answers<K, V>(load: BatchLoad<K, V>, keys: readonly K[], call: Call): Promise<Answers<K, V>> {
  const distinct = [...new Set(keys)];
  if (distinct.length === 0) return { values: new Map(), failures: new Map() };
  try {
    const { values, failures } = await load(distinct, call);
    return { values, failures: failures ?? new Map() };
  } catch (thrown) {
    const error = toCloudError(thrown);
    return { values: new Map(), failures: new Map(distinct.map((key) => [key, error])) };
  }
}

function fail(failures: Map<VolumeId, CloudError>, id: VolumeId, failure: CloudError | undefined): void {
  if (failure !== undefined) failures.set(id, failure);
}

function isInstance(content: Content): boolean {
  return content.ref.type === 'VirtualMachine' && kindOf(content) === 'instance';
}

function plainDisks(vcenter: VCenter, content: Content, observedAt: number): readonly Volume[] {
  return devicesOf(content, isDisk)
    .filter((disk) => firstClassOf(disk) === undefined)
    .map((disk) => diskVolume(vcenter, content.ref, disk, observedAt));
}

function diskOf(content: Content, native: string) {
  return devicesOf(content, isDisk).find((disk) => diskNative(content.ref, disk) === native);
}

function plugsIn(machines: Iterable<Content>): Map<string, Plug> {
  const plugs = new Map<string, Plug>();
  for (const content of machines) {
    for (const disk of devicesOf(content, isDisk)) {
      const uuid = firstClassOf(disk);
      if (uuid !== undefined) plugs.set(uuid, { machine: content.ref, disk });
    }
  }
  return plugs;
}
