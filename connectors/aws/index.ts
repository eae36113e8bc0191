/** AWS, as all clouds are: EC2 in several regions and with several accounts. */
import type { BatchLoad } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import type { Cloud } from '../contract/connector.ts';
import type { Scope } from '../contract/list.ts';
import { createImages } from './compute/image.ts';
import { createInstances, readInstances } from './compute/instance.ts';
import { createInstanceTypes } from './compute/instance-type.ts';
import { createKeyPairs } from './compute/key-pair.ts';
import { createTasks } from './compute/progress.ts';
import { createNetworks } from './network/network.ts';
import { gathered } from './gathered.ts';
import { createSecurityGroups } from './network/security-group.ts';
import { createSubnets } from './network/subnet.ts';
import { createSession, type Session } from './session.ts';
import { readSettings, settingsProblems } from './settings.ts';
import { createVolumes } from './storage/volume.ts';

/** Amazon's cloud. */
export const aws: Cloud = {
  name: 'aws',
  problems: settingsProblems,
  async connect(connection, settings, host) {
    const checked = readSettings(connection, settings);
    const session = createSession(connection, checked, host);
    const images = createImages(session);
    const instanceTypes = createInstanceTypes(session);
    const subnets = createSubnets(session);
    const securityGroups = createSecurityGroups(session);
    const keyPairs = createKeyPairs(session);
    const instances = readInstances(session);
    const together = <K, V>(load: BatchLoad<K, V>): BatchLoad<K, V> => gathered(session.lifetime, load);
    const catalogue = {
      images: together(images.load),
      instanceTypes: together(instanceTypes.load),
      securityGroups: together(securityGroups.load),
      keyPairs: together(keyPairs.load),
      subnets: { load: together(subnets.load), list: subnets.list },
    };
    return {
      connection,
      provider: 'aws',
      credential: checked.credential,
      instances: createInstances(session, instances, catalogue),
      images,
      instanceTypes,
      volumes: createVolumes(session),
      networks: createNetworks(session),
      subnets,
      securityGroups,
      keyPairs,
      tasks: createTasks(session, instances.within),
      scopes: async () => session.scopes,
      check: (call) => check(session, call),
      close: session.close,
    };
  },
};

/** Asks every account for the first region: that it exists, and that the keys are good. */
async function check(session: Session, call: Call): Promise<void> {
  const asked = new Map<string | null, Scope>();
  for (const scope of session.scopes) if (!asked.has(scope.account)) asked.set(scope.account, scope);
  await Promise.all(
    [...asked.values()].map((scope) =>
      session.run(scope, 'DescribeRegions', call, ({ sdk, client, signal }) =>
        client.send(new sdk.DescribeRegionsCommand({ RegionNames: [scope.region] }), { abortSignal: signal }),
      ),
    ),
  );
}
