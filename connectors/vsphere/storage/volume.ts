/** Volumes: the disks of machines, and first-class disks. A first-class disk that is plugged in is one volume. */
import { batched } from '../../batching/batched.ts';
import type { Call } from '../../contract/call.ts';
import { type CloudError, toCloudError } from '../../contract/errors.ts';
import type { VolumeId } from '../../contract/ids.ts';
import type { Volume, Volumes } from '../../contract/storage/volume.ts';
import { machineStrategy, machinesPerPage } from '../compute/instance.ts';
import { devicesOf, isDisk, kindOf, kindPaths } from '../compute/machine.ts';
import { mapInTurns } from '../turn.ts';
import { sortIds, type VCenter } from '../vcenter.ts';
import type { Content, PropertySpec } from '../wire/property-collector.ts';
import { type Catalogue, createCatalogue, type FirstClassDisk, isWithoutCatalogue } from '../wire/vslm.ts';
import { diskNative, diskVolume, firstClassOf, parseVolumeRef } from './disk.ts';
import { firstClassVolume, type Plug } from './first-class-disk.ts';

const properties: readonly PropertySpec[] = [
  { type: 'VirtualMachine', paths: [...kindPaths, 'config.hardware.device'] },
];

/** What the connector does with volumes. */
export function createVolumes(vcenter: VCenter): Volumes {
  const catalogue = createCatalogue(vcenter.sessions);
  const machinesByRef = batched<string, Content>({ ...machineStrategy }, async (values, call) => {
    const objects = values.map((value) => ({ ref: { type: 'VirtualMachine', value } }));
    const contents = await vcenter.inventory.named(call, properties, objects);
    return { values: new Map(contents.filter(isInstance).map((content) => [content.ref.value, content])) };
  });

  /** The machines among these that exist and are instances; and why some could not be read. */
  async function readMachines(values: readonly string[], call: Call) {
    const none = { values: new Map<string, Content>(), failures: new Map<string, CloudError>() };
    const distinct = [...new Set(values)];
    return distinct.length === 0 ? none : await machinesByRef(distinct, call);
  }

  /** Where first-class disks are plugged in, of which `known` are read already. */
  async function plugsOf(uuids: readonly string[], known: ReadonlyMap<string, Plug>, call: Call) {
    const rest = uuids.filter((uuid) => !known.has(uuid));
    if (rest.length === 0) return known;
    const consumers = await catalogue.consumers(call, rest);
    const refs = [...consumers.values()].map(({ machine }) => machine?.value).filter((value) => value !== undefined);
    const machines = await readMachines(refs, call);
    const seen = plugsIn(machines.values.values());
    const plugs = new Map<string, Plug>(known);
    for (const [uuid, { machine }] of consumers) plugs.set(uuid, seen.get(uuid) ?? { machine, disk: undefined });
    return plugs;
  }

  return {
    async load(ids, call) {
      const { good, failures } = sortIds(ids, parseVolumeRef);
      const values = new Map<VolumeId, Volume>();
      const observedAt = vcenter.host.now();
      const machineValues: string[] = [];
      const uuids: string[] = [];
      for (const ref of good.values()) {
        if (ref.kind === 'disk') machineValues.push(ref.machine.value);
        else uuids.push(ref.uuid);
      }
      if (good.size === 0) return { values, failures };
      await vcenter.inventory.ready(call);
      const [machines, disks] = await Promise.allSettled([
        readMachines(machineValues, call),
        uuids.length === 0 ? [] : catalogue.named(call, uuids),
      ]);
      const plugs = await settle(async () => {
        const known = plugsIn(machines.status === 'fulfilled' ? machines.value.values.values() : []);
        return await plugsOf(disks.status === 'fulfilled' ? disks.value.map(({ uuid }) => uuid) : [], known, call);
      });
      const byUuid = new Map(disks.status === 'fulfilled' ? disks.value.map((disk) => [disk.uuid, disk]) : []);
      for (const [id, ref] of good) {
        if (ref.kind === 'disk') {
          const failure =
            machines.status === 'rejected'
              ? toCloudError(machines.reason)
              : machines.value.failures?.get(ref.machine.value);
          if (failure !== undefined) failures.set(id, failure);
          const content = machines.status === 'fulfilled' ? machines.value.values.get(ref.machine.value) : undefined;
          const disk = content === undefined ? undefined : diskOf(content, `${ref.machine.value}:${ref.key}`);
          if (disk !== undefined) values.set(id, diskVolume(vcenter, ref.machine, disk, observedAt));
        } else if (disks.status === 'rejected') {
          failures.set(id, toCloudError(disks.reason));
        } else if (plugs.status === 'rejected') {
          failures.set(id, toCloudError(plugs.reason));
        } else {
          const disk = byUuid.get(ref.uuid);
          if (disk !== undefined)
            values.set(id, firstClassVolume(vcenter, disk, plugs.value.get(ref.uuid), observedAt));
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

  async function listFirstClass(after: string, observedAt: number, call: Call) {
    let page: Awaited<ReturnType<Catalogue['list']>>;
    try {
      page = await catalogue.list(call, after === '' ? undefined : after);
    } catch (thrown) {
      // A server without the catalogue has no first-class disks that anybody could list.
      if (isWithoutCatalogue(thrown)) return { items: [] };
      throw thrown;
    }
    const plugs = await plugsOf(uuidsOf(page.disks), new Map(), call);
    const items = page.disks.map((disk) => firstClassVolume(vcenter, disk, plugs.get(disk.uuid), observedAt));
    return page.next === undefined ? { items } : { items, next: `${catalogueCursor}${page.next}` };
  }
}

/** The cursors of the second half of a walk: after the machines' disks come the first-class ones. */
const catalogueCursor = 'fcd:';

async function settle<T>(run: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  const [settled] = await Promise.allSettled([run()]);
  return settled;
}

function uuidsOf(disks: readonly FirstClassDisk[]): readonly string[] {
  return disks.map(({ uuid }) => uuid);
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
