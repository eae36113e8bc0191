/** Looking after begun work: the tasks of all receipts in one call, and what their outcome means for each. */
import type { Call } from '../contract/call.ts';
import { CloudError, toCloudError } from '../contract/errors.ts';
import type { Progress, Receipt as ReceiptText, Tasks } from '../contract/task.ts';
import type { XmlElement } from '../wire/xml.ts';
import { taskError } from './errors.ts';
import { childNamed, machineByUuid } from './order.ts';
import { parseReceipt, type Receipt, taskIdOf } from './receipt.ts';
import { idOf, type VCenter } from './vcenter.ts';
import { at, faultTypeOf, numberOf, refOf, textOf } from './wire/decode.ts';
import type { MoRef } from './wire/moref.ts';
import { refusalOf } from './wire/property-collector.ts';

/** What the look at vCenter has shown. */
interface Seen {
  readonly tasks: ReadonlyMap<string, XmlElement>;
  /** Power by machine; no entry for those that are gone. */
  readonly machines: ReadonlyMap<string, string | null>;
}

type Clone = Receipt & { readonly kind: 'clone' };

const succeeded: Progress = { state: 'succeeded', fraction: 1, error: null, target: null, nativeTask: null };
const running: Progress = { state: 'running', fraction: null, error: null, target: null, nativeTask: null };

/** What the connector does with tasks. Those that have aged out of vCenter are judged by what they were to bring about. */
export function createTasks(vcenter: VCenter): Tasks {
  async function look(receipts: readonly Receipt[], call: Call): Promise<Seen> {
    const objects = new Map<string, MoRef>();
    for (const receipt of receipts) {
      if ('task' in receipt) objects.set(receipt.task, { type: 'Task', value: receipt.task });
      if ('machine' in receipt) objects.set(receipt.machine, { type: 'VirtualMachine', value: receipt.machine });
    }
    const tasks = new Map<string, XmlElement>();
    const machines = new Map<string, string | null>();
    if (objects.size === 0) return { tasks, machines };
    const contents = await vcenter.inventory.named(
      call,
      [
        { type: 'Task', paths: ['info'] },
        { type: 'VirtualMachine', paths: ['name', 'runtime.powerState'] },
      ],
      [...objects.values()].map((ref) => ({ ref })),
    );
    for (const content of contents) {
      const refusal = refusalOf(content);
      if (refusal !== undefined) throw refusal;
      const info = content.properties.get('info');
      if (content.ref.type === 'VirtualMachine') {
        machines.set(content.ref.value, textOf(content.properties.get('runtime.powerState')));
      } else if (info !== undefined) tasks.set(content.ref.value, info);
    }
    return { tasks, machines };
  }

  function judge(receipt: Exclude<Receipt, Clone>, { tasks, machines }: Seen): Progress | undefined {
    if (receipt.kind === 'done') return succeeded;
    const power = machines.get(receipt.machine);
    if (receipt.kind === 'guest') {
      const over = power !== 'poweredOn' || vcenter.host.now() >= receipt.until;
      return over ? succeeded : running;
    }
    const info = tasks.get(receipt.task);
    const progress = info === undefined ? undefined : progressOf(info);
    if (receipt.kind === 'destroy') {
      if (progress?.state === 'running') return progress;
      if (!machines.has(receipt.machine) || faultOf(info) === 'ManagedObjectNotFound') {
        return { ...succeeded, nativeTask: progress?.nativeTask ?? null };
      }
      return progress ?? lostTask(receipt.task, receipt.machine);
    }
    // The power that was to be is there: whoever has brought it about, this is done.
    const there = receipt.power !== null && power === receipt.power;
    if (there && progress?.state !== 'running') return { ...succeeded, nativeTask: progress?.nativeTask ?? null };
    return progress;
  }

  /** A clone is done when the machine with its uuid is there, whichever sending has made it. */
  async function judgeClone(receipt: Clone, { tasks }: Seen, call: Call): Promise<Progress | undefined> {
    const info = tasks.get(receipt.task);
    const progress = info === undefined ? undefined : progressOf(info);
    if (progress?.state === 'running') return progress;
    const result = refOf(at(info, 'result'));
    const own = await machineByUuid(vcenter, receipt.uuid, call);
    if (own !== undefined && (result === undefined || result.value === own.value)) {
      return { ...succeeded, target: idOf(vcenter, 'instances', own.value), nativeTask: progress?.nativeTask ?? null };
    }
    if (progress?.state === 'succeeded') return cloneWithoutUuid(receipt, progress, result, own);
    if (faultOf(info) !== 'DuplicateName' || progress === undefined) return progress;
    // The name is taken, and by nothing that can be seen: it is being made, maybe by an earlier sending of ours.
    const taken = await childNamed(vcenter, receipt.folder, receipt.name, call);
    return taken === undefined ? { ...running, nativeTask: progress.nativeTask } : progress;
  }

  function cloneWithoutUuid(
    { uuid }: Clone,
    progress: Progress,
    result: MoRef | undefined,
    own: MoRef | undefined,
  ): Progress {
    const target = result === undefined ? null : idOf(vcenter, 'instances', result.value);
    const message =
      own === undefined
        ? `${result?.value ?? 'The machine'} was made, and has lost the instanceUuid ${uuid} that it was made with, or is gone.`
        : `${result?.value ?? 'A machine'} was made while ${own.value} had its instanceUuid ${uuid} already: one of them is too many.`;
    return { ...progress, state: 'failed', fraction: null, target, error: new CloudError('CONFLICT', message) };
  }

  return {
    async progress(texts, call) {
      const values = new Map<ReceiptText, Progress>();
      const failures = new Map<ReceiptText, CloudError>();
      const receipts = new Map<ReceiptText, Receipt>();
      for (const text of texts) {
        const receipt = parseReceipt(text);
        if (receipt !== undefined) receipts.set(text, receipt);
        else failures.set(text, new CloudError('INVALID', 'This is no receipt of a vSphere connection.'));
      }
      const seen = await look([...receipts.values()], call);
      await Promise.all(
        [...receipts].map(async ([text, receipt]) => {
          try {
            const progress = receipt.kind === 'clone' ? await judgeClone(receipt, seen, call) : judge(receipt, seen);
            if (progress !== undefined) values.set(text, progress);
          } catch (thrown) {
            failures.set(text, toCloudError(thrown));
          }
        }),
      );
      return { values, failures };
    },
    told: { idOf: taskIdOf },
  };
}

