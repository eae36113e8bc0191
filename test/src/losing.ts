/** Random changes of a cloud by another client, before the eyes of a client that is cut off again and again. */
import { expect, onTestFinished, vi } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import type { ConnectionSettings } from '../../src/config/configuration.ts';
import { createRandom, type Random } from '../../connectors/simulation/random.ts';
import { openCutClient, type CutClient, type Told } from './cut-client.ts';
import { startConnected } from './fleet-of-clouds.ts';
import { type ForeignClient, openForeignClient } from './foreign-client.ts';
import { runGateway } from './running.ts';

/** How much happens. The same seed draws the same changes and cuts. */
export interface Turmoil {
  /** Those that the cloud accepts; what it refuses is drawn again. */
  readonly changes: number;
  readonly cuts: number;
  readonly seed: number;
}

/** What it came to. */
export interface Survived {
  readonly instances: number;
  readonly refused: number;
  readonly frames: ReadonlyMap<string, number>;
  readonly settledMs: number;
}

/** What no cloud tells (a tag, mostly) is found by listing. Milliseconds. */
const reconcileMs = 1000;

/** Fails unless the client ends with exactly what the cloud lists: each instance's id, name, state and tags. */
export async function expectNoLoss(provider: string, { changes, cuts, seed }: Turmoil): Promise<Survived> {
  const { connection } = await startConnected(provider, { size: 40, seed, pace: 0.02 });
  const { url } = await runGateway({ clouds, connections: [connection], streams: { reconcileMs } });
  const [foreign, ...others] = await openForeigners(connection);
  const client = openCutClient(url);
  const random = createRandom(seed).fork('turmoil');
  const cutAt = drawn(random.fork('cuts'), cuts, changes);
  let accepted = 0;
  let refused = 0;
  let ids = await idsOf(foreign);
  while (accepted < changes) {
    // Made and removed ones come in from time to time; which are there then depends on the draws alone.
    if ((accepted + refused) % 25 === 24) ids = await idsOf(foreign);
    const hand = others[accepted % others.length] ?? foreign;
    if (!(await changeOnce(hand, ids, random, accepted + refused))) refused += 1;
    else {
      if (cutAt.has(accepted)) client.cut();
      accepted += 1;
    }
    if (refused > 2 * changes) throw new Error('The cloud refuses everything.');
  }
  const begun = performance.now();
  const instances = await vi.waitFor(
    async () => {
      const there = await shownBy(foreign);
      expect(Object.fromEntries(toldTo(client))).toEqual(Object.fromEntries(there));
      return there.size;
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(client.connections()).toBe(cuts + 1);
  return { instances, refused, frames: client.counts, settledMs: performance.now() - begun };
}

/** Several, each with its own patience: a connection to AWS holds itself to what EC2 would allow one account. */
async function openForeigners(connection: ConnectionSettings): Promise<[ForeignClient, ...ForeignClient[]]> {
  const first = await openForeignClient(connection);
  const others = await Promise.all(Array.from({ length: 12 }, () => openForeignClient(connection)));
  onTestFinished(async () => {
    await Promise.all([first, ...others].map((foreign) => foreign.close()));
  });
  return [first, ...others];
}

/** So many different numbers below another one. */
function drawn(random: Random, count: number, below: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  while (numbers.size < Math.min(count, below)) numbers.add(random.whole(0, below - 1));
  return numbers;
}

async function idsOf(foreign: ForeignClient) {
  return (await foreign.instances()).map(({ id }) => id).toSorted();
}

async function changeOnce(
  foreign: ForeignClient,
  ids: Awaited<ReturnType<typeof idsOf>>,
  random: Random,
  change: number,
): Promise<boolean> {
  const id = ids[random.whole(0, ids.length - 1)];
  const kind = random.whole(0, 99);
  if (id === undefined || kind < (ids.length < 30 ? 25 : 10)) return await foreign.create(`foreign-${change}`);
  if (kind >= 94) return await foreign.remove(id);
  if (kind < 34) return await foreign.tag(id, random.pick(['colour', 'Name', 'owner']), `value ${change}`);
  return await (kind < 67 ? foreign.start(id) : foreign.stop(id));
}

async function shownBy(foreign: ForeignClient): Promise<ReadonlyMap<string, Told>> {
  const all = await foreign.instances();
  return new Map(all.map(({ id, name, state, tags }) => [id, { name, state, tags: sorted(tags) }]));
}

function toldTo({ known }: CutClient): ReadonlyMap<string, Told> {
  return new Map([...known].map(([id, told]) => [id, { ...told, tags: sorted(told.tags) }]));
}

function sorted(tags: Told['tags']): Told['tags'] {
  return tags.map(({ key, value }) => ({ key, value })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
