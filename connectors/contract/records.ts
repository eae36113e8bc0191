/** The nouns, and the record of each. */
import type { Image } from './compute/image.ts';
import type { InstanceType } from './compute/instance-type.ts';
import type { Instance } from './compute/instance.ts';
import type { KeyPair } from './compute/key-pair.ts';
import type { Network } from './network/network.ts';
import type { SecurityGroup } from './network/security-group.ts';
import type { Subnet } from './network/subnet.ts';
import type { Volume } from './storage/volume.ts';

/** What a list of each noun brings. */
export interface Records {
  readonly instances: Instance;
  readonly images: Image;
  readonly instanceTypes: InstanceType;
  readonly volumes: Volume;
  readonly networks: Network;
  readonly subnets: Subnet;
  readonly securityGroups: SecurityGroup;
  readonly keyPairs: KeyPair;
}
