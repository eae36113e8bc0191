/** Two connections to one vCenter are told of, once both have said which vCenter they are. */
import { expect, it, onTestFinished } from 'vitest';
import { clouds } from '../../../connectors/clouds.ts';
import type { EmbeddedCloud } from '../../../connectors/simulation/embedded-cloud.ts';
import { startVsphereSimulator } from '../../../connectors/vsphere/simulator/index.ts';
import { ask, runGateway } from '../running.ts';

async function vcenter(seed: number): Promise<EmbeddedCloud> {
  const cloud = await startVsphereSimulator({ size: 3, seed, pace: 0 });
  onTestFinished(() => cloud.close());
  return cloud;
}

function connection(name: string, { settings }: EmbeddedCloud, more: object = {}) {
  return { name, provider: 'vsphere', settings: { ...settings, ...more }, origin: 'a test' };
}

const query = '{ instances(first: 1) { complete } clouds { name status lastError { code message } } }';

it('the later one is DEGRADED and says which it equals; the log has it once', async () => {
  const [one, other] = [await vcenter(1), await vcenter(2)];
  const connections = [connection('by-name', one), connection('elsewhere', other), connection('by-address', one)];
  const { url, logged } = await runGateway({ connections, clouds });
  for (let round = 0; round < 2; round += 1) await ask(url, '{ instances(first: 1, maxAge: 0) { complete } }');
  const well = { status: 'OK', lastError: null };
  const message =
    'by-address leads to the same cloud as by-name: all that is in it is listed twice. Remove one of the two.';
  expect((await ask(url, query)).data).toMatchObject({
    instances: { complete: true },
    clouds: [
      { name: 'by-name', ...well },
      { name: 'elsewhere', ...well },
      { name: 'by-address', status: 'DEGRADED', lastError: { code: 'CONFLICT', message } },
    ],
  });
  const ready = await fetch(`${url}/readyz?verbose`);
  expect(ready.status).toBe(200);
  expect(await ready.text()).toContain(`by-address (vsphere): DEGRADED: ${message}`);
  expect(logged.filter((line) => line.includes('two connections lead to one cloud'))).toHaveLength(1);
});

it('two datacenters of one vCenter are two things to see', async () => {
  const one = await vcenter(1);
  const whole = connection('whole', one);
  const part = connection('part', one, { datacenter: 'dc-01' });
  const { url } = await runGateway({ connections: [whole, part], clouds });
  expect((await ask(url, query)).data).toMatchObject({ instances: { complete: true } });
  expect((await ask(url, query)).data).toMatchObject({
    clouds: [
      { name: 'whole', status: 'OK' },
      { name: 'part', status: 'OK' },
    ],
  });
});
