/** Tags as custom attributes: their definitions are the vCenter's, their values each machine's. */
import type { InstanceTags, TagSetting } from '../../contract/compute/instance-verb.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError, toCloudError } from '../../contract/errors.ts';
import type { SpecProblem, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { sendOnce } from '../order.ts';
import { done } from '../receipt.ts';
import type { VCenter } from '../vcenter.ts';
import { at } from '../wire/decode.ts';
import { struct } from '../wire/encode.ts';
import type { MoRef } from '../wire/moref.ts';
import { planOn, refOfInstance } from './subject.ts';

/** What a custom attribute may be called. Characters. */
const longestName = 80;

/** What is wrong with these tags as custom attributes. */
export function tagProblems(set: readonly TagSetting[], path: readonly string[]): readonly SpecProblem[] {
  return set.flatMap(({ key, value }): readonly SpecProblem[] => {
    const named = `The tag ${JSON.stringify(key)}`;
    if (key.length === 0 || key.length > longestName) {
      return [
        { code: 'INVALID', path, message: `${named} must have a key of 1 to ${longestName} characters on vSphere.` },
      ];
    }
    return value === ''
      ? [{ code: 'INVALID', path, message: `${named} needs a value on vSphere: an empty one takes it away.` }]
      : [];
  });
}

/** Sets the values, and defines what is not defined yet. All of it may be done twice. */
export async function setAttributes(
  vcenter: VCenter,
  machine: MoRef,
  set: readonly TagSetting[],
  sending: Sending,
  call: Call,
): Promise<void> {
  sending.looked();
  const defined = await definitions(vcenter, call);
  for (const { key, value } of set) {
    if (!defined.has(key)) {
      // What is taken away from a machine need not be defined for it.
      if (value === '') continue;
      await define(vcenter, key, sending, call);
    }
    await sendOnce(vcenter, struct('setCustomValue', { _this: machine, key, value }), sending, call);
  }
}

async function definitions({ sessions, inventory }: VCenter, call: Call): Promise<ReadonlySet<string>> {
  const { customFieldsManager: ref } = await sessions.content(call);
  if (ref === undefined)
    throw new CloudError('UNSUPPORTED', 'This server has no custom attributes: ESXi alone has none.');
  const [content] = await inventory.named(call, [{ type: 'CustomFieldsManager', paths: ['field'] }], [{ ref }]);
  return new Set((content?.properties.get('field')?.children ?? []).map((field) => at(field, 'name')?.text ?? ''));
}

async function define(vcenter: VCenter, name: string, sending: Sending, call: Call): Promise<void> {
  const { customFieldsManager: _this } = await vcenter.sessions.content(call);
  if (_this === undefined) return;
  try {
    await sendOnce(vcenter, struct('AddCustomFieldDef', { _this, name, moType: 'VirtualMachine' }), sending, call);
  } catch (thrown) {
    if (toCloudError(thrown).nativeCode !== 'DuplicateName') throw thrown;
  } finally {
    vcenter.forgetPlaces();
  }
}

/** `setCustomValue` for each. */
export function createSetTags(vcenter: VCenter): Verb<InstanceTags> {
  return {
    async plan(spec, call) {
      const problems = tagProblems(spec.set, ['set']);
      if (problems.length > 0) return { type: 'refused', problems };
      return await planOn(vcenter, spec, call, () => null);
    },
    steps: [
      stepOf('Set custom attributes', async ({ instanceId, set, remove }, sending, call) => {
        const all = [...remove.map((key) => ({ key, value: '' })), ...set];
        await setAttributes(vcenter, refOfInstance(instanceId), all, sending, call);
        return { type: 'begun', receipt: done, target: instanceId };
      }),
    ],
  };
}
