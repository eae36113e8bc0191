/** The conformance suites over the real peers, the same as over the embedded clouds. */
import { describe } from 'vitest';
import type { Subject } from '../conformance/harness.ts';
import { conformance } from '../conformance/suite.ts';
import { readPeers } from './peer.ts';

const peers = readPeers();

/** The least that the seeds leave in each peer. */
const subjects: readonly Subject[] = [
  {
    provider: 'aws',
    settings: { ...peers['aws-peer'] },
    atLeast: { instances: 24, images: 100, instanceTypes: 100, volumes: 12, networks: 2 },
  },
  {
    provider: 'openstack',
    settings: { ...peers['openstack-peer'] },
    atLeast: { instances: 12, images: 2, instanceTypes: 3, volumes: 6, networks: 3 },
  },
  {
    provider: 'vsphere',
    settings: { ...peers['vsphere-peer'] },
    atLeast: { instances: 24, images: 2, volumes: 12, networks: 3 },
  },
];

for (const subject of subjects) {
  describe.skipIf(subject.settings['provider'] === undefined)('peer', () => {
    // moto looks at no signature unless its accounts are made first.
    conformance(subject.provider, () => subject, { checksSignIn: subject.provider !== 'aws' });
  });
}
