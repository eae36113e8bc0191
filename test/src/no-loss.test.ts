/** However often a client is cut off, it ends with what the cloud has: on each embedded cloud, over real sockets. */
import { expect, it } from 'vitest';
import { embeddedClouds } from '../../connectors/embedded.ts';
import { expectNoLoss } from './losing.ts';

it.each(Object.keys(embeddedClouds))('nothing of the embedded %s is lost', { timeout: 120_000 }, async (provider) => {
  const { instances } = await expectNoLoss(provider, { changes: 150, cuts: 15, seed: 1 });
  expect(instances).toBeGreaterThan(20);
});
