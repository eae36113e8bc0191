/** Instance types are Nova's flavors, known by name: servers carry no other reference to theirs. https://docs.openstack.org/api-ref/compute/#flavors */
import type { Call } from '../../contract/call.ts';
import type { InstanceType, InstanceTypes } from '../../contract/compute/instance-type.ts';
import type { Host } from '../../contract/host.ts';
import { byRegion, type IdMaker, type NativeLoad } from '../wire/identifier.ts';
import { numberAt, type Row, rowAt, textAt } from '../wire/json.ts';
import { type Listing, readPage, readPages, type RowPage } from '../wire/page.ts';
import type { Reader } from '../wire/reader.ts';

const flavors: Listing = { service: 'compute', path: '/flavors/detail', key: 'flavors', pageSize: 1000 };

/** The flavors of one region by name, as read at one time. */
interface Table {
  readonly readAt: number;
  readonly byName: ReadonlyMap<string, InstanceType>;
}

/** A load by name is a read of the whole table, so it serves those that follow soon after. Milliseconds. */
const tableLifeMs = 60_000;
/** A name that a table this young does not have does not exist. Milliseconds. */
const youngMs = 5_000;

/** Instance types of one connection. */
export function createInstanceTypes(reader: Reader, ids: IdMaker, host: Pick<Host, 'now'>): InstanceTypes {
  const tables = new Map<string, Table>();

  function records(page: RowPage, region: string): InstanceType[] {
    return page.rows.flatMap((row) => instanceTypeOf(row, region, page.askedAt, ids) ?? []);
  }

  async function readTable(region: string, call: Call): Promise<Table> {
    const readAt = host.now();
    const byName = new Map<string, InstanceType>();
    for await (const page of readPages(reader, flavors, region, call)) {
      for (const type of records(page, region)) byName.set(type.name ?? type.nativeId, type);
    }
    const table = { readAt, byName };
    tables.set(region, table);
    return table;
  }

  function loadIn(region: string): NativeLoad<InstanceType> {
    return async (names, call) => {
      const known = tables.get(region);
      const age = known === undefined ? Infinity : host.now() - known.readAt;
      const enough = age < youngMs || (age < tableLifeMs && names.every((name) => known?.byName.has(name)));
      const table = known !== undefined && enough ? known : await readTable(region, call);
      const values = new Map<string, InstanceType>();
      for (const name of names) {
        const type = table.byName.get(name);
        if (type !== undefined) values.set(name, type);
      }
      return { values };
    };
  }

  return {
    load: byRegion(reader, isFlavorName, loadIn),
    async list({ scope, cursor }, call) {
      const page = await readPage(reader, flavors, scope.region, cursor, call);
      return { items: records(page, scope.region), ...(page.next === undefined ? {} : { next: page.next }) };
    },
  };
}

/** Nova allows printable names of up to 255 characters. */
function isFlavorName(native: string): boolean {
  return native.length <= 255;
}

/** Fields: `GET /flavors/detail`; extra specs are embedded since 2.61. */
function instanceTypeOf(row: Row, region: string, askedAt: number, ids: IdMaker): InstanceType | undefined {
  const nativeId = textAt(row, 'id');
  const name = textAt(row, 'name');
  if (nativeId === null || name === null) return undefined;
  const disk = numberAt(row, 'disk');
  return {
    id: ids(region, 'instanceTypes', name),
    nativeId,
    name,
    tags: [],
    projectId: null,
    createdAt: null,
    observedAt: askedAt,
    native: row,
    vcpus: numberAt(row, 'vcpus') ?? 0,
    memoryMiB: numberAt(row, 'ram') ?? 0,
    // 0 is a root disk as large as the image asks for.
    diskGiB: disk === 0 ? null : disk,
    gpus: gpusOf(rowAt(row, 'extra_specs') ?? {}),
    architectures: [],
    custom: false,
  };
}

/** https://docs.openstack.org/nova/latest/configuration/extra-specs.html: `pci_passthrough:alias` is `name:count,…`, `resources:VGPU` a count. */
function gpusOf(specs: Row): number | null {
  const virtual = Number(textAt(specs, 'resources:VGPU') ?? 0);
  const passed = (textAt(specs, 'pci_passthrough:alias') ?? '')
    .split(',')
    .map((alias) => /gpu[^:]*:(?<count>\d+)$/iu.exec(alias.trim())?.groups?.['count'])
    .reduce((sum, count) => sum + Number(count ?? 0), 0);
  const sum = virtual + passed;
  return Number.isInteger(sum) && sum > 0 ? sum : null;
}
