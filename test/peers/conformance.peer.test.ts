/** The conformance suites over the real peers, the same as over the embedded clouds. */
import { conformance } from '../conformance/suite.ts';
import { describePeer } from './peer.ts';

// `atLeast` is what the seeds leave. moto looks at no signature unless its accounts are made first.

describePeer('aws-peer', (peer) => {
  const choice = { subnets: 2, securityGroups: 2, keyPairs: 1 };
  const atLeast = { instances: 24, images: 2, instanceTypes: 100, volumes: 12, networks: 2, ...choice };
  conformance('aws', () => ({ provider: 'aws', settings: peer, atLeast }), { checksSignIn: false });
});

describePeer('openstack-peer', (peer) => {
  const choice = { subnets: 2, securityGroups: 1, keyPairs: 1 };
  const atLeast = { instances: 12, images: 2, instanceTypes: 3, volumes: 6, networks: 3, ...choice };
  conformance('openstack', () => ({ provider: 'openstack', settings: peer, atLeast }));
});

describePeer('vsphere-peer', (peer) => {
  const atLeast = { instances: 24, images: 2, volumes: 12, networks: 3 };
  conformance('vsphere', () => ({ provider: 'vsphere', settings: peer, atLeast }));
});
