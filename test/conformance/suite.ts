/** All suites together, over one cloud. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { Connector } from '../../connectors/contract/connector.ts';
import { connectorConformance, signInConformance } from './connector.ts';
import { connect, type Subject } from './harness.ts';
import { instanceConformance } from './instance.ts';
import { keyPairConformance } from './key-pair.ts';
import { nounConformance } from './noun.ts';
import { securityGroupConformance } from './security-group.ts';
import { sendingConformance } from './sending.ts';
import { subnetConformance } from './subnet.ts';

/** Runs every suite against a cloud that `start` brings up, and `stop` takes down. */
export function conformance(
  name: string,
  subject: () => Subject,
  options: { readonly checksSignIn: boolean } = { checksSignIn: true },
): void {
  describe(name, () => {
    let connector: Connector;
    const lazy: Subject = {
      get provider() {
        return subject().provider;
      },
      get settings() {
        return subject().settings;
      },
      get atLeast() {
        return subject().atLeast;
      },
    };
    const opened = (): Connector => connector;

    beforeAll(async () => {
      connector = await connect(subject());
    });
    afterAll(async () => {
      await connector.close();
    });

    connectorConformance(lazy, opened);
    if (options.checksSignIn) signInConformance(lazy, opened);
    nounConformance(lazy, 'instances', opened, ({ instances }) => instances);
    nounConformance(lazy, 'images', opened, ({ images }) => images);
    nounConformance(lazy, 'instanceTypes', opened, ({ instanceTypes }) => instanceTypes);
    nounConformance(lazy, 'volumes', opened, ({ volumes }) => volumes);
    nounConformance(lazy, 'networks', opened, ({ networks }) => networks);
    nounConformance(lazy, 'subnets', opened, ({ subnets }) => subnets);
    nounConformance(lazy, 'securityGroups', opened, ({ securityGroups }) => securityGroups);
    nounConformance(lazy, 'keyPairs', opened, ({ keyPairs }) => keyPairs);
    instanceConformance(opened);
    subnetConformance(opened);
    securityGroupConformance(opened);
    keyPairConformance(opened);
    sendingConformance(opened);
  });
}
