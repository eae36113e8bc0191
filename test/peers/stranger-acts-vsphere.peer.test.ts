/** govc, which knows nothing of this project, makes, powers, changes and destroys machines of the embedded vCenter. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { startVsphereSimulator } from '../../connectors/vsphere/simulator/index.ts';
import { runClient } from './client.ts';

let cloud: EmbeddedCloud;

// One for each test: what is made in it has a fixed name, and a second try must not meet that of the first.
beforeEach(async () => {
  cloud = await startVsphereSimulator({ size: 30, seed: 1, pace: 0.02 });
  return cloud.close;
});

function govc(...args: readonly string[]): Promise<string> {
  return runClient('govc', args, cloud.environment);
}

const into = ['-folder', 'staging', '-ds', 'ds-fast-01', '-pool', 'cluster-a/Resources/rp-gold'] as const;

async function powerOf(name: string): Promise<string | undefined> {
  return /Power state:\s+(?<power>\w+)/u.exec(await govc('vm.info', name))?.groups?.['power'];
}

describe('govc', () => {
  it('clones a template, powers the clone off and on, and destroys it', async () => {
    await govc('vm.clone', '-vm', 'tpl-debian-12', ...into, '-on=true', 'by-govc-01');
    expect(await powerOf('by-govc-01')).toBe('poweredOn');
    await govc('vm.power', '-off', 'by-govc-01');
    expect(await powerOf('by-govc-01')).toBe('poweredOff');
    expect(await govc('tasks')).toMatch(/PowerOffVM\s+by-govc-01\s+Administrator .*success/u);
    await expect(govc('vm.power', '-off', 'by-govc-01')).rejects.toMatchObject({
      stderr: expect.stringMatching(/cannot be performed in the current state \(poweredOff\)/u),
    });
    await govc('vm.power', '-on', 'by-govc-01');
    await govc('vm.power', '-reset', 'by-govc-01');
    await govc('vm.power', '-off', 'by-govc-01');
    await govc('vm.destroy', 'by-govc-01');
    expect(await powerOf('by-govc-01')).toBeUndefined();
  });

  it('creates a machine with a disk and a card, changes it, and may not have its name twice', async () => {
    const made = [...into, '-net', 'pg-web', '-disk', '10GB', '-m', '512', '-c', '1', '-on=false', 'by-govc-02'];
    await govc('vm.create', ...made);
    const devices = await govc('device.info', '-vm', 'by-govc-02');
    expect(devices).toMatch(/VirtualDisk/u);
    expect(devices).toMatch(/VirtualVmxnet3/u);
    await govc('vm.change', '-vm', 'by-govc-02', '-c', '3', '-annotation', 'changed');
    expect(await govc('vm.info', 'by-govc-02')).toMatch(/CPU:\s+3 vCPU/u);
    await expect(govc('vm.create', ...made)).rejects.toMatchObject({
      stderr: expect.stringMatching(/already exists/u),
    });
  });
});
