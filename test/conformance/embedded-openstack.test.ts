/** The conformance suites over the embedded openstack cloud. */
import { afterAll, beforeAll } from 'vitest';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { conformance } from './suite.ts';
import type { Subject } from './harness.ts';

let cloud: EmbeddedCloud;

beforeAll(async () => {
  const start = embeddedClouds['openstack'];
  if (start === undefined) throw new Error('There is no embedded openstack cloud.');
  cloud = await start({ size: 230, seed: 1 });
});

afterAll(async () => {
  await cloud.close();
});

function subject(): Subject {
  return {
    provider: 'openstack',
    settings: cloud.settings,
    atLeast: {
      instances: 200,
      images: 1,
      volumes: 50,
      networks: 2,
      subnets: 2,
      securityGroups: 2,
      keyPairs: 1,
    },
  };
}

conformance('embedded openstack', subject);
