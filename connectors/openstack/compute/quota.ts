/** Whether the project's quota leaves room for one more server. https://docs.openstack.org/api-ref/compute/#show-rate-and-absolute-limits */
import type { Call } from '../../contract/call.ts';
import type { InstanceType } from '../../contract/compute/instance-type.ts';
import type { SpecProblem } from '../../contract/task.ts';
import { numberAt, rowAt } from '../wire/json.ts';
import type { Reader } from '../wire/reader.ts';
import { taggable } from './server.ts';

/** What is counted, by its names in the limits. */
const counted = [
  { limit: 'maxTotalInstances', used: 'totalInstancesUsed', word: 'instances', of: () => 1 },
  { limit: 'maxTotalCores', used: 'totalCoresUsed', word: 'cores', of: ({ vcpus }: InstanceType) => vcpus },
  {
    limit: 'maxTotalRAMSize',
    used: 'totalRAMUsed',
    word: 'MiB of memory',
    of: ({ memoryMiB }: InstanceType) => memoryMiB,
  },
] as const;

/** What is in the way; also throws `UNSUPPORTED` for a Nova that cannot tag what it makes. */
export async function quotaProblems(
  reader: Reader,
  region: string,
  type: InstanceType,
  labels: number,
  call: Call,
): Promise<readonly SpecProblem[]> {
  const question = { service: 'compute', region, action: 'GET /limits', path: '/limits', least: taggable } as const;
  const { row } = await reader.ask(question, call);
  const limits = rowAt(rowAt(row, 'limits') ?? {}, 'absolute') ?? {};
  const most = numberAt(limits, 'maxServerMeta') ?? -1;
  const tooMany: SpecProblem[] =
    most >= 0 && labels > most
      ? [{ code: 'QUOTA', path: ['tags'], message: `Nova keeps up to ${most} metadata items for a server.` }]
      : [];
  return [
    ...tooMany,
    ...counted.flatMap(({ limit, used, word, of }): SpecProblem[] => {
      const all = numberAt(limits, limit) ?? -1;
      const taken = numberAt(limits, used) ?? 0;
      const asked = of(type);
      if (all < 0 || taken + asked <= all) return [];
      const message = `The quota of the project is ${all} ${word}, of which ${taken} are taken; this would take ${asked}.`;
      return [{ code: 'QUOTA', path: ['instanceTypeId'], message }];
    }),
  ];
}
