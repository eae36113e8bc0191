/** Following instances: by EC2's own notices where a queue is configured, else by asking, often only while it matters. */
import type { Call } from '../../contract/call.ts';
import type { Instance } from '../../contract/compute/instance.ts';
import { CloudError } from '../../contract/errors.ts';
import { formatId, type InstanceId } from '../../contract/ids.ts';
import type { Change, Watch, WatchRequest } from '../../contract/watch.ts';
import type { Reads } from '../read.ts';
import type { Session } from '../session.ts';
import type { QueuePlace } from '../settings.ts';
import { createNotices, type Notice, type Notices } from './notice.ts';

type InstanceReads = Reads<'instances', Instance>;
type Changes = AsyncIterable<Change<InstanceId, Instance>>;

/** Notices that come close together are read together. Milliseconds. */
const gatherMs = 150;
/** EC2 may still show what was before the notice: so it is asked again, this much later, so many times. */
const againMs = 1_000;
const mostAgain = 3;

const moving = ['pending', 'stopping', 'shutting-down'];
const instancePattern = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u;

/**
 * A watch begins with everything there is, whatever cursor it is given: EC2 does not know what has happened since.
 * A cursor here tells no more than when EC2 was asked.
 */
export function createWatch(session: Session, reads: InstanceReads): Watch<InstanceId, Instance> {
  const notices = createNotices(session);
  return (request, call) => {
    const { region } = request.scope;
    const place = session.settings.queues.find(({ serves }) => serves.includes(region));
    return place === undefined
      ? ended(poll(session, reads, request, call), call)
      : ended(heed(session, reads, { notices, place }, request, call), call);
  };
}

/** Ends quietly when the caller wants no more. */
async function* ended(changes: Changes, call: Call): Changes {
  try {
    yield* changes;
  } catch (thrown) {
    if (!call.signal.aborted) throw thrown;
  }
}

/** Everything there is, page after page to the end. */
async function everything({ host }: Session, { list }: InstanceReads, { scope }: WatchRequest, call: Call) {
  const cursor = String(host.now());
  const items: Instance[] = [];
  let from: string | undefined;
  do {
    const page = await list({ scope, cursor: from }, call);
    items.push(...page.items);
    from = page.next;
  } while (from !== undefined);
  return { type: 'full', items, cursor } as const;
}

/**
 * Lists all again at the idle interval. Between, while somebody waits for something, asks for what is on its way from
 * one state to another and for what was the last time, or is awaited and may have arrived between two looks: two calls
 * at the most, however many instances there are.
 */
async function* poll(session: Session, reads: InstanceReads, request: WatchRequest, call: Call): Changes {
  const { host, settings } = session;
  const { attention, scope } = request;
  for (;;) {
    const listedAt = host.now();
    const whole = await everything(session, reads, request, call);
    yield whole;
    let onTheWay = new Set(whole.items.filter(isMoving).map(({ id }) => id));
    for (let left = settings.polling.idleMs; left > 0; left = listedAt + settings.polling.idleMs - host.now()) {
      if (!attention.eager()) await sleepUnless(session, left, attention.roused, call);
      if (!attention.eager()) continue;
      await host.sleep(Math.min(left, settings.polling.eagerMs), call.signal);
      const cursor = String(host.now());
      const now = await reads.having(scope, 'instance-state-name', moving, call);
      const seen = new Set(now.map(({ id }) => id));
      const awaited = attention.awaited?.().map((native) => idOf(session, request, native)) ?? [];
      const arrived = [...new Set([...onTheWay, ...awaited])].filter((id) => !seen.has(id));
      const rest = await these(reads, request, arrived, call);
      onTheWay = seen;
      const changed = [...now, ...rest];
      if (changed.length > 0) yield { type: 'delta', changed, gone: [], cursor };
    }
  }
}

/** Ends after so many milliseconds, or when the other ends first. */
async function sleepUnless(
  { host }: Session,
  ms: number,
  other: (signal: AbortSignal) => Promise<void>,
  call: Call,
): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([call.signal, over.signal]);
  const both = [host.sleep(ms, signal), other(signal)];
  try {
    await Promise.race(both);
  } finally {
    over.abort();
    await Promise.allSettled(both);
  }
}

/** Reads anew what the notices name. That an instance is gone for good no notice says; only a list does. */
async function* heed(
  session: Session,
  reads: InstanceReads,
  { notices, place }: { readonly notices: Notices; readonly place: QueuePlace },
  request: WatchRequest,
  call: Call,
): Changes {
  const { host } = session;
  // The place is taken before the list is read: what happens meanwhile is told.
  const subscription = notices.subscribe(place, request.scope.region, call.trace);
  const again = new Map<string, { readonly notice: Notice; readonly tries: number }>();
  try {
    yield await everything(session, reads, request, call);
    for (;;) {
      if (again.size === 0) await subscription.some(call.signal);
      else await sleepUnless(session, againMs, subscription.some, call);
      await host.sleep(gatherMs, call.signal);
      const late = [...again.values()];
      again.clear();
      const fresh = subscription.take();
      const told = new Map(late.map(({ notice, tries }) => [notice.instance, { notice, tries }]));
      for (const notice of fresh) told.set(notice.instance, { notice, tries: 0 });
      const own = [...told.values()].filter(({ notice }) => isOwn(session, request, notice));
      const cursor = String(host.now());
      const changed = await these(
        reads,
        request,
        own.map(({ notice }) => idOf(session, request, notice.instance)),
        call,
      );
      const states = new Map(changed.map(({ nativeId, nativeState }) => [nativeId, nativeState]));
      for (const { notice, tries } of own) {
        if (states.get(notice.instance) === notice.state || tries + 1 >= mostAgain) continue;
        again.set(notice.instance, { notice, tries: tries + 1 });
      }
      if (changed.length > 0) yield { type: 'delta', changed, gone: [], cursor };
    }
  } finally {
    subscription.leave();
  }
}

/** What comes of no account of ours cannot be read. */
function isOwn(session: Session, { scope }: WatchRequest, { instance, account }: Notice): boolean {
  const owner = session.ownerOf(scope);
  return instancePattern.test(instance) && (account === undefined || owner === undefined || account === owner);
}

function idOf({ connection }: Session, { scope }: WatchRequest, native: string): InstanceId {
  return formatId({ cloud: connection, region: scope.region, collection: 'instances', native });
}

/** These as they are now; what there is not is left out. */
async function these(
  { within }: InstanceReads,
  { scope }: WatchRequest,
  ids: readonly InstanceId[],
  call: Call,
): Promise<readonly Instance[]> {
  if (ids.length === 0) return [];
  const { values, failures } = await within(scope)(ids, call);
  const [failure] = failures?.values() ?? [];
  if (failure instanceof CloudError) throw failure;
  return [...values.values()];
}

function isMoving({ transition }: Instance): boolean {
  return transition !== null;
}
