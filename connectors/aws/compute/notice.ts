/** What EventBridge tells of instances by way of SQS: one reader for each queue, however many follow. */
import { z } from 'zod';
import type { Call, Trace } from '../../contract/call.ts';
import { abortedError, type CloudError, toCloudError } from '../../contract/errors.ts';
import type { Scope } from '../../contract/list.ts';
import type { Session } from '../session.ts';
import type { QueuePlace } from '../settings.ts';

/** One notice: an instance has come into a state. It may be told twice, and late. */
export interface Notice {
  /** Native. */
  readonly instance: string;
  readonly state: string;
  /** The number of the account. */
  readonly account: string | undefined;
}

/** Somebody's place at a queue. */
export interface Subscription {
  /** Ends when there is something to take; rejects when the queue cannot be read, or with the signal. */
  readonly some: (signal: AbortSignal) => Promise<void>;
  /** What has come since it was last asked; of each instance the latest that was told. */
  readonly take: () => readonly Notice[];
  readonly leave: () => void;
}

/** The queues of a connection. */
export interface Notices {
  /** Begins to hear what is told of a region. */
  readonly subscribe: (place: QueuePlace, region: string, trace: Trace) => Subscription;
}

/** Both are the most that SQS gives. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const waitSeconds = 20;
const mostMessages = 10;
/** Longer than SQS holds an empty answer back. */
const timeoutMs = 26_000;
/** Events that are known to have been told; what is forgotten is only asked for once more. */
const mostRemembered = 2_000;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
const event = z.object({
  id: z.string(),
  'detail-type': z.literal('EC2 Instance State-change Notification'),
  region: z.string(),
  account: z.string().optional(),
  detail: z.object({ 'instance-id': z.string(), state: z.string() }),
});

interface Listener {
  readonly region: string;
  readonly trace: Trace;
  readonly hear: (notice: Notice) => void;
  readonly fail: (error: CloudError) => void;
}

interface Reader {
  readonly listeners: Set<Listener>;
  readonly controller: AbortController;
}

/** Makes them; no queue is read before somebody subscribes, nor after the last has left. */
export function createNotices(session: Session): Notices {
  const readers = new Map<string, Reader>();

  function enter(place: QueuePlace, listener: Listener): () => void {
    const known = readers.get(place.url);
    const reader = known ?? { listeners: new Set(), controller: new AbortController() };
    reader.listeners.add(listener);
    if (known === undefined) {
      readers.set(place.url, reader);
      void read(place, reader);
    }
    return () => {
      reader.listeners.delete(listener);
      if (reader.listeners.size === 0) close(place, reader);
    };
  }

  function close(place: QueuePlace, reader: Reader): void {
    if (readers.get(place.url) === reader) readers.delete(place.url);
    reader.controller.abort();
  }

  /** Reads until nobody listens, or it fails. Never rejects. */
  async function read(place: QueuePlace, reader: Reader): Promise<void> {
    const told = new Set<string>();
    const scope: Scope = { region: place.region, account: session.scopes[0]?.account ?? null };
    const call: Call = {
      signal: reader.controller.signal,
      trace(upstream) {
        for (const trace of new Set([...reader.listeners].map((listener) => listener.trace))) trace(upstream);
      },
    };
    try {
      while (!reader.controller.signal.aborted) {
        const messages = await receive(scope, place.url, call);
        for (const { body } of messages) {
          const found = eventOf(body);
          if (found === undefined) session.host.count('notice_unknown', { provider: 'aws' });
          else if (!told.has(found.id)) deliver(reader, found);
          if (found !== undefined) remember(told, found.id);
        }
        // What is not deleted comes again, and is known then.
        const handles = messages.flatMap(({ handle }) => handle ?? []);
        if (handles.length > 0) void remove(scope, place.url, handles, call);
      }
    } catch (thrown) {
      const error = toCloudError(thrown);
      const listeners = [...reader.listeners];
      close(place, reader);
      for (const listener of listeners) listener.fail(error);
    }
  }

  async function receive(scope: Scope, url: string, call: Call) {
    const { Messages: messages = [] } = await session.runQueue(
      scope,
      'ReceiveMessage',
      call,
      ({ sdk, client, signal }) =>
        client.send(
          new sdk.ReceiveMessageCommand({
            QueueUrl: url,
            MaxNumberOfMessages: mostMessages,
            WaitTimeSeconds: waitSeconds,
          }),
          { abortSignal: signal, requestTimeout: timeoutMs },
        ),
    );
    return messages.map(({ Body: body, ReceiptHandle: handle }) => ({ body: body ?? '', handle }));
  }

  async function remove(scope: Scope, url: string, handles: readonly string[], call: Call): Promise<void> {
    try {
      await session.runQueue(scope, 'DeleteMessageBatch', call, ({ sdk, client, signal }) =>
        client.send(
          new sdk.DeleteMessageBatchCommand({
            QueueUrl: url,
            Entries: handles.map((handle, index) => ({ Id: String(index), ReceiptHandle: handle })),
          }),
          { abortSignal: signal },
        ),
      );
    } catch (thrown) {
      const { code, message } = toCloudError(thrown);
      session.host.log.debug({ cloud: session.connection, code, error: message }, 'notices could not be deleted');
    }
  }

  return {
    subscribe(place, region, trace) {
      const pending = new Map<string, Notice>();
      let failure: CloudError | undefined;
      let wake: (() => void) | undefined;
      const leave = enter(place, {
        region,
        trace,
        hear(notice) {
          pending.set(notice.instance, notice);
          wake?.();
        },
        fail(error) {
          failure = error;
          wake?.();
        },
      });
      return {
        async some(signal) {
          while (pending.size === 0) {
            if (failure !== undefined) throw failure;
            if (signal.aborted) throw abortedError(signal);
            const woken = Promise.withResolvers<void>();
            function end(): void {
              woken.resolve();
            }
            wake = end;
            signal.addEventListener('abort', end, { once: true });
            await woken.promise;
            signal.removeEventListener('abort', end);
          }
        },
        take() {
          const all = [...pending.values()];
          pending.clear();
          return all;
        },
        leave,
      };
    },
  };
}

type Told = z.output<typeof event>;

function deliver({ listeners }: Reader, { region, account, detail }: Told): void {
  const notice: Notice = { instance: detail['instance-id'], state: detail.state, account };
  for (const listener of listeners) if (listener.region === region) listener.hear(notice);
}

function remember(told: Set<string>, id: string): void {
  told.add(id);
  const [oldest] = told;
  if (told.size > mostRemembered && oldest !== undefined) told.delete(oldest);
}

/** Whatever else is put into the queue is passed over. */
function eventOf(body: string): Told | undefined {
  try {
    return event.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
