/** The list of clouds, one line each. */
import { aws } from './aws/index.ts';
import type { Cloud } from './contract/connector.ts';
import { openstack } from './openstack/index.ts';
import { vsphere } from './vsphere/index.ts';

/** Every kind of cloud that can be configured. */
export const clouds: readonly Cloud[] = [aws, openstack, vsphere];
