/** By the graph alone, on each embedded cloud: an instance is made, stopped, started, restarted and deleted, and followed. */
import { expect, it, onTestFinished } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import { expectWholeLife } from './acting.ts';
import { ask, runGateway } from './running.ts';

it.each(Object.entries(embeddedClouds))(
  'embedded %s',
  async (provider, start) => {
    const cloud = await start({ size: 12, seed: 1, pace: 0.05 });
    onTestFinished(() => cloud.close());
    const { provider: _, ...settings } = cloud.settings;
    const connections = [{ name: provider, provider, settings, origin: 'a test' }];
    const { url } = await runGateway({ clouds, connections });
    await expectWholeLife(url, {
      cloud: provider,
      provider,
      name: 'acted',
      async check(state, id) {
        const query =
          '{ instances(maxAge: 0, filter: { name: { eq: "acted" }, not: { states: [DELETED] } }) { nodes { id state } } }';
        const { data } = await ask(url, query);
        expect(data).toEqual({ instances: { nodes: state === 'GONE' ? [] : [{ id, state }] } });
      },
    });
  },
  120_000,
);
