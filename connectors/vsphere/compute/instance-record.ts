/** From a virtual machine's properties to the record of an instance. Paths are those of the vSphere Web Services API. */
import type { AddressKind, Instance, InstanceAddress } from '../../contract/compute/instance.ts';
import type { Json, Tag } from '../../contract/resource.ts';
import { diskNative } from '../storage/disk.ts';
import { idOf, type Places, type VCenter } from '../vcenter.ts';
import { at, jsonOf, numberOf, refOf, refsOf, textOf, timeOf } from '../wire/decode.ts';
import { unescapeName } from '../wire/moref.ts';
import type { Content } from '../wire/property-collector.ts';
import { mapState } from './instance-state.ts';
import { sizeId } from './instance-type.ts';
import { underWay, toldTask } from './machine-task.ts';
import { devicesOf, isCard, isDisk, type Machine } from './machine.ts';

/** The record. `observedAt`: when the cloud was asked. */
export function instanceOf(
  vcenter: VCenter,
  places: Places,
  { content, tasks }: Machine,
  observedAt: number,
): Instance {
  const { ref, properties } = content;
  const summary = properties.get('summary.config');
  const mapped = mapState({
    powerState: textOf(properties.get('runtime.powerState')),
    connectionState: textOf(properties.get('runtime.connectionState')),
    task: underWay(tasks),
    question: properties.has('runtime.question'),
  });
  if (!mapped.known) vcenter.host.count('native_state_unknown', { provider: 'vsphere', state: mapped.nativeState });
  return {
    id: idOf(vcenter, 'instances', ref.value),
    nativeId: ref.value,
    name: nameOf(content),
    tags: tagsOf(content, places),
    // A folder is what vSphere has in place of a project.
    projectId: refOf(properties.get('parent'))?.value ?? null,
    createdAt: timeOf(properties.get('config.createDate')),
    observedAt,
    native: nativeOf(content, places),
    state: mapped.state,
    transition: mapped.transition,
    nativeState: mapped.nativeState,
    powerState: mapped.powerState,
    zone: places.clusterOf(refOf(properties.get('runtime.host'))),
    hostName: textOf(properties.get('guest.hostName')),
    // vCenter does not keep what a machine was cloned from.
    imageId: null,
    instanceTypeId: sizeId(vcenter, numberOf(at(summary, 'numCpu')), numberOf(at(summary, 'memorySizeMB'))),
    keyPairName: null,
    volumeIds: devicesOf(content, isDisk).map((disk) => idOf(vcenter, 'volumes', diskNative(ref, disk))),
    networkIds: refsOf(properties.get('network')).map(({ value }) => idOf(vcenter, 'networks', value)),
    addresses: addressesOf(content),
    tasks: tasks.map((task) => toldTask(task, vcenter.sessions.userName(), observedAt)),
  };
}

/** The name as people know it. */
export function nameOf({ properties }: Content): string | null {
  const name = textOf(properties.get('name')) ?? textOf(at(properties.get('summary.config'), 'name'));
  return name === null ? null : unescapeName(name);
}

/** `customValue`: values by key, whose names the CustomFieldsManager has. */
export function tagsOf({ properties }: Content, places: Places): readonly Tag[] {
  const values = properties.get('customValue')?.children ?? [];
  const tags = values.map((value): Tag => {
    const key = at(value, 'key')?.text ?? '';
    return { key: places.attributeName(key) ?? key, value: at(value, 'value')?.text ?? '', origin: 'CUSTOM_ATTRIBUTE' };
  });
  // An attribute that was taken away may be told of with an empty value.
  return tags.filter(({ value }) => value !== '');
}

/** What vCenter said, by path, and which one it was; of the devices only disks and network cards. */
export function nativeOf(content: Content, { vcenterUuid }: Places): Json {
  const native: Record<string, Json> = vcenterUuid === undefined ? {} : { 'about.instanceUuid': vcenterUuid };
  for (const [path, value] of content.properties) {
    if (path !== 'config.hardware.device' && path !== 'recentTask') native[path] = jsonOf(value);
  }
  const devices = devicesOf(content, (type) => isDisk(type) || isCard(type));
  native['config.hardware.device'] = devices.map(jsonOf);
  const instanceUuid = at(content.properties.get('summary.config'), 'instanceUuid')?.text;
  return instanceUuid === undefined ? native : { instanceUuid, ...native };
}

/** `guest.net[].ipAddress` with the card's address; `guest.ipAddress` where the tools report no cards. */
function addressesOf({ properties }: Content): readonly InstanceAddress[] {
  const addresses: InstanceAddress[] = [];
  for (const card of properties.get('guest.net')?.children ?? []) {
    const mac = textOf(at(card, 'macAddress'));
    for (const { name, text: ip } of card.children) {
      if (name === 'ipAddress' && ip !== '') addresses.push({ ip, kind: kindOfAddress(ip), mac });
    }
  }
  const main = textOf(properties.get('guest.ipAddress'));
  if (addresses.length === 0 && main !== null) addresses.push({ ip: main, kind: kindOfAddress(main), mac: null });
  return addresses;
}

/** vSphere does not say who can reach an address; the blocks of RFC 1918, 3927, 4193, 4291 and 6598 do. */
function kindOfAddress(ip: string): AddressKind {
  const inside =
    /^(?:10\.|192\.168\.|169\.254\.|127\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/u.test(
      ip,
    ) || /^(?:f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::1$)/iu.test(ip);
  return inside ? 'PRIVATE' : 'PUBLIC';
}
