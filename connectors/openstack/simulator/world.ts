/** What is in the embedded OpenStack: everything its services answer from. */

/** A project, and a user with a role in it. */
export interface Project {
  readonly id: string;
  readonly name: string;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  /** The roles of the user, by project id. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
}

export interface ApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly user: User;
  readonly projectId: string;
}

export interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  readonly ramMiB: number;
  readonly diskGiB: number;
  readonly extraSpecs: Readonly<Record<string, string>>;
  /** Seen by all projects; a private one by none of those that are looked at here. */
  readonly isPublic: boolean;
}

export interface Image {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly status: string;
  readonly visibility: 'public' | 'private' | 'shared' | 'community';
  readonly hidden: boolean;
  /** Projects that it is shared with and that have accepted it. */
  readonly members: readonly string[];
  readonly diskFormat: string;
  readonly minDiskGiB: number;
  readonly minRamMiB: number;
  readonly sizeBytes: number | null;
  readonly tags: readonly string[];
  /** Custom properties, which Glance shows among the image's own fields. */
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly cidr: string;
  readonly gateway: string;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly status: string;
  readonly mtu: number;
  readonly external: boolean;
  readonly shared: boolean;
  /** Null where it is tied to no wire of the data centre. */
  readonly vlan: number | null;
  readonly subnets: readonly Subnet[];
  readonly tags: readonly string[];
  readonly createdAt: number;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  /** TCP ports let in. */
  readonly open: readonly number[];
  readonly ruleIds: readonly string[];
  readonly createdAt: number;
}

export interface Port {
  readonly id: string;
  readonly network: Network;
  readonly projectId: string;
  readonly serverId: string;
  readonly mac: string;
  readonly ip: string;
  readonly securityGroups: readonly SecurityGroup[];
  readonly floating: { readonly id: string; readonly ip: string } | null;
  readonly createdAt: number;
}

export interface Volume {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  status: string;
  readonly sizeGiB: number;
  readonly type: string;
  readonly bootable: boolean;
  readonly encrypted: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  attachment: { readonly id: string; readonly serverId: string; readonly device: string } | null;
  /** Whether it goes with its server. */
  readonly leaves?: boolean;
  readonly createdAt: number;
}

/** What was asked of a server, as `os-instance-actions` tells it. */
export interface ServerAction {
  readonly action: string;
  readonly requestId: string;
  readonly userId: string;
  readonly at: number;
}

export interface KeyPair {
  readonly name: string;
  readonly userId: string;
  readonly type: string;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly createdAt: number;
}

export interface Server {
  readonly id: string;
  name: string;
  readonly projectId: string;
  readonly userId: string;
  vmState: string;
  taskState: string | null;
  powerState: number;
  readonly imageId: string | null;
  flavor: Flavor;
  metadata: Readonly<Record<string, string>>;
  tags: readonly string[];
  readonly keyName: string | null;
  locked: boolean;
  /** Empty until a host was found for it. */
  host: string;
  zone: string;
  ports: readonly Port[];
  volumes: readonly Volume[];
  fault: string | null;
  readonly createdAt: number;
  updatedAt: number;
  launchedAt: number | null;
  /** When it was deleted; such a server is only shown to who asks for changes. */
  terminatedAt: number | null;
  /** What was asked of it, the newest first. */
  actions: readonly ServerAction[];
}

/** All of it. Lists are in the order in which their service lists them. */
export interface World {
  readonly region: string;
  readonly projects: readonly Project[];
  readonly users: readonly User[];
  readonly credentials: readonly ApplicationCredential[];
  /** The project and user that the settings and the environment sign in to. */
  readonly home: { readonly project: Project; readonly user: User };
  readonly flavors: readonly Flavor[];
  readonly images: readonly Image[];
  readonly networks: readonly Network[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly ports: Port[];
  readonly volumeTypes: readonly { readonly id: string; readonly name: string }[];
  readonly volumes: Volume[];
  readonly servers: Server[];
  readonly serversById: Map<string, Server>;
  readonly volumesById: Map<string, Volume>;
  readonly keyPairs: KeyPair[];
}

/** Keystone's own default domain. */
export const defaultDomain = { id: 'default', name: 'Default' } as const;
