/** What govc does on a real peer is an operation of the machine it is done to; what the gateway does is there once. */
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { ask } from '../src/running.ts';
import { runClient, vsphereEnvironment } from './client.ts';
import { openGateway, type OpenGateway } from './gateway.ts';
import { configFile, describePeer } from './peer.ts';

let gateway: OpenGateway;

beforeAll(async () => {
  gateway = await openGateway('--config', configFile);
  return gateway.close;
});

interface Seen {
  readonly id: string;
  readonly operations: {
    readonly nodes: readonly { readonly kind: string; readonly state: string; readonly foreign: boolean }[];
  };
}

async function machineNamed(name: string): Promise<Seen | undefined> {
  const { data } = await ask(
    gateway.url,
    `query ($name: String!) { instances(maxAge: 0, filter: { clouds: ["vsphere-peer"], name: { eq: $name } }) {
      nodes { id operations { nodes { kind state foreign } } }
    } }`,
    { name },
  );
  return (data as { instances: { nodes: readonly Seen[] } }).instances.nodes[0];
}

describePeer('vsphere-peer', (peer) => {
  it('shows what govc does to a machine as the operations of that', async () => {
    const name = `by-others-${process.pid}-${Date.now()}`;
    const govc = (...args: readonly string[]): Promise<string> => runClient('govc', args, vsphereEnvironment(peer));
    const into = ['-folder', 'infra', '-ds', 'ds-bulk', '-pool', 'cluster-a/Resources/rp-dev'];
    await govc('vm.clone', '-vm', 'tpl-debian-12', ...into, '-on=false', name);
    onTestFinished(() => govc('vm.destroy', name).then(() => undefined));
    await govc('vm.power', '-on', name);
    await govc('vm.power', '-off', name);
    await expect(govc('vm.power', '-off', name)).rejects.toThrow('InvalidPowerState');
    await govc('snapshot.create', '-vm', name, 'before');
    const seen = await machineNamed(name);
    expect(seen?.operations.nodes).toEqual([
      { kind: 'instance.createSnapshot', state: 'SUCCEEDED', foreign: true },
      { kind: 'instance.stop', state: 'FAILED', foreign: true },
      { kind: 'instance.stop', state: 'SUCCEEDED', foreign: true },
      { kind: 'instance.start', state: 'SUCCEEDED', foreign: true },
    ]);

    const start = 'mutation ($id: ID!) { startInstance(input: { instanceId: $id }) { operation { id } } }';
    const { data } = await ask(gateway.url, start, { id: seen?.id });
    const { id } = (data as { startInstance: { operation: { id: string } } }).startInstance.operation;
    const waited = await ask(gateway.url, 'query ($id: ID!) { waitOperation(id: $id) { state } }', { id });
    expect(waited.data).toEqual({ waitOperation: { state: 'SUCCEEDED' } });
    const after = await machineNamed(name);
    expect(after?.operations.nodes[0]).toEqual({ kind: 'instance.start', state: 'SUCCEEDED', foreign: false });
    expect(after?.operations.nodes).toHaveLength(5);
    await govc('vm.power', '-off', name);
    const last = await machineNamed(name);
    expect(last?.operations.nodes[0]).toEqual({ kind: 'instance.stop', state: 'SUCCEEDED', foreign: true });
  });
});
