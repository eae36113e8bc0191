/** By the graph alone, on each real peer: one instance's whole life, seen after each step by the cloud's own client. */
import { beforeAll, expect, it } from 'vitest';
import { type Act, expectWholeLife } from '../src/acting.ts';
import {
  awsDescribe,
  awsEnvironment,
  ClientRefused,
  govcMachines,
  openstackEnvironment,
  openstackShow,
  vsphereEnvironment,
} from './client.ts';
import { openGateway, type OpenGateway } from './gateway.ts';
import { configFile, describePeer } from './peer.ts';

/** What each client calls the states. */
const words: Readonly<Record<string, Readonly<Record<Parameters<Act['check']>[0], string | undefined>>>> = {
  aws: { RUNNING: 'running', STOPPED: 'stopped', GONE: 'terminated' },
  openstack: { RUNNING: 'ACTIVE', STOPPED: 'SHUTOFF', GONE: undefined },
  vsphere: { RUNNING: 'poweredOn/connected', STOPPED: 'poweredOff/connected', GONE: undefined },
};

let gateway: OpenGateway;

/** A name that nothing has had, also when this is tried once more. */
function newName(): string {
  return `acted-${process.pid}-${Date.now()}`;
}

beforeAll(async () => {
  gateway = await openGateway('--config', configFile);
  return gateway.close;
});

function partsOf(id: string): { readonly region: string; readonly native: string } {
  const [, region = '', , native = ''] = id.split('/');
  return { region, native };
}

describePeer('aws-peer', (peer) => {
  it('lives its life before the eyes of aws ec2 describe-instances', async () => {
    const name = newName();
    await expectWholeLife(gateway.url, {
      cloud: 'aws-peer',
      provider: 'aws',
      name,
      async check(state, id) {
        const { region, native } = partsOf(id);
        const seen = await awsDescribe('instances', awsEnvironment(peer, region), '--instance-ids', native);
        expect(seen).toEqual([{ id: native, name, state: words['aws']?.[state] }]);
      },
    });
  });
});

describePeer('openstack-peer', (peer) => {
  it('lives its life before the eyes of openstack server show', async () => {
    const name = newName();
    await expectWholeLife(gateway.url, {
      cloud: 'openstack-peer',
      provider: 'openstack',
      name,
      async check(state, id) {
        const shown = await openstackShow('server', partsOf(id).native, openstackEnvironment(peer)).catch(
          (error: unknown) => {
            if (error instanceof ClientRefused) return {};
            throw error;
          },
        );
        expect(shown).toEqual(
          state === 'GONE' ? {} : expect.objectContaining({ name, status: words['openstack']?.[state] }),
        );
      },
    });
  });
});

describePeer('vsphere-peer', (peer) => {
  it('lives its life before the eyes of govc vm.info', async () => {
    const name = newName();
    await expectWholeLife(gateway.url, {
      cloud: 'vsphere-peer',
      provider: 'vsphere',
      name,
      async check(state, id) {
        const seen = await govcMachines([name], vsphereEnvironment(peer));
        expect(seen.map((one) => [one.id, one.state])).toEqual(
          state === 'GONE' ? [] : [[partsOf(id).native, words['vsphere']?.[state]]],
        );
      },
    });
  });
});
