/** Microversions: the newest that both know, asked for at once, and a cloud that is too old told so. */
import { describe, expect, it } from 'vitest';
import { all, has, open, scope } from './opened.ts';

describe('microversions', () => {
  it('cost nothing where the cloud speaks ours', async () => {
    await using opened = await open();
    await all(has(opened.connector.instances).list, opened.call);
    await all(has(opened.connector.volumes).list, opened.call);
    expect(opened.sent.filter((sent) => sent.endsWith('GET /'))).toEqual([]);
  });

  it('are negotiated once with an older cloud, for all who ask at the same time', async () => {
    await using opened = await open({ newest: { compute: 79, volume: 50 } });
    const { instances, instanceTypes, volumes } = opened.connector;
    const [servers] = await Promise.all([
      all(has(instances).list, opened.call),
      all(has(instances).list, opened.call),
      all(has(has(instanceTypes).list), opened.call),
      all(has(volumes).list, opened.call),
    ]);
    expect(servers).toHaveLength(60);
    // 2.90 would have it.
    expect(servers.every(({ hostName }) => hostName === null)).toBe(true);
    expect(servers.every(({ instanceTypeId }) => instanceTypeId !== null)).toBe(true);
    const documents = opened.cloud.calls().filter(({ action }) => action === 'GET /');
    expect(documents).toHaveLength(2);
    opened.sent.length = 0;
    await has(instances).list({ scope }, opened.call);
    expect(opened.sent).toEqual(['compute GET /servers/detail']);
  });

  it('below 2.47 are refused in a sentence, and Cinder answers all the same', async () => {
    await using opened = await open({ newest: { compute: 42, volume: 0 } });
    const refused = has(opened.connector.instances).list({ scope }, opened.call);
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED', service: 'compute' });
    await expect(refused).rejects.toThrow(
      'The compute service of this cloud speaks up to 2.42; nephograph needs 2.47, since which servers carry their flavor.',
    );
    expect((await all(has(opened.connector.volumes).list, opened.call)).length).toBeGreaterThan(10);
  });
});
