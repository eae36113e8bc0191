/** What the inventory says to those who use it wrongly. */
import { describe, expect, it } from 'vitest';
import { world } from './clay-inventory.ts';

describe('listings, misused', () => {
  it('refuse a cloud that there is not', async () => {
    const { list } = world();
    await expect(list({ clouds: ['clay', 'nowhere'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'No cloud named "nowhere" is configured.',
    });
  });

  it('ask a cloud once that is named twice', async () => {
    const { list } = world();
    expect((await list({ clouds: ['clay', 'clay'] })).sources.length).toBe(1);
  });

  it('take a request from the future for one of now', async () => {
    const { list, clay, host } = world();
    const listing = await list({ clouds: ['clay'], maxAgeMs: 0 }, { startedAt: host.now() + 5_000 });
    expect([listing.sources[0]?.status, clay.lists.length]).toEqual(['OK', 1]);
  });

  it('do not begin without patience', async () => {
    const { list, clay } = world();
    await expect(list(undefined, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(clay.lists).toEqual([]);
  });
});
