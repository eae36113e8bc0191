/** Debian's OpenStack command line, which knows nothing of this project, finds in the embedded OpenStack the fleet that the gateway lists. */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Listed, openstackList, openstackShow, runClient } from './client.ts';
import type { Seen } from './graph.ts';
import { expectRelated, lines, novaPrinted, seenLines } from './same.ts';
import { meetStranger, type Stranger } from './stranger.ts';

const serverShown = z.object({
  id: z.string(),
  name: z.string(),
  'OS-EXT-STS:vm_state': z.string(),
  'OS-EXT-STS:task_state': z.string().nullable(),
});

let stranger: Stranger;

beforeAll(async () => {
  stranger = await meetStranger('openstack');
  return stranger.cloud.close;
});

/** One instance of each state there is. */
function oneOfEachState(): readonly Seen[] {
  return [...new Map(stranger.seen.map((one) => [one.nativeState, one])).values()];
}

describe('openstack', () => {
  it('server list --long prints the fleet that the gateway lists', async () => {
    const printed = await openstackList('server', stranger.cloud.environment);
    expect(printed.length).toBeGreaterThan(20);
    expect(lines(printed)).toEqual(seenLines(stranger.seen, novaPrinted));
  });

  it('server list in small pages prints the same as in one', async () => {
    const first = await openstackList('server', stranger.cloud.environment, '--limit', '7');
    expect(first).toHaveLength(7);
    const rest = await openstackList(
      'server',
      stranger.cloud.environment,
      '--limit',
      '-1',
      '--marker',
      first.at(-1)?.id ?? '',
    );
    expect(lines([...first, ...rest])).toEqual(seenLines(stranger.seen, novaPrinted));
  });

  it('server list --status prints those in the state asked for', async () => {
    const printed = await openstackList('server', stranger.cloud.environment, '--status', 'SHUTOFF');
    const expected = stranger.seen.filter(({ nativeState }) => novaPrinted(nativeState).split('/')[0] === 'SHUTOFF');
    expect(printed.length).toBeGreaterThan(0);
    expect(lines(printed)).toEqual(seenLines(expected, novaPrinted));
  });

  it('server show prints each state as the gateway has it', async () => {
    const shown: Listed[] = [];
    for (const { nativeId } of oneOfEachState()) {
      const server = serverShown.parse(await openstackShow('server', nativeId, stranger.cloud.environment));
      const task = server['OS-EXT-STS:task_state'];
      const state = server['OS-EXT-STS:vm_state'] + (task === null ? '' : `/${task}`);
      shown.push({ id: server.id, name: server.name, state });
    }
    expect(shown.length).toBeGreaterThan(2);
    expect(lines(shown)).toEqual(seenLines(oneOfEachState()));
  });

  it('server show finds by name', async () => {
    const [one] = stranger.seen.filter(
      ({ name }) => name !== null && stranger.seen.filter((other) => other.name === name).length === 1,
    );
    const server = await openstackShow('server', one?.name ?? '', stranger.cloud.environment);
    expect(server['id']).toBe(one?.nativeId);
  });

  it('volume, network, image and flavor list print all that the servers are related to', async () => {
    const { seen, cloud } = stranger;
    const volumes = await openstackList('volume', cloud.environment);
    const networks = await openstackList('network', cloud.environment);
    // An image that was hidden after servers had been made from it is in no list that does not ask for such.
    const images = [
      ...(await openstackList('image', cloud.environment)),
      ...(await openstackList('image', cloud.environment, '--hidden')),
    ];
    const types = await openstackList('flavor', cloud.environment);
    expectRelated(
      seen.flatMap((one) => one.volumes),
      volumes,
    );
    expectRelated(
      seen.flatMap((one) => one.networks),
      networks,
    );
    expectRelated(
      seen.flatMap(({ image }) => image ?? []),
      images,
    );
    expectRelated(
      seen.flatMap(({ instanceType }) => instanceType ?? []),
      types,
    );
  });

  it.each(['volume', 'network', 'image'] as const)('%s show prints one', async (what) => {
    const [one] = await openstackList(what, stranger.cloud.environment);
    const shown = await openstackShow(what, one?.id ?? '', stranger.cloud.environment);
    expect({ id: shown['id'], name: shown['name'] }).toEqual({ id: one?.id, name: one?.name });
  });
});

describe('openstack is refused', () => {
  it('a wrong password', async () => {
    const refused = openstackList('server', { ...stranger.cloud.environment, OS_PASSWORD: 'wrong' });
    await expect(refused).rejects.toMatchObject({
      name: 'ClientRefused',
      stderr: expect.stringMatching(/The request you have made requires authentication\. \(HTTP 401\)/u),
    });
  });

  it('a project that there is not', async () => {
    const refused = openstackList('server', { ...stranger.cloud.environment, OS_PROJECT_NAME: 'no-such-project' });
    await expect(refused).rejects.toMatchObject({ name: 'ClientRefused', stderr: expect.stringMatching(/HTTP 401/u) });
  });

  it('a server that there is not', async () => {
    const nobody = '00000000-0000-4000-8000-00000000dead';
    const refused = runClient('openstack', ['server', 'show', nobody], stranger.cloud.environment);
    await expect(refused).rejects.toMatchObject({
      name: 'ClientRefused',
      stderr: expect.stringMatching(/No server with a name or ID of '00000000-0000-4000-8000-00000000dead' exists/iu),
    });
  });
});
