/** Debian's OpenStack command line makes, stops, starts, reboots, labels and deletes servers of the embedded OpenStack. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedOpenstack, startOpenstackSimulator } from '../../connectors/openstack/simulator/index.ts';
import type { Server } from '../../connectors/openstack/simulator/world.ts';
import { runClient } from './client.ts';

let cloud: EmbeddedOpenstack;

// One for each test: what is made in it has a fixed name, and a second try must not meet that of the first.
beforeEach(async () => {
  cloud = await startOpenstackSimulator({ size: 5, seed: 1, pace: 0.1 });
  return cloud.close;
});

function run(...args: readonly string[]): Promise<string> {
  return runClient('openstack', args, cloud.environment);
}

function made(): Server {
  const server = cloud.world.servers.find(({ name }) => name === 'stranger');
  if (server === undefined) throw new Error('The server was not made.');
  return server;
}

/** Nova's command line waits for a state only where it is told to. */
async function settled(): Promise<readonly [string, string | null]> {
  for (let turn = 0; made().taskState !== null && turn < 200; turn += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  return [made().vmState, made().taskState];
}

describe('openstack', () => {
  it('leads a server from its making to its end', { timeout: 180_000 }, async () => {
    const network = cloud.world.networks.find(({ name }) => name === 'net-01');
    const what = ['--image', 'alpine-3.20', '--flavor', 'm1.tiny', '--network', network?.id ?? '', '--key-name', 'ops'];
    await run('server', 'create', ...what, '--property', 'role=guest', '--security-group', 'web', '--wait', 'stranger');
    expect(made()).toMatchObject({ vmState: 'active', metadata: { role: 'guest' }, keyName: 'ops' });
    expect(await run('server', 'show', 'stranger', '-f', 'value', '-c', 'addresses')).toContain(made().ports[0]?.ip);

    await run('server', 'stop', 'stranger');
    expect(await settled()).toEqual(['stopped', null]);
    await run('server', 'start', 'stranger');
    expect(await settled()).toEqual(['active', null]);
    await expect(run('server', 'start', 'stranger')).rejects.toMatchObject({
      name: 'ClientRefused',
      stderr: expect.stringContaining("Cannot 'start' instance"),
    });
    await run('server', 'reboot', '--hard', '--wait', 'stranger');
    const printed = await run('server', 'event', 'list', 'stranger', '-f', 'value', '-c', 'Action');
    expect(printed.trim().split('\n')).toEqual(['reboot', 'start', 'stop', 'create']);

    await run('server', 'set', '--property', 'env=test', 'stranger');
    await run('server', 'unset', '--property', 'role', 'stranger');
    expect(made().metadata).toEqual({ env: 'test' });
    await run('--os-compute-api-version', '2.90', 'server', 'set', '--tag', 'mine', 'stranger');
    expect(made().tags).toEqual(['mine']);

    await run('server', 'delete', '--wait', 'stranger');
    expect(made().terminatedAt).not.toBeNull();
  });

  it('keypair list prints those of its user', async () => {
    const pairs = await run('keypair', 'list', '-f', 'value', '-c', 'Name');
    expect(pairs.trim().split('\n')).toEqual(['deploy key', 'ops']);
  });
});
