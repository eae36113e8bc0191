/** A machine that something is to be done to, and whether it may be. */
import type { InstanceTarget } from '../../contract/compute/instance-verb.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError } from '../../contract/errors.ts';
import type { InstanceId } from '../../contract/ids.ts';
import type { Planned, SpecProblem } from '../../contract/task.ts';
import { sortIds, type VCenter } from '../vcenter.ts';
import { at, textOf } from '../wire/decode.ts';
import { machineRef, type MoRef } from '../wire/moref.ts';
import { type PropertySpec, refusalOf } from '../wire/property-collector.ts';
import { nameOf } from './instance-record.ts';
import { kindOf, kindPaths } from './machine.ts';

/** What decides about what may be done to a machine. */
export interface Subject {
  readonly ref: MoRef;
  readonly name: string;
  readonly power: string | null;
  readonly connection: string | null;
  /** Whether the tools run, by which the guest can be asked. */
  readonly tools: boolean;
  /** `disabledMethod`: methods that vCenter would refuse now. */
  readonly disabled: ReadonlySet<string>;
  /** Who else manages it, in words; null where nobody does. */
  readonly managedBy: string | null;
}

const properties: readonly PropertySpec[] = [
  {
    type: 'VirtualMachine',
    paths: [
      ...kindPaths,
      'runtime.powerState',
      'runtime.connectionState',
      'guest.toolsRunningStatus',
      'disabledMethod',
    ],
  },
];

/** Reads the machines that instances are, in one call. What is no instance is not there. */
export async function subjectsOf(
  vcenter: VCenter,
  refs: readonly MoRef[],
  call: Call,
): Promise<{ readonly values: ReadonlyMap<string, Subject>; readonly failures: ReadonlyMap<string, CloudError> }> {
  const contents = await vcenter.inventory.named(
    call,
    properties,
    refs.map((ref) => ({ ref })),
  );
  const values = new Map<string, Subject>();
  const failures = new Map<string, CloudError>();
  for (const content of contents) {
    const refusal = refusalOf(content);
    if (refusal !== undefined) failures.set(content.ref.value, refusal);
    else if (kindOf(content) === 'instance') {
      const { ref, properties: read } = content;
      const managedBy = read.get('config.managedBy') ?? at(read.get('summary.config'), 'managedBy');
      values.set(ref.value, {
        ref,
        name: nameOf(content) ?? ref.value,
        power: textOf(read.get('runtime.powerState')),
        connection: textOf(read.get('runtime.connectionState')),
        tools: textOf(read.get('guest.toolsRunningStatus')) === 'guestToolsRunning',
        disabled: new Set((read.get('disabledMethod')?.children ?? []).map(({ text }) => text)),
        // Nova's VMware driver (virt/vmwareapi/constants.py) marks what is OpenStack's.
        managedBy: at(managedBy, 'extensionKey')?.text === 'org.openstack.compute' ? 'OpenStack' : null,
      });
    }
  }
  return { values, failures };
}

/** The reference of an instance whose id was checked when the verb was planned. */
export function refOfInstance(id: InstanceId): MoRef {
  const [ref] = sortIds([id], machineRef).good.values();
  if (ref === undefined) throw new CloudError('INVALID', `${JSON.stringify(id)} is not an id that vSphere has made.`);
  return ref;
}

/** Why nothing may be done to a machine; null where something may. */
export function barOf(subject: Subject): Finding {
  const { name, managedBy, connection } = subject;
  if (managedBy !== null) {
    return {
      code: 'MANAGED_ELSEWHERE',
      message: `${name} is managed by ${managedBy}: what is done to it is done there.`,
    };
  }
  if (connection !== 'connected') {
    return {
      code: 'INVALID_STATE',
      message: `${name} cannot be reached by vCenter: it is ${connection ?? 'unknown'}.`,
    };
  }
  return null;
}

/** What is found to be wrong; null where nothing is. */
export type Finding = Pick<SpecProblem, 'code' | 'message'> | null;

/** Plans a verb on an instance: it must be there, ours to change, and as `check` wants it. */
export async function planOn<Spec extends InstanceTarget>(
  vcenter: VCenter,
  spec: Spec,
  call: Call,
  check: (subject: Subject) => Finding | Promise<Finding>,
): Promise<Planned<Spec>> {
  const path = ['instanceId'];
  const [ref] = sortIds([spec.instanceId], machineRef).good.values();
  const read = ref === undefined ? undefined : await subjectsOf(vcenter, [ref], call);
  const failure = read?.failures.get(ref?.value ?? '');
  if (failure !== undefined) throw failure;
  const subject = read?.values.get(ref?.value ?? '');
  if (subject === undefined) {
    const message = `There is no instance ${JSON.stringify(spec.instanceId)}.`;
    return { type: 'refused', problems: [{ code: 'NOT_FOUND', path, message }] };
  }
  const problem = barOf(subject) ?? (await check(subject));
  return problem === null ? { type: 'planned', spec } : { type: 'refused', problems: [{ ...problem, path }] };
}

/** The power of a machine now; undefined where it is gone. */
export async function powerOf(vcenter: VCenter, ref: MoRef, call: Call): Promise<string | null | undefined> {
  const paths = ['name', 'runtime.powerState'];
  const [content] = await vcenter.inventory.named(call, [{ type: 'VirtualMachine', paths }], [{ ref }]);
  const refusal = content === undefined ? undefined : refusalOf(content);
  if (refusal !== undefined) throw refusal;
  return content === undefined ? undefined : textOf(content.properties.get('runtime.powerState'));
}
