/** What may be done to a server of the embedded Nova, in which states, and what is said otherwise. */
import { z } from 'zod';
import { RefusalError } from './answer.ts';
import { readBody } from './body.ts';
import type { Course } from './settle.ts';
import type { Server, ServerAction } from './world.ts';

/** An action: its name in messages, the vm_states it is allowed in, and the task that it begins. */
interface Action {
  readonly name: string;
  readonly from: readonly string[];
  readonly task: string;
}

/** https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action; the states are those of nova/compute/api.py. */
const actions: Readonly<Record<string, Action>> = {
  'os-stop': { name: 'stop', from: ['active', 'error', 'rescued'], task: 'powering-off' },
  'os-start': { name: 'start', from: ['stopped'], task: 'powering-on' },
  pause: { name: 'pause', from: ['active'], task: 'pausing' },
  unpause: { name: 'unpause', from: ['paused'], task: 'unpausing' },
  suspend: { name: 'suspend', from: ['active'], task: 'suspending' },
  resume: { name: 'resume', from: ['suspended'], task: 'resuming' },
};
const reboots: Readonly<Record<string, Action>> = {
  SOFT: { name: 'reboot', from: ['active'], task: 'rebooting' },
  HARD: { name: 'reboot', from: ['active', 'stopped', 'paused', 'suspended', 'error'], task: 'rebooting_hard' },
};

const bodySchema = z.record(z.string(), z.unknown());
const rebootSchema = z.object({ type: z.string().transform((type) => type.toUpperCase()) });

/** Who asked, and when: the rest of what `os-instance-actions` tells. */
export type Asked = Omit<ServerAction, 'action'>;

/** Begins what the body of `POST /servers/{id}/action` asks for. Throws Nova's refusals. */
export function act(server: Server, body: Buffer, course: Course, asked: Asked): void {
  const [name, argument] = firstOf(readBody(body, bodySchema));
  switch (name) {
    case 'lock':
      server.locked = true;
      return;
    case 'unlock':
      server.locked = false;
      return;
    default: {
      const action = name === 'reboot' ? rebootOf(argument) : actions[name];
      if (action === undefined) throw new RefusalError(400, 'badRequest', `There is no such action: ${name}`);
      begin(server, action, course, asked);
    }
  }
}

/** Begins to delete a server. */
export function remove(server: Server, course: Course, asked: Asked): void {
  if (server.locked) throw locked(server);
  if (server.taskState === 'deleting') return;
  server.actions = [{ action: 'delete', ...asked }, ...server.actions];
  course.begin(server, 'deleting');
}

function begin(server: Server, { name, from, task }: Action, course: Course, asked: Asked): void {
  if (server.locked) throw locked(server);
  if (!from.includes(server.vmState)) throw wrongState(server, name, `vm_state ${server.vmState}`);
  if (server.taskState !== null) throw wrongState(server, name, `task_state ${server.taskState}`);
  server.actions = [{ action: name, ...asked }, ...server.actions];
  course.begin(server, task);
}

function rebootOf(argument: unknown): Action {
  const parsed = rebootSchema.safeParse(argument);
  const action = parsed.success ? reboots[parsed.data.type] : undefined;
  if (action === undefined) {
    throw new RefusalError(400, 'badRequest', 'Invalid input for field/attribute type. It is not one of SOFT, HARD');
  }
  return action;
}

function firstOf(body: Readonly<Record<string, unknown>>): readonly [name: string, argument: unknown] {
  const [first, second] = Object.entries(body);
  if (first === undefined || second !== undefined) throw new RefusalError(400, 'badRequest', 'Malformed request body');
  return first;
}

function locked({ id }: Server): RefusalError {
  return new RefusalError(409, 'conflictingRequest', `Instance ${id} is locked`);
}

function wrongState({ id }: Server, name: string, state: string): RefusalError {
  return new RefusalError(409, 'conflictingRequest', `Cannot '${name}' instance ${id} while it is in ${state}`);
}
