/** Where each loader reads: the list of what can be read by id, one entry for each. */
import type { Image } from '../contract/compute/image.ts';
import type { InstanceType } from '../contract/compute/instance-type.ts';
import type { InstanceAction } from '../contract/compute/instance-verb.ts';
import type { Instance } from '../contract/compute/instance.ts';
import type { KeyPair } from '../contract/compute/key-pair.ts';
import type { NetworkId, SubnetId } from '../contract/ids.ts';
import { isLacking } from '../contract/lacks.ts';
import type { Network } from '../contract/network/network.ts';
import type { SecurityGroup } from '../contract/network/security-group.ts';
import type { Subnet } from '../contract/network/subnet.ts';
import type { Volume } from '../contract/storage/volume.ts';
import type { Source } from './reader.ts';

export const instances: Source<'instances', Instance> = {
  collection: 'instances',
  name: 'instances',
  loadOf: ({ instances: noun }) => (isLacking(noun) ? noun : noun.load),
};

export const instanceNetworks: Source<'instances', readonly NetworkId[]> = {
  collection: 'instances',
  name: 'networks of instances',
  loadOf: ({ instances: noun }) => (isLacking(noun) ? noun : noun.networks),
};

export const instanceActions: Source<'instances', readonly InstanceAction[]> = {
  collection: 'instances',
  name: 'actions of instances',
  loadOf: ({ instances: noun }) => (isLacking(noun) ? noun : noun.actions),
};

export const images: Source<'images', Image> = {
  collection: 'images',
  name: 'images',
  loadOf: ({ images: noun }) => (isLacking(noun) ? noun : noun.load),
};

export const instanceTypes: Source<'instanceTypes', InstanceType> = {
  collection: 'instanceTypes',
  name: 'instance types',
  loadOf: ({ instanceTypes: noun }) => (isLacking(noun) ? noun : noun.load),
};

export const volumes: Source<'volumes', Volume> = {
  collection: 'volumes',
  name: 'volumes',
  loadOf: ({ volumes: noun }) => (isLacking(noun) ? noun : noun.load),
};

export const networks: Source<'networks', Network> = {
  collection: 'networks',
  name: 'networks',
  loadOf: ({ networks: noun }) => (isLacking(noun) ? noun : noun.load),
};

export const networkSubnets: Source<'networks', readonly SubnetId[]> = {
  collection: 'networks',
  name: 'subnets of networks',
  loadOf: ({ subnets: noun }) => (isLacking(noun) ? noun : noun.ofNetworks),
};

export const subnets: Source<'subnets', Subnet> = {
  collection: 'subnets',
  name: 'subnets',
  loadOf: ({ subnets: noun }) => (isLacking(noun) ? noun : noun.load),
};

export const securityGroups: Source<'securityGroups', SecurityGroup> = {
  collection: 'securityGroups',
  name: 'security groups',
  loadOf: ({ securityGroups: noun }) => (isLacking(noun) ? noun : noun.load),
};

export const keyPairs: Source<'keyPairs', KeyPair> = {
  collection: 'keyPairs',
  name: 'key pairs',
  loadOf: ({ keyPairs: noun }) => (isLacking(noun) ? noun : noun.load),
};