/** A machine that was to go is there, and vCenter no longer tells of the task. */
function lostTask(task: string, machine: string): Progress {
  const error = new CloudError('UNKNOWN', `vCenter no longer tells of ${task}, and ${machine} is still there.`);
  return { ...running, state: 'failed', error };
}

/** `TaskInfo`. */
function progressOf(info: XmlElement): Progress {
  const state = textOf(at(info, 'state'));
  const name = textOf(at(info, 'descriptionId')) ?? 'task';
  const nativeTask = { id: at(info, 'key')?.text ?? '', name, state: state ?? 'unknown' };
  if (state === 'success') return { ...succeeded, nativeTask };
  if (state !== 'error') {
    const percent = numberOf(at(info, 'progress'));
    return { ...running, fraction: percent === null ? null : percent / 100, nativeTask };
  }
  const failure = at(info, 'error');
  if (isThereAlready(at(failure, 'fault'))) return { ...succeeded, nativeTask };
  return { state: 'failed', fraction: null, error: taskError(failure, name), target: null, nativeTask };
}

function faultOf(info: XmlElement | undefined): string | undefined {
  return faultTypeOf(at(info, 'error'));
}

/** InvalidPowerState of a machine that is in the very state that was asked for. */
function isThereAlready(fault: XmlElement | undefined): boolean {
  const requested = textOf(at(fault, 'requestedState'));
  return (
    fault?.xsiType === 'InvalidPowerState' && requested !== null && requested === textOf(at(fault, 'existingState'))
  );
}
