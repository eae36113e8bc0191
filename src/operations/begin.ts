/** From a request to a durable intent: the key looked up, the spec planned, whatever is in the way named. */
import { within } from '../../connectors/batching/deadline.ts';
import type { Call } from '../../connectors/contract/call.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError, toCloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import type { Planned } from '../../connectors/contract/task.ts';
import type { Operation, OperationReply, OperationRequest, UserErrorRecord } from '../../resolvers/context.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Journal } from './journal.ts';
import { conflictRefusal, errorRefusal, problemRefusal, refused } from './refusal.ts';
import type { Lease } from './store.ts';
import { type AnySpec, type Craft, craftOf } from './verb.ts';

export interface BeginOptions {
  readonly connectors: readonly Connector[];
  readonly journal: Journal;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly ulid: () => string;
  readonly lease: () => Lease;
  /** How long a plan may take. Milliseconds. */
  readonly planDeadlineMs: number;
  /** Plans end with it, and not with one caller: others may have joined. */
  readonly lifetime: AbortSignal;
  /** Hears of what was accepted, right after it is durable. */
  readonly accepted: (ulid: string) => void;
}

/** Begins what a viewer asks for. Rejects with a `CloudError`, and then nothing was kept. */
export type Begin = (request: OperationRequest, viewer: string, trace: Call['trace']) => Promise<OperationReply>;

/** 1 to 64 characters that can be seen, and the space. */
const printable = /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u;

/** Makes the way in. */
export function createBegin(options: BeginOptions): Begin {
  const { connectors, journal, host } = options;
  /** What is being begun, by viewer and key: whoever comes with the same key meanwhile joins. */
  const beginning = new Map<string, { readonly fingerprint: string; readonly reply: Promise<OperationReply> }>();

  async function plan(craft: Craft, spec: AnySpec, trace: Call['trace']): Promise<Planned<AnySpec> | UserErrorRecord> {
    const expired = (): CloudError => new CloudError('TIMEOUT', 'The cloud did not answer in time; nothing was begun.');
    const deadline = { ms: options.planDeadlineMs, expired };
    const call = { signal: options.lifetime, trace };
    try {
      return await within(deadline, host, call, (patient) => craft.verb.plan(spec, patient));
    } catch (thrown) {
      const error = toCloudError(thrown);
      const refusal = errorRefusal(error);
      if (refusal === undefined) throw error;
      return refusal;
    }
  }

  async function inTheWay(target: InstanceId | null): Promise<OperationReply | undefined> {
    const operation = target === null ? null : await journal.activeOn(target);
    return operation === null ? undefined : refused(conflictRefusal(operation, ['instanceId']));
  }

  async function beginAnew(
    request: OperationRequest,
    viewer: string,
    fingerprint: string,
    trace: Call['trace'],
  ): Promise<OperationReply> {
    const { verb, cloud, idempotencyKey: key, validateOnly } = request;
    const connector = connectors.find(({ connection }) => connection === cloud);
    if (connector === undefined) {
      return refused({ kind: 'NotFound', path: ['cloud'], message: `There is no cloud ${JSON.stringify(cloud)}.` });
    }
    const craft = craftOf(connector, verb);
    if (isLacking(craft)) return refused({ kind: 'UnsupportedOperation', path: [], message: craft.lacks });
    const target = targetOf(request.spec);
    const busy = await inTheWay(target);
    if (busy !== undefined) return busy;
    const planned = await plan(craft, request.spec, trace);
    if ('kind' in planned) return refused(planned);
    if (planned.type === 'refused') return refused(...planned.problems.map((problem) => problemRefusal(problem)));
    if (validateOnly) return { type: 'valid' };
    const opened = await journal.open(
      options.ulid(),
      {
        type: 'intent',
        at: host.now(),
        viewer,
        key,
        fingerprint,
        verb,
        cloud,
        spec: planned.spec,
        target,
        steps: craft.verb.steps.map(({ name }) => name),
      },
      options.lease(),
    );
    if (opened.type === 'targetTaken') return refused(conflictRefusal(opened.operation, ['instanceId']));
    if (opened.type === 'keyTaken') return replay(opened, fingerprint);
    options.accepted(opened.ulid);
    return { type: 'accepted', operation: opened.operation, replayed: false };
  }

  async function beginKeyed(
    request: OperationRequest,
    viewer: string,
    key: string,
    fingerprint: string,
    trace: Call['trace'],
  ): Promise<OperationReply> {
    const known = await journal.byKey(viewer, key);
    if (known === null) return await beginAnew(request, viewer, fingerprint, trace);
    const reply = replay(known, fingerprint);
    return reply.type === 'accepted' && request.validateOnly ? { type: 'valid' } : reply;
  }

  async function begin(request: OperationRequest, viewer: string, trace: Call['trace']): Promise<OperationReply> {
    const { idempotencyKey: key, verb, validateOnly } = request;
    const wrong = keyRefusal(key, verb);
    if (wrong !== undefined) return refused(wrong);
    const fingerprint = fingerprintOf(request);
    if (key === null) return await beginAnew(request, viewer, fingerprint, trace);
    if (validateOnly) return await beginKeyed(request, viewer, key, fingerprint, trace);
    const place = JSON.stringify([viewer, key]);
    for (let other = beginning.get(place); other !== undefined; other = beginning.get(place)) {
      if (other.fingerprint === fingerprint) return asReplayed(await other.reply);
      // What becomes of another input, the journal will say.
      await other.reply.catch(() => undefined);
    }
    const reply = beginKeyed(request, viewer, key, fingerprint, trace).finally(() => beginning.delete(place));
    beginning.set(place, { fingerprint, reply });
    return await reply;
  }

  return async (request, viewer, trace) => {
    try {
      return await begin(request, viewer, trace);
    } catch (error) {
      if (error instanceof CloudError) throw error.from({ cloud: request.cloud });
      throw new CloudError('UNAVAILABLE', 'The journal of operations cannot be used; nothing was begun.', {
        cause: error,
      });
    }
  };
}

function asReplayed(reply: OperationReply): OperationReply {
  return reply.type === 'accepted' ? { ...reply, replayed: true } : reply;
}

function targetOf(spec: AnySpec): InstanceId | null {
  return 'instanceId' in spec ? spec.instanceId : null;
}

function keyRefusal(key: string | null, verb: string): UserErrorRecord | undefined {
  const path = ['idempotencyKey'];
  if (key === null) {
    if (verb !== 'create') return undefined;
    return { kind: 'InvalidInput', path, message: 'Whatever creates something needs an idempotency key.' };
  }
  if (printable.test(key)) return undefined;
  return { kind: 'InvalidInput', path, message: 'An idempotency key has 1 to 64 printable characters.' };
}

function replay(
  { operation, fingerprint }: { readonly operation: Operation; readonly fingerprint: string },
  mine: string,
): OperationReply {
  if (fingerprint === mine) return { type: 'accepted', operation, replayed: true };
  return refused({
    kind: 'IdempotencyMismatch',
    path: ['idempotencyKey'],
    message: `This key stands for ${operation.id}, which was asked for with another input.`,
    operation,
  });
}
