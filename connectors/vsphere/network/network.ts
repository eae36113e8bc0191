/** Networks: standard ones, distributed port groups, and those that NSX has made. */
import { batched } from '../../batching/batched.ts';
import type { Network, NetworkKind, Networks } from '../../contract/network/network.ts';
import type { NetworkId } from '../../contract/ids.ts';
import { inTable } from '../../contract/table.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { idOf, type Places, sortIds, type VCenter, withPlaces } from '../vcenter.ts';
import { tagsOf } from '../compute/instance-record.ts';
import { at, jsonOf, numberOf, refOf, textOf } from '../wire/decode.ts';
import { type MoRef, networkRef, unescapeName } from '../wire/moref.ts';
import { type Content, type PropertySpec, refusalOf } from '../wire/property-collector.ts';

const common = ['name', 'parent', 'summary', 'customValue'] as const;

const properties: readonly PropertySpec[] = [
  { type: 'Network', paths: common },
  {
    type: 'DistributedVirtualPortgroup',
    paths: [...common, 'key', 'tag', 'config.defaultPortConfig', 'config.distributedVirtualSwitch'],
  },
];

/** Named objects as with machines; there are few networks, and they are small. */
const strategy = { maxBatch: 500, onMissing: 'absent', fallback: 'singles', concurrency: 4 } as const;

const networksPerPage = 500;

/** What the connector does with networks. Uplink port groups are plumbing, and are left out. */
export function createNetworks(vcenter: VCenter): Networks {
  const loadContents = batched<MoRef, Content>({ ...strategy }, async (refs, call) => {
    const contents = await vcenter.inventory.named(
      call,
      propertiesFor(refs),
      refs.map((ref) => ({ ref })),
    );
    const byValue = new Map(contents.map((content) => [content.ref.value, content]));
    const values = new Map<MoRef, Content>();
    for (const ref of refs) {
      const content = byValue.get(ref.value);
      if (content !== undefined) values.set(ref, content);
    }
    return { values };
  });

  return {
    async load(ids, call) {
      const { good, failures } = sortIds(ids, networkRef);
      const values = new Map<NetworkId, Network>();
      if (good.size === 0) return { values, failures };
      const observedAt = vcenter.host.now();
      const [places, found] = await withPlaces(
        vcenter,
        call,
        () => loadContents([...good.values()], call),
        (read) => read.values.values(),
      );
      for (const [id, ref] of good) {
        const content = found.values.get(ref);
        const failure = found.failures?.get(ref);
        if (failure !== undefined) failures.set(id, failure);
        const refusal = content === undefined ? undefined : refusalOf(content);
        if (refusal !== undefined) failures.set(id, refusal);
        else if (content !== undefined && !isUplink(content))
          values.set(id, networkOf(vcenter, places, content, observedAt));
      }
      return { values, failures };
    },
    async list({ cursor }, call) {
      const observedAt = vcenter.host.now();
      const read = { properties, maxObjects: networksPerPage };
      const [places, { contents, next }] = await withPlaces(
        vcenter,
        call,
        () => vcenter.inventory.page(call, read, cursor),
        (page) => page.contents,
      );
      const items = contents
        .filter((content) => !isUplink(content))
        .map((content) => networkOf(vcenter, places, content, observedAt));
      return next === undefined ? { items } : { items, next };
    },
  };
}

/** Only the types that are asked for: a port group is a Network too, so that its own paths suffice for it. */
function propertiesFor(refs: readonly MoRef[]): readonly PropertySpec[] {
  const groups = refs.some(({ type }) => type === 'DistributedVirtualPortgroup');
  return groups ? properties : properties.slice(0, 1);
}

/** vCenter tags the port group of a switch's uplinks; vcsim does not, but names it as vCenter does. */
function isUplink({ ref, properties: values }: Content): boolean {
  if (ref.type !== 'DistributedVirtualPortgroup') return false;
  const tags = values.get('tag')?.children ?? [];
  return (
    tags.some((tag) => at(tag, 'key')?.text === 'SYSTEM/DVS.UPLINKPG') ||
    /-DVUplinks-\d+$/u.test(textOf(values.get('name')) ?? '')
  );
}

const kinds: Readonly<Record<string, NetworkKind>> = {
  Network: 'PORTGROUP',
  DistributedVirtualPortgroup: 'DV_PORTGROUP',
  OpaqueNetwork: 'OPAQUE',
};

function networkOf(vcenter: VCenter, places: Places, content: Content, observedAt: number): Network {
  const { ref, properties: values } = content;
  const name = textOf(values.get('name'));
  const accessible = textOf(at(values.get('summary'), 'accessible'));
  return {
    id: idOf(vcenter, 'networks', ref.value),
    nativeId: ref.value,
    name: name === null ? null : unescapeName(name),
    tags: tagsOf(content, places),
    projectId: refOf(values.get('parent'))?.value ?? null,
    createdAt: null,
    observedAt,
    native: Object.fromEntries([...values].map(([path, value]) => [path, jsonOf(value)])),
    kind: inTable(kinds, ref.type) ?? 'PORTGROUP',
    // NetworkSummary.accessible: at least one host with this network is connected.
    state: accessible === 'true' ? 'ACTIVE' : accessible === 'false' ? 'DOWN' : 'UNKNOWN',
    nativeState: accessible === null ? 'unknown' : accessible === 'true' ? 'accessible' : 'inaccessible',
    cidrs: [],
    mtu: null,
    vlanId: vlanOf(values.get('config.defaultPortConfig')),
    external: null,
    shared: null,
  };
}

/** One VLAN id; a trunk has ranges of them and a private VLAN has none of its own. 0 is "none". */
function vlanOf(portConfig: XmlElement | undefined): number | null {
  const vlan = at(portConfig, 'vlan');
  if (vlan?.xsiType !== 'VmwareDistributedVirtualSwitchVlanIdSpec') return null;
  const id = numberOf(at(vlan, 'vlanId'));
  return id === null || id === 0 ? null : id;
}
