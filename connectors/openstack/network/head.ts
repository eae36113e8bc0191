/** What records of all of Neutron's resources begin with. https://docs.openstack.org/api-ref/network/v2/ */
import type { Collection } from '../../contract/ids.ts';
import type { Resource } from '../../contract/resource.ts';
import { type Row, textAt, textsAt, timeAt } from '../wire/json.ts';

/** All of the head but the id, which is of its collection. Old clouds call a project `tenant_id` only. */
export function headOf(row: Row, nativeId: string, askedAt: number): Omit<Resource<Collection>, 'id'> {
  return {
    nativeId,
    name: textAt(row, 'name'),
    tags: textsAt(row, 'tags').map((key) => ({ key, value: '', origin: 'FLAG' })),
    projectId: textAt(row, 'project_id') ?? textAt(row, 'tenant_id'),
    createdAt: timeAt(row, 'created_at'),
    observedAt: askedAt,
    native: row,
  };
}
