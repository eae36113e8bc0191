/** A cloud for tests of the gateway alone: it has nothing, and does what a test makes it do instead. */
import type { Cloud, Connector } from '../../connectors/contract/connector.ts';
import { lacks } from '../../connectors/contract/lacks.ts';

/** What a test makes a connector of. */
export type Stub = Partial<Omit<Connector, 'connection' | 'provider'>>;

/** A kind of cloud whose connectors are all made of this. */
export function stubCloud(stub: Stub = {}): Cloud {
  const no = lacks('A stub has nothing.');
  return {
    name: 'stub',
    problems: () => [],
    connect: (connection) =>
      Promise.resolve({
        connection,
        provider: 'stub',
        credential: 'stub',
        instances: no,
        images: no,
        instanceTypes: no,
        volumes: no,
        networks: no,
        subnets: no,
        securityGroups: no,
        keyPairs: no,
        tasks: no,
        scopes: () => Promise.resolve([{ region: 'here', account: null }]),
        check: () => Promise.resolve(),
        close: () => Promise.resolve(),
        ...stub,
      }),
  };
}
