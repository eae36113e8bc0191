/** Listening to a broker: in a queue of our own, hints of one moment together, and again when the broker comes back. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../../connectors/contract/secret.ts';
import { type Hints, openHints } from '../../../connectors/openstack/wire/notification.ts';
import { createHandHost, type HandHost, settle } from '../hand-host.ts';

type Deliver = (message: { readonly content: Buffer } | null) => void;

/** A broker as its client sees it: what was asked of it, and a way to deliver. */
const broker = vi.hoisted(() => ({
  asked: [] as unknown[][],
  refuse: undefined as Error | undefined,
  deliver: undefined as Deliver | undefined,
  model: undefined as EventEmitter | undefined,
}));

vi.mock('amqplib', () => ({
  async connect(...connection: unknown[]) {
    broker.asked.push(['connect', ...connection]);
    if (broker.refuse !== undefined) throw broker.refuse;
    const model = Object.assign(new EventEmitter(), {
      async close() {
        model.emit('close');
      },
      async createChannel() {
        return channel;
      },
    });
    const channel = Object.assign(new EventEmitter(), {
      async checkExchange(...exchange: unknown[]) {
        broker.asked.push(['checkExchange', ...exchange]);
      },
      async assertQueue(...queue: unknown[]) {
        broker.asked.push(['assertQueue', ...queue]);
        return { queue: 'ours' };
      },
      async bindQueue(...binding: unknown[]) {
        broker.asked.push(['bindQueue', ...binding]);
      },
      async consume(queue: string, deliver: Deliver, options: unknown) {
        broker.asked.push(['consume', queue, options]);
        broker.deliver = deliver;
      },
    });
    broker.model = model;
    return model;
  },
}));

function notice(uuid: string, project: string): { readonly content: Buffer } {
  const payload = { 'nova_object.data': { uuid, tenant_id: project } };
  const inner = JSON.stringify({ event_type: 'instance.update', payload });
  return { content: Buffer.from(JSON.stringify({ 'oslo.message': inner })) };
}

describe('hints', () => {
  const logged: string[] = [];
  const life = new AbortController();
  let hand: HandHost;
  let hints: Hints;

  function start(): void {
    const note = (details: object, message: string): void => {
      logged.push(JSON.stringify({ details, message }));
    };
    const host = { ...hand.host, log: { ...hand.host.log, info: note, warn: note } };
    const url = new Secret('amqp://nova:secret-word@broker/');
    hints = openHints({
      broker: { url, exchange: 'nova', ca: undefined, insecureTls: false },
      host,
      connection: 'stack',
      project: () => 'mine',
    });
  }

  beforeEach(() => {
    hand = createHandHost();
    Object.assign(broker, { asked: [], refuse: undefined, deliver: undefined, model: undefined });
    logged.length = 0;
  });

  afterEach(() => {
    hints.close();
  });

  it('come through a queue that is ours alone, bound to an exchange that is not touched', async () => {
    start();
    await hints.ready(life.signal);
    expect(hints.alive()).toBe(true);
    expect(broker.asked.slice(1)).toEqual([
      ['checkExchange', 'nova'],
      ['assertQueue', '', expect.objectContaining({ exclusive: true, autoDelete: true, durable: false })],
      ['bindQueue', 'ours', 'nova', 'versioned_notifications.*'],
      ['consume', 'ours', { noAck: true }],
    ]);
    expect(logged.join(' ')).not.toContain('secret-word');
  });

  it('of one moment are given together, each server once, and none of other projects', async () => {
    start();
    await hints.ready(life.signal);
    const next = hints.next(life.signal);
    for (const uuid of ['a', 'b', 'a']) broker.deliver?.(notice(uuid, 'mine'));
    broker.deliver?.(notice('c', 'theirs'));
    broker.deliver?.({ content: Buffer.from('no json') });
    await settle();
    hand.clock.advance(150);
    expect(await next).toEqual(['a', 'b']);
    const later = hints.next(life.signal);
    broker.deliver?.(notice('d', 'mine'));
    await settle();
    hand.clock.advance(150);
    expect(await later).toEqual(['d']);
  });

  it('are kept for who comes later, when nobody waits for them any more', async () => {
    start();
    await hints.ready(life.signal);
    const impatient = new AbortController();
    const left = hints.next(impatient.signal);
    impatient.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    broker.deliver?.(notice('a', 'mine'));
    const next = hints.next(life.signal);
    await settle();
    hand.clock.advance(150);
    expect(await next).toEqual(['a']);
  });

  it.each(['the connection', 'the consumer'])('come again after %s has ended', async (what) => {
    start();
    await hints.ready(life.signal);
    if (what === 'the consumer') broker.deliver?.(null);
    else broker.model?.emit('close');
    await settle();
    expect(hints.alive()).toBe(false);
    hand.clock.advance(15_000);
    await settle();
    expect(hints.alive()).toBe(true);
    expect(broker.asked.filter(([name]) => name === 'connect')).toHaveLength(2);
  });

  it('do not come from a broker that refuses, which is asked again and is no secret’s end', async () => {
    broker.refuse = Object.assign(new Error('amqp://nova:secret-word@broker/ refuses'), { code: 'ECONNREFUSED' });
    start();
    await hints.ready(life.signal);
    expect(hints.alive()).toBe(false);
    expect(logged.join(' ')).toContain('ECONNREFUSED');
    expect(logged.join(' ')).not.toContain('secret-word');
    broker.refuse = undefined;
    hand.clock.advance(15_000);
    await settle();
    expect(hints.alive()).toBe(true);
  });

  it('end when they are closed', async () => {
    start();
    await hints.ready(life.signal);
    hints.close();
    await settle();
    expect(hints.alive()).toBe(false);
    hand.clock.advance(60_000);
    await settle();
    expect(broker.asked.filter(([what]) => what === 'connect')).toHaveLength(1);
  });
});
