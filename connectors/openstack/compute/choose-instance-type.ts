/** Which flavor a new server gets: the one that is named, else the only one of the size that is asked for. */
import type { Call } from '../../contract/call.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import type { InstanceType, InstanceTypes } from '../../contract/compute/instance-type.ts';
import { isLacking } from '../../contract/lacks.ts';
import type { SpecProblem } from '../../contract/task.ts';

/** Chooses it, or says what is wrong. */
export async function chooseInstanceType(
  { instanceTypes }: { readonly instanceTypes: InstanceTypes },
  { instanceTypeId, vcpus, memoryMiB }: InstanceSpec,
  region: string,
  call: Call,
): Promise<{ readonly type: InstanceType } | { readonly problem: SpecProblem }> {
  const path = ['instanceTypeId'];
  if (instanceTypeId !== undefined) {
    const found = await instanceTypes.load([instanceTypeId], call);
    const type = found.values.get(instanceTypeId);
    if (type !== undefined) return { type };
    const failure = found.failures?.get(instanceTypeId);
    if (failure !== undefined && failure.code !== 'INVALID') throw failure;
    return { problem: { code: 'NOT_FOUND', path, message: `There is no instance type ${instanceTypeId}.` } };
  }
  const all = await everyType(instanceTypes, region, call);
  const fitting = all.filter(
    (type) => (vcpus ?? type.vcpus) === type.vcpus && (memoryMiB ?? type.memoryMiB) === type.memoryMiB,
  );
  const [only, another] = fitting;
  if (only !== undefined && another === undefined) return { type: only };
  const open = vcpus === undefined && memoryMiB === undefined;
  const size = `${vcpus ?? 'any number of'} vCPUs and ${memoryMiB ?? 'any number of'} MiB`;
  const message = open
    ? 'Nova makes servers in the sizes of its flavors: one must be named.'
    : `${fitting.length === 0 ? 'No flavor has' : 'Several flavors have'} ${size}.`;
  const candidates = (fitting.length === 0 ? all : fitting).map(({ id, name }) => ({ id, name }));
  return { problem: { code: 'INVALID', path, message, candidates } };
}

async function everyType({ list }: InstanceTypes, region: string, call: Call): Promise<readonly InstanceType[]> {
  if (isLacking(list)) return [];
  const types: InstanceType[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ scope: { region, account: null }, cursor }, call);
    types.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return types;
}
