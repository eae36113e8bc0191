/** Images: the templates of a vCenter. */
import { batched } from '../../batching/batched.ts';
import type { Image, Images } from '../../contract/compute/image.ts';
import type { CloudError } from '../../contract/errors.ts';
import type { ImageId } from '../../contract/ids.ts';
import { idOf, type Places, sortIds, type VCenter, withPlaces } from '../vcenter.ts';
import { at, numberOf, refOf, textOf, timeOf } from '../wire/decode.ts';
import { machineRef, type MoRef } from '../wire/moref.ts';
import { type Content, refusalOf } from '../wire/property-collector.ts';
import { machineStrategy, machinesPerPage } from './instance.ts';
import { nameOf, nativeOf, tagsOf } from './instance-record.ts';
import { devicesOf, isDisk, kindOf, kindPaths, machinePaths } from './machine.ts';

/** What the connector does with images. */
export function createImages(vcenter: VCenter): Images {
  const loadTemplates = batched<MoRef, Content>({ ...machineStrategy }, async (refs, call) => {
    const paths = await machinePaths(vcenter, call);
    const objects = refs.map((ref) => ({ ref }));
    const contents = await vcenter.inventory.named(call, [{ type: 'VirtualMachine', paths }], objects);
    const templates = new Map<string, Content>();
    const refusals = new Map<string, CloudError>();
    for (const content of contents) {
      const refusal = refusalOf(content);
      if (refusal !== undefined) refusals.set(content.ref.value, refusal);
      else if (isTemplate(content)) templates.set(content.ref.value, content);
    }
    return { values: pick(refs, templates), failures: pick(refs, refusals) };
  });

  return {
    async load(ids, call) {
      const { good, failures } = sortIds(ids, machineRef);
      const values = new Map<ImageId, Image>();
      if (good.size === 0) return { values, failures };
      const observedAt = vcenter.host.now();
      const [places, found] = await withPlaces(
        vcenter,
        call,
        () => loadTemplates([...good.values()], call),
        (read) => read.values.values(),
      );
      for (const [id, ref] of good) {
        const template = found.values.get(ref);
        const failure = found.failures?.get(ref);
        if (failure !== undefined) failures.set(id, failure);
        if (template !== undefined) values.set(id, imageOf(vcenter, places, template, observedAt));
      }
      return { values, failures };
    },
    /** Templates are few among many machines: a page tells the kinds apart first, and reads only templates whole. */
    async list({ cursor }, call) {
      const observedAt = vcenter.host.now();
      const read = { properties: [{ type: 'VirtualMachine', paths: kindPaths }], maxObjects: machinesPerPage * 4 };
      const { contents, next } = await vcenter.inventory.page(call, read, cursor);
      const refs = contents.filter(isTemplate).map(({ ref }) => ref);
      if (refs.length === 0) return next === undefined ? { items: [] } : { items: [], next };
      const [places, found] = await withPlaces(
        vcenter,
        call,
        () => loadTemplates(refs, call),
        (templates) => templates.values.values(),
      );
      const failure = found.failures?.values().next().value;
      if (failure !== undefined) throw failure;
      const items = [...found.values.values()].map((template) => imageOf(vcenter, places, template, observedAt));
      return next === undefined ? { items } : { items, next };
    },
  };
}

function isTemplate(content: Content): boolean {
  return content.ref.type === 'VirtualMachine' && kindOf(content) === 'template';
}

function pick<V>(refs: readonly MoRef[], values: ReadonlyMap<string, V>): Map<MoRef, V> {
  const picked = new Map<MoRef, V>();
  for (const ref of refs) {
    const value = values.get(ref.value);
    if (value !== undefined) picked.set(ref, value);
  }
  return picked;
}

function imageOf(vcenter: VCenter, places: Places, content: Content, observedAt: number): Image {
  const { ref, properties } = content;
  const summary = properties.get('summary.config');
  const connection = textOf(properties.get('runtime.connectionState'));
  const bytes = devicesOf(content, isDisk).map((disk) => numberOf(at(disk, 'capacityInBytes')) ?? 0);
  const size = bytes.reduce((sum, some) => sum + some, 0);
  return {
    id: idOf(vcenter, 'images', ref.value),
    nativeId: ref.value,
    name: nameOf(content),
    tags: tagsOf(content, places),
    projectId: refOf(properties.get('parent'))?.value ?? null,
    createdAt: timeOf(properties.get('config.createDate')),
    observedAt,
    native: nativeOf(content, places),
    kind: 'TEMPLATE',
    state: connection === 'connected' ? 'AVAILABLE' : connection === 'invalid' ? 'ERROR' : 'UNKNOWN',
    nativeState: connection ?? 'unknown',
    // Who may see a template is a matter of permissions on it, which are not part of it.
    visibility: 'UNKNOWN',
    architecture: null,
    operatingSystem: textOf(at(summary, 'guestId')),
    minDiskGiB: size === 0 ? null : Math.ceil(size / 1024 ** 3),
    minMemoryMiB: null,
    sizeBytes: size === 0 ? null : size,
  };
}
