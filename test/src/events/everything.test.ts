/** Instances and operations in one stream, over the real hubs: it says that it is alive as often as one of them does. */
import { expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { Operation, StreamEvent } from '../../../resolvers/context.ts';
import { both, type Open } from '../../../resolvers/platform/merge.ts';
import { settle } from '../../connectors/hand-host.ts';
import { createDesk, feedsWorld } from './feeds-world.ts';

type Event = StreamEvent<Instance | Operation>;

function everythingOf(world: ReturnType<typeof feedsWorld>) {
  const leaving = new AbortController();
  const told: Event[] = [];
  const instances: Open<Instance | Operation> = (after, signal) =>
    world.open.feeds.instances({ matches: () => true, after }, signal);
  const operations: Open<Instance | Operation> = (after, signal) =>
    world.open.feeds.operations({ matches: () => true, after }, signal);
  async function read(): Promise<void> {
    for await (const event of both([instances, operations], undefined, leaving.signal)) told.push(event);
  }
  void read();
  return { told, leave: () => leaving.abort() };
}

async function pass(world: ReturnType<typeof feedsWorld>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    world.clock.advance(1000);
    await settle();
  }
}

it('has one heartbeat for each interval, and one of two cursors', async () => {
  const world = feedsWorld();
  const { told, leave } = everythingOf(world);
  await settle();
  world.told.tell(world.full(world.one('a')));
  await settle();
  expect(told.splice(0).map(({ type }) => type)).toEqual(['SNAPSHOT', 'SYNCED']);
  await pass(world, 61);
  expect(told.map(({ type, complete }) => [type, complete])).toEqual(
    Array.from({ length: 4 }, () => ['HEARTBEAT', true]),
  );
  leave();
  await settle();
});

it('has them too while a cloud is waited for', async () => {
  const world = feedsWorld(createDesk(), { heartbeatMs: 3000 });
  const { told, leave } = everythingOf(world);
  await settle();
  await pass(world, 11);
  expect(told.map(({ type, complete }) => [type, complete])).toEqual([
    ...Array.from({ length: 3 }, () => ['HEARTBEAT', false]),
    ['SYNCED', false],
  ]);
  leave();
  await settle();
});
