/** A hundred cuts in a thousand changes of each embedded cloud: what a client that comes back each time ends with. */
import { expect, it } from 'vitest';
import { embeddedClouds } from '../../connectors/embedded.ts';
import { expectNoLoss } from '../src/losing.ts';

it.each(Object.keys(embeddedClouds).flatMap((provider) => [1, 2, 3].map((seed) => [provider, seed] as const)))(
  'nothing of %s is lost, from seed %i',
  { timeout: 300_000 },
  async (provider, seed) => {
    const { instances, refused, frames, settledMs } = await expectNoLoss(provider, { changes: 1000, cuts: 100, seed });
    const told = [...frames].map(([type, count]) => `${count} ${type}`).join(', ');
    process.stdout.write(
      `${provider}, seed ${seed}: 1000 changes (and ${refused} refused), 100 cuts; frames: ${told}; ` +
        `${instances} instances, the same as the cloud's ${settledMs.toFixed(0)} ms after the last change\n`,
    );
    expect(instances).toBeGreaterThan(20);
  },
);
