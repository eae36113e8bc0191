/** govc, which knows nothing of this project, finds in the embedded vCenter the fleet that the gateway lists. */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { govcFind, govcMachines, runClient } from './client.ts';
import { lines, machinesThatAreInstances, seenLines } from './same.ts';
import { meetStranger, type Stranger } from './stranger.ts';

let stranger: Stranger;

beforeAll(async () => {
  stranger = await meetStranger('vsphere');
  return stranger.cloud.close;
});

function govc(...args: readonly string[]): Promise<string> {
  return runClient('govc', args, stranger.cloud.environment);
}

describe('govc', () => {
  it('find and vm.info -json print the fleet that the gateway lists', async () => {
    const paths = await govcFind(stranger.cloud.environment);
    const machines = await govcMachines(paths, stranger.cloud.environment);
    expect(machines).toHaveLength(paths.length);
    const instances = machinesThatAreInstances(machines);
    expect(instances.length).toBeGreaterThan(20);
    expect(lines(instances)).toEqual(seenLines(stranger.seen));
  });

  it('also finds what is no instance: templates, which the gateway shows as images', async () => {
    const machines = await govcMachines(await govcFind(stranger.cloud.environment), stranger.cloud.environment);
    const templates = machines.filter(({ template }) => template).map(({ id }) => id);
    expect(templates.length).toBeGreaterThan(0);
    const seen = new Set(stranger.seen.map(({ nativeId }) => nativeId));
    expect(templates.filter((id) => seen.has(id))).toEqual([]);
  });

  it('find prints references, and finds by property', async () => {
    const references = await govcFind(stranger.cloud.environment, '-i');
    const ids = new Set(references.map((reference) => reference.replace('VirtualMachine:', '')));
    for (const { nativeId } of stranger.seen) expect(ids).toContain(nativeId);
    const off = await runClient(
      'govc',
      ['find', '-i', '/', '-type', 'm', '-runtime.powerState', 'poweredOff'],
      stranger.cloud.environment,
    );
    const expected = stranger.seen.filter(({ nativeState }) => nativeState.startsWith('poweredOff'));
    expect(expected.length).toBeGreaterThan(0);
    expect(off.split('\n')).toEqual(
      expect.arrayContaining(expected.map(({ nativeId }) => `VirtualMachine:${nativeId}`)),
    );
  });

  it('ls -l prints the machines of each folder', async () => {
    const paths = await govcFind(stranger.cloud.environment);
    const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
    expect(folders.size).toBeGreaterThan(0);
    const printed = await govc('ls', '-l', ...folders);
    const machines = printed.split('\n').filter((line) => line.endsWith(' (VirtualMachine)'));
    expect(machines.toSorted()).toEqual(paths.map((path) => `${path} (VirtualMachine)`).toSorted());
  });

  it('about and datacenter.info tell of a vCenter with these machines', async () => {
    const about = z
      .object({ About: z.object({ ApiType: z.string(), ApiVersion: z.string(), InstanceUuid: z.string() }) })
      .parse(JSON.parse(await govc('about', '-json'))).About;
    expect(about.ApiType).toBe('VirtualCenter');
    expect(about.InstanceUuid).toMatch(/^[0-9a-f-]{36}$/u);
    const information = await govc('datacenter.info');
    const counts = [...information.matchAll(/Virtual Machines:\s+(\d+)/gu)].map(([, count]) => Number(count));
    expect(counts.length).toBeGreaterThan(0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(stranger.seen.length);
  });
});

describe('govc is refused', () => {
  it.each([
    ['a wrong password', { GOVC_PASSWORD: 'wrong' }],
    ['a user that there is not', { GOVC_USERNAME: 'nobody@vsphere.local' }],
  ])('%s', async (_, environment) => {
    const refused = runClient('govc', ['about'], { ...stranger.cloud.environment, ...environment });
    await expect(refused).rejects.toMatchObject({
      name: 'ClientRefused',
      stderr: expect.stringMatching(/Cannot complete login due to an incorrect user name or password/u),
    });
  });

  it('a machine that there is not', async () => {
    const refused = govc('vm.power', '-off', 'no-such-machine');
    await expect(refused).rejects.toMatchObject({
      name: 'ClientRefused',
      stderr: expect.stringMatching(/no-such-machine/u),
    });
  });
});
