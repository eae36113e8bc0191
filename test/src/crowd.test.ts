/** Two hundred subscribers with five selections: each cloud is watched once, and everybody hears only of what they chose. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { clouds } from '../../connectors/clouds.ts';
import { startAll } from './fleet-of-clouds.ts';
import { openForeignClient } from './foreign-client.ts';
import { runGateway } from './running.ts';
import type { Message } from './server/live/raw-socket.ts';

const subscribers = 200;
const selections = ['state', 'name', 'tags { key value }', 'cloud { name }', 'nativeId state'] as const;

/** The call by which each cloud is watched, and how often one watch makes it at the most. Milliseconds. */
const watching: Readonly<Record<string, { readonly action: RegExp; readonly everyMs: number }>> = {
  aws: { action: /^ReceiveMessage$/u, everyMs: 1000 },
  openstack: { action: /servers\/detail/u, everyMs: 300 },
  vsphere: { action: /^WaitForUpdatesEx$/u, everyMs: 1000 },
};

interface Frame {
  readonly type: string;
  readonly id: string | null;
  readonly instance: object | null;
}

interface Subscriber {
  readonly selection: string;
  readonly frames: Frame[];
}

async function subscribe(url: string, selection: string): Promise<Subscriber> {
  const frames: Frame[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const query = `subscription { instances { type id instance { ${selection} } } }`;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as Message;
      if (message.type === 'connection_ack') {
        socket.send(JSON.stringify({ id: 's', type: 'subscribe', payload: { query } }));
        resolve();
      } else frames.push(message.payload?.data?.['instances'] as Frame);
    });
  });
  return { selection, frames };
}

it('two hundred subscribers cost a cloud what one does', { timeout: 120_000 }, async () => {
  const all = await startAll({ size: 20, seed: 5, pace: 0.05 });
  const begun = performance.now();
  const { url } = await runGateway({
    clouds,
    connections: all.map(({ connection }) => connection),
    streams: { reconcileMs: 2000 },
  });
  const crowd: Subscriber[] = [];
  for (let index = 0; index < subscribers; index += 1) {
    crowd.push(await subscribe(url, selections[index % selections.length] ?? ''));
  }
  await vi.waitFor(
    () => {
      const synced = crowd.filter(({ frames }) => frames.some(({ type }) => type === 'SYNCED'));
      expect(synced).toHaveLength(subscribers);
    },
    { timeout: 60_000 },
  );
  for (const { provider, cloud } of all) {
    const { action, everyMs } = watching[provider] ?? { action: /./u, everyMs: 1 };
    const calls = cloud.calls().filter((call) => action.test(call.action)).length;
    expect(calls, provider).toBeGreaterThan(0);
    // Two hundred watches would each have called at least once.
    expect(calls, provider).toBeLessThanOrEqual(Math.min(subscribers / 2, 20 + (performance.now() - begun) / everyMs));
  }

  for (const { connection } of all) {
    const foreign = await openForeignClient(connection);
    onTestFinished(() => foreign.close());
    const running = (await foreign.instances()).filter(({ state }) => state === 'RUNNING');
    let target: (typeof running)[number] | undefined;
    for (const one of running) {
      if (!(await foreign.stop(one.id))) continue;
      target = one;
      break;
    }
    if (target === undefined) throw new Error(`Nothing of ${connection.name} can be stopped.`);
    const { id } = target;
    const told = (one: Subscriber): readonly (object | null)[] =>
      one.frames.filter((frame) => frame.id === id && frame.type === 'UPSERT').map(({ instance }) => instance);
    await vi.waitFor(
      () => {
        for (const one of crowd.filter(({ selection }) => selection.includes('state'))) {
          expect(told(one).at(-1)).toMatchObject({ state: 'STOPPED' });
        }
      },
      { timeout: 30_000 },
    );
    for (const one of crowd.filter(({ selection }) => !selection.includes('state'))) expect(told(one)).toEqual([]);
    await foreign.remove(id);
    // EC2 shows a terminated instance for a while: only those who chose its state hear of that.
    const concerned = crowd.filter(({ selection }) => connection.provider !== 'aws' || selection.includes('state'));
    await vi.waitFor(
      () => {
        for (const { selection, frames } of concerned) {
          const last = frames.findLast((frame) => frame.id === id);
          expect(JSON.stringify(last), selection).toMatch(/"DELETED?"/u);
        }
      },
      { timeout: 30_000 },
    );
  }
  for (const { selection, frames } of crowd) {
    const shown = new Map<string | null, string>();
    for (const { type, id, instance } of frames.filter((frame) => frame.id !== null)) {
      const text = JSON.stringify(instance);
      expect(shown.get(id), `${selection} of ${id ?? ''}`).not.toBe(text);
      if (type === 'DELETE') shown.delete(id);
      else shown.set(id, text);
    }
  }
});
