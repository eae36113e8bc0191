/** Start, stop and reboot: Nova's server actions. https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action */
import type { Call } from '../../contract/call.ts';
import type { InstanceReboot, InstanceStop, InstanceTarget } from '../../contract/compute/instance-verb.ts';
import { CloudError } from '../../contract/errors.ts';
import type { Host } from '../../contract/host.ts';
import { partsOf } from '../../contract/ids.ts';
import type { Json } from '../../contract/resource.ts';
import type { Begun, Planned, SpecProblem, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { type IdMaker, isUuid } from '../wire/identifier.ts';
import type { Reader } from '../wire/reader.ts';
import { objection } from './action.ts';
import { begun, type Ticket, type Work } from './receipt.ts';
import { isWrongState, type ServerRow, type Servers } from './server.ts';
import { patientLook } from './look.ts';

/** What the verbs on servers need. */
export interface Trade {
  readonly reader: Reader;
  readonly servers: Servers;
  readonly ids: IdMaker;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** How long an order that may have been sent is looked for. Milliseconds. */
  readonly consistencyMs: number;
}

/** Where a verb leads: done when the server rests there. */
interface Course {
  readonly work: Extract<Work, 'start' | 'stop'>;
  readonly body: Json;
  readonly rest: string;
  /** The task that leads there, whoever began it. */
  readonly task: string;
}

const starting: Course = { work: 'start', body: { 'os-start': null }, rest: 'active', task: 'powering-on' };
const stopping: Course = { work: 'stop', body: { 'os-stop': null }, rest: 'stopped', task: 'powering-off' };

/** Times are to the second on both sides. Milliseconds. */
const vagueMs = 2_000;

/** Starts what is stopped. */
export function createStart(trade: Trade): Verb<InstanceTarget> {
  return {
    plan: (spec, call) => planOn(trade, spec, 'start', starting, call),
    steps: [stepOf('Start', (spec, sending, call) => power(trade, starting, spec, sending, call))],
  };
}

/**
 * Stops. Nova has one stop for all: it asks the guest, waits for as long as the image or the operator says
 * (`os_shutdown_timeout`, by default a minute) and then cuts the power. Nothing of that can be said in a request, so
 * the mode and the deadline of a spec change nothing here.
 */
export function createStop(trade: Trade): Verb<InstanceStop> {
  return {
    plan: (spec, call) => planOn(trade, spec, 'stop', stopping, call),
    steps: [stepOf('Stop', (spec, sending, call) => power(trade, stopping, spec, sending, call))],
  };
}

/** Reboots: the guest is asked (soft, for running servers only), or the machine is reset (hard). */
export function createReboot(trade: Trade): Verb<InstanceReboot> {
  return {
    async plan(spec, call) {
      return await planned(trade, spec, call, (server) => {
        const reason = objection(server, 'reboot', isAdmin(trade));
        if (reason !== null) return reason;
        if (spec.mode === 'HARD' || server.vmState === 'active') return null;
        return `It is ${server.vmState}; only what is active can be rebooted softly.`;
      });
    },
    steps: [stepOf('Reboot', (spec, sending, call) => reboot(trade, spec, sending, call))],
  };
}

/** Finds the server of a spec, and asks what speaks against it. */
export async function planned<S extends InstanceTarget>(
  trade: Trade,
  spec: S,
  call: Call,
  objectionTo: (server: ServerRow) => string | null,
): Promise<Planned<S>> {
  const { region, native } = partsOf(spec.instanceId);
  const server = isUuid(native) ? await trade.servers.one(region, native, call) : undefined;
  if (server === undefined || server.vmState === 'deleted') {
    return refusal({ code: 'NOT_FOUND', path: ['instanceId'], message: `There is no ${spec.instanceId}.` });
  }
  const reason = objectionTo(server);
  if (reason === null) return { type: 'planned', spec };
  return refusal({ code: 'INVALID_STATE', path: ['instanceId'], message: reason });
}

function planOn<S extends InstanceTarget>(
  trade: Trade,
  spec: S,
  name: 'start' | 'stop',
  { rest, task }: Course,
  call: Call,
): Promise<Planned<S>> {
  return planned(trade, spec, call, (server) => {
    const there = server.vmState === rest && server.taskState === null;
    return there || server.taskState === task ? null : objection(server, name, isAdmin(trade));
  });
}

export function isAdmin({ reader }: Trade): boolean {
  return reader.session.peek()?.admin === true;
}

function refusal<S>(problem: SpecProblem): Planned<S> {
  return { type: 'refused', problems: [problem] };
}

/** Sent again, it does no harm: a server that is there already, or on its way, is left to it. */
async function power(
  trade: Trade,
  course: Course,
  { instanceId }: InstanceTarget,
  sending: Sending,
  call: Call,
): Promise<Begun> {
  const { region, native: server } = partsOf(instanceId);
  const ticket: Ticket = { work: course.work, region, server, request: null };
  if (sending.sentAt !== null) {
    const earlier = await requestSince(trade, ticket, sending.sentAt, call);
    if (earlier !== null) return begun({ ...ticket, request: earlier }, trade.ids);
  }
  try {
    return begun({ ...ticket, request: await act(trade, ticket, course.body, sending, call) }, trade.ids);
  } catch (thrown) {
    if (!(thrown instanceof CloudError) || !isWrongState(thrown)) throw thrown;
    const now = await trade.servers.one(region, server, call).catch(() => undefined);
    const there = now?.vmState === course.rest && now.taskState === null;
    if (there || now?.taskState === course.task) return begun(ticket, trade.ids);
    throw thrown;
  }
}

async function reboot(trade: Trade, spec: InstanceReboot, sending: Sending, call: Call): Promise<Begun> {
  const { region, native: server } = partsOf(spec.instanceId);
  const ticket: Ticket = { work: 'reboot', region, server, request: null };
  const { sentAt } = sending;
  if (sentAt !== null) {
    const earlier = await patientLook(trade, sentAt, call, () => requestSince(trade, ticket, sentAt, call));
    if (earlier !== null) return begun({ ...ticket, request: earlier }, trade.ids);
    if (!sending.resend) {
      const message = `Nova has no record of a reboot of ${spec.instanceId} since it was asked for one; whether it rebooted, its console or its uptime tells.`;
      return { type: 'unknown', message };
    }
  }
  const request = await act(trade, ticket, { reboot: { type: spec.mode } }, sending, call);
  return begun({ ...ticket, request }, trade.ids);
}

async function act(
  trade: Trade,
  { region, server }: Ticket,
  body: Json,
  sending: Sending,
  call: Call,
): Promise<string | null> {
  const action = 'POST /servers/{id}/action';
  const path = `/${server}/action`;
  const { requestId } = await trade.servers.order({ region, method: 'POST', action, path, body }, sending, call);
  return requestId;
}

/** The request by which this was asked of the server since then, as Nova has it in writing from the first moment on. */
async function requestSince(
  { servers }: Trade,
  { work, region, server }: Ticket,
  sentAt: number,
  call: Call,
): Promise<string | null> {
  const { actions, aheadMs } = await servers.actions(region, server, call);
  const since = sentAt + aheadMs - vagueMs;
  return actions.find((one) => one.action === work && one.startedAt >= since)?.requestId ?? null;
}
