/** The page every cloud signs: a line added here stops every cloud from compiling until it answers. */
import type { Call } from './call.ts';
import type { Images } from './compute/image.ts';
import type { InstanceTypes } from './compute/instance-type.ts';
import type { Instances } from './compute/instance.ts';
import type { KeyPairs } from './compute/key-pair.ts';
import type { Host } from './host.ts';
import type { Lacks } from './lacks.ts';
import type { Scope } from './list.ts';
import type { Networks } from './network/network.ts';
import type { SecurityGroups } from './network/security-group.ts';
import type { Subnets } from './network/subnet.ts';
import type { Volumes } from './storage/volume.ts';
import type { Tasks } from './task.ts';

/** The roll-call. Each is there, or is refused by name with a reason. */
export interface Capabilities {
  readonly instances: Instances | Lacks;
  readonly images: Images | Lacks;
  readonly instanceTypes: InstanceTypes | Lacks;
  readonly volumes: Volumes | Lacks;
  readonly networks: Networks | Lacks;
  readonly subnets: Subnets | Lacks;
  readonly securityGroups: SecurityGroups | Lacks;
  readonly keyPairs: KeyPairs | Lacks;
}

/** One configured cloud, connected. Opening one sends nothing: sign-in happens with the first call. */
export interface Connector extends Capabilities {
  /** The name of the connection: the first segment of every id it makes, and the only one it is asked for. */
  readonly connection: string;
  /** `aws`, `openstack`, `vsphere` … */
  readonly provider: string;
  /**
   * Tells apart whose eyes see: equal for equal sign-ins, and no way back to them. Caches are cut by it.
   */
  readonly credential: string;
  /**
   * What the cloud calls itself, once it has said so: equal for two connections to one and the same, by which all
   * that is in it would be there twice. Absent where a cloud has no such name.
   */
  readonly identity?: () => string | undefined;
  readonly tasks: Tasks | Lacks;
  /** The sources there are. May ask the cloud (a catalogue) where the configuration does not say. */
  readonly scopes: (call: Call) => Promise<readonly Scope[]>;
  /** One cheap, authenticated call; throws a `CloudError` that says what is wrong. */
  readonly check: (call: Call) => Promise<void>;
  /** Signs out and closes every socket and timer. Calls under way end with `CANCELLED`. */
  readonly close: () => Promise<void>;
}

/** A mistake in settings: where, and what was expected instead. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A kind of cloud: what its settings must be, and how to connect one. */
export interface Cloud {
  /** The provider: `aws`, `openstack`, `vsphere` … */
  readonly name: string;
  /** The mistakes in these settings, as they stand in a configuration; none when it can be connected. */
  readonly problems: (settings: unknown) => readonly Problem[];
  /** Connects. Throws a `CloudError` with code `INVALID` for settings with problems; never waits for the cloud. */
  readonly connect: (connection: string, settings: unknown, host: Host) => Promise<Connector>;
}
