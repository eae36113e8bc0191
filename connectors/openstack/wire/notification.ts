/** Nova's versioned notifications from the cloud's RabbitMQ, as hints which servers to read again. https://docs.openstack.org/nova/latest/reference/notifications.html */
import { connect } from 'amqplib';
import { abortedError } from '../../contract/errors.ts';
import type { Host } from '../../contract/host.ts';
import type { Json } from '../../contract/resource.ts';
import type { Secret } from '../../contract/secret.ts';
import { asRow, parseJson, rowAt, textAt } from './json.ts';

/** Where the cloud publishes them. */
export interface Broker {
  /** `amqp://user:password@host:5672/vhost`, so a secret. */
  readonly url: Secret;
  /** Nova's own, by default `nova`. */
  readonly exchange: string;
  readonly ca: string | undefined;
  readonly insecureTls: boolean;
}

/** What a broker tells. Only hints: they may be lost, come twice, or in another order than what they tell of. */
export interface Hints {
  /** Ends when the broker was reached, or could not be. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  /** Whether the broker tells at present. */
  readonly alive: () => boolean;
  /** Servers that something has happened to, as soon as there are any; those of one moment together. */
  readonly next: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly close: () => void;
}

export interface HintOptions {
  readonly broker: Broker;
  readonly host: Pick<Host, 'sleep' | 'log'>;
  /** For the log. */
  readonly connection: string;
  /** The project whose servers are followed; undefined while it is not known, and then all are. */
  readonly project: () => string | undefined;
}

/** A burst of notices about one server is one reading. Milliseconds. */
const burstMs = 150;
const reconnectMs = 15_000;
/** More than this waiting in the queue are dropped by the broker; looking from time to time finds what they told. */
const longestQueue = 10_000;
const connectTimeoutMs = 5_000;

/** Begins to listen. A broker that cannot be reached is tried again from time to time. */
export function openHints({ broker, host, connection, project }: HintOptions): Hints {
  const life = new AbortController();
  const first = Promise.withResolvers<void>();
  const pending = new Set<string>();
  let arrived = Promise.withResolvers<void>();
  let alive = false;

  function hint(content: Buffer): void {
    const told = readNotice(content);
    if (told === undefined) return;
    const own = project();
    if (own !== undefined && told.project !== null && told.project !== own) return;
    pending.add(told.server);
    arrived.resolve();
  }

  /** Listens until the broker has gone. */
  async function listen(): Promise<void> {
    const model = await connect(broker.url.reveal(), {
      timeout: connectTimeoutMs,
      rejectUnauthorized: !broker.insecureTls,
      ...(broker.ca === undefined ? {} : { ca: [broker.ca] }),
    });
    const gone = Promise.withResolvers<void>();
    // An error is always followed by the end.
    model.on('error', () => undefined);
    model.on('close', () => {
      gone.resolve();
    });
    const leave = (): void => {
      model.close().catch(() => undefined);
    };
    life.signal.addEventListener('abort', leave, { once: true });
    try {
      const channel = await model.createChannel();
      channel.on('error', () => undefined);
      channel.on('close', leave);
      // Nova declares it, durable or not as its operator wants: to declare it otherwise is refused.
      await channel.checkExchange(broker.exchange);
      // Our own queue: those that the services declare are others' to read.
      const { queue } = await channel.assertQueue('', {
        exclusive: true,
        autoDelete: true,
        durable: false,
        arguments: { 'x-max-length': longestQueue },
      });
      await channel.bindQueue(queue, broker.exchange, 'versioned_notifications.*');
      await channel.consume(
        queue,
        (message) => {
          if (message === null) leave();
          else hint(message.content);
        },
        { noAck: true },
      );
      alive = true;
      first.resolve();
      host.log.info({ cloud: connection }, 'listening to the notifications of Nova');
      await gone.promise;
    } finally {
      alive = false;
      life.signal.removeEventListener('abort', leave);
      leave();
    }
  }

  async function keepListening(): Promise<void> {
    while (!life.signal.aborted) {
      try {
        await listen();
      } catch (thrown) {
        // Neither the address nor what came from it: both may hold secrets.
        const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
        host.log.warn({ cloud: connection, code }, 'the notifications of Nova cannot be listened to; looking instead');
      }
      first.resolve();
      await host.sleep(reconnectMs, life.signal);
    }
  }

  keepListening().catch(() => undefined);
  return {
    ready: (signal) => unlessAborted(first.promise, signal),
    alive: () => alive,
    async next(signal) {
      await unlessAborted(arrived.promise, signal);
      await host.sleep(burstMs, signal);
      const servers = [...pending];
      pending.clear();
      arrived = Promise.withResolvers();
      return servers;
    },
    close() {
      life.abort();
    },
  };
}

async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw abortedError(signal);
  const aborted = Promise.withResolvers<never>();
  const leave = (): void => {
    aborted.reject(abortedError(signal));
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Which server a notice is about, and whose it is; `undefined` for any other notice. The envelope is JSON in JSON. */
export function readNotice(content: Buffer): { readonly server: string; readonly project: string | null } | undefined {
  const envelope = asRow(parseJson(content));
  const inner = envelope === undefined ? null : textAt(envelope, 'oslo.message');
  const notice = inner === null ? envelope : asRow(parseJson(Buffer.from(inner)));
  if (notice === undefined || textAt(notice, 'event_type')?.startsWith('instance.') !== true) return undefined;
  const data = rowAt(rowAt(notice, 'payload') ?? ({} satisfies Record<string, Json>), 'nova_object.data');
  const server = data === undefined ? null : textAt(data, 'uuid');
  return data === undefined || server === null ? undefined : { server, project: textAt(data, 'tenant_id') };
}
