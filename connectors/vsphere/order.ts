/** Sending what changes something: once, and after a look at what an earlier sending may have begun. */
import type { Call } from '../contract/call.ts';
import { CloudError, toCloudError } from '../contract/errors.ts';
import type { Sending } from '../wire/sending.ts';
import { refusedToBegin } from './errors.ts';
import type { VCenter } from './vcenter.ts';
import { at, refOf, refsOf, textOf, timeOf } from './wire/decode.ts';
import { struct, type Struct } from './wire/encode.ts';
import type { MoRef } from './wire/moref.ts';

/** Sends a method that changes something. No answer is never taken for "not done", and so nothing is repeated here. */
export async function sendOnce({ sessions }: VCenter, method: Struct, sending: Sending, call: Call) {
  sending.looked();
  try {
    return await sessions.with(call, (session) => sessions.call(call, session, method, { attempts: 1, sending }));
  } catch (thrown) {
    throw refusedToBegin(toCloudError(thrown));
  }
}

/** Sends a method that answers with a task. */
export async function sendTask(vcenter: VCenter, method: Struct, sending: Sending, call: Call): Promise<string> {
  const task = refOf(at(await sendOnce(vcenter, method, sending, call), 'returnval'));
  if (task !== undefined) return task.value;
  throw new CloudError('UNKNOWN', `${method.struct} was answered without a task.`);
}

/** A task that was found. */
export interface EarlierTask {
  readonly task: string;
  readonly state: string;
}

/**
 * What clocks may be apart beyond what is known of them: an answer tells the server's time as it was while the answer
 * was on its way. Milliseconds.
 */
const clockSlackMs = 2_000;

/**
 * The tasks of this kind on an object that were begun when an earlier sending may have begun them or after that, as
 * far as vCenter still tells of them; the newest comes last. `sentAt`: of that sending, by our clock.
 */
export async function earlierTasks(
  { sessions, inventory, host }: VCenter,
  entity: MoRef,
  descriptionId: string,
  sentAt: number,
  call: Call,
): Promise<readonly EarlierTask[]> {
  const askedAt = host.now();
  const clock = await sessions.with(call, (session) =>
    sessions.call(
      call,
      session,
      struct('CurrentTime', { _this: { type: 'ServiceInstance', value: 'ServiceInstance' } }),
    ),
  );
  const serverNow = Date.parse(timeOf(at(clock, 'returnval')) ?? '');
  const since = sentAt + (Number.isNaN(serverNow) ? 0 : serverNow - askedAt) - clockSlackMs;
  const follow = [{ type: entity.type, path: 'recentTask' }];
  const contents = await inventory.named(
    call,
    [
      { type: entity.type, paths: ['recentTask'] },
      { type: 'Task', paths: ['info'] },
    ],
    [{ ref: entity, follow }],
  );
  const order = new Map(
    contents
      .filter(({ ref }) => ref.type === entity.type)
      .flatMap(({ properties }) => refsOf(properties.get('recentTask')))
      .map(({ value }, index) => [value, index]),
  );
  return contents
    .filter(({ ref, properties }) => {
      const info = properties.get('info');
      const queuedAt = Date.parse(timeOf(at(info, 'queueTime')) ?? '');
      return ref.type === 'Task' && textOf(at(info, 'descriptionId')) === descriptionId && queuedAt >= since;
    })
    .toSorted((a, b) => (order.get(a.ref.value) ?? 0) - (order.get(b.ref.value) ?? 0))
    .map(({ ref, properties }) => ({
      task: ref.value,
      state: textOf(at(properties.get('info'), 'state')) ?? 'unknown',
    }));
}

/** The one that is under way. */
export function underWay(tasks: readonly EarlierTask[]): string | undefined {
  return tasks.findLast(({ state }) => state === 'running' || state === 'queued')?.task;
}

/** The machine with this instanceUuid, if there is one. */
export async function machineByUuid({ sessions }: VCenter, uuid: string, call: Call): Promise<MoRef | undefined> {
  return await sessions.with(call, async (session) => {
    const { searchIndex } = session.content;
    if (searchIndex === undefined) throw new CloudError('UNSUPPORTED', 'The server has no search index.');
    const method = struct('FindByUuid', { _this: searchIndex, uuid, vmSearch: true, instanceUuid: true });
    return refOf(at(await sessions.call(call, session, method), 'returnval'));
  });
}

/** What has this name in a folder, if anything has. `name` as vCenter writes it. */
export async function childNamed(
  { sessions }: VCenter,
  folder: string,
  name: string,
  call: Call,
): Promise<MoRef | undefined> {
  return await sessions.with(call, async (session) => {
    const { searchIndex } = session.content;
    if (searchIndex === undefined) throw new CloudError('UNSUPPORTED', 'The server has no search index.');
    const method = struct('FindChild', { _this: searchIndex, entity: { type: 'Folder', value: folder }, name });
    return refOf(at(await sessions.call(call, session, method), 'returnval'));
  });
}
