/** Runs the clouds' own command line clients against any endpoint, a peer or an embedded cloud, and reads what they print. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { type AwsPeer, type OpenstackPeer, peersHome, type VspherePeer } from './peer.ts';

/** A command as `test/peers/up` installs it. */
export type Command = 'aws' | 'openstack' | 'govc';

/** What a client prints of one machine, volume or anything else it lists. */
export interface Listed {
  readonly id: string;
  /** In the cloud's words; empty where the client shows none. */
  readonly state: string;
  readonly name: string | null;
}

/** The environment in which a client talks to one cloud as one user. */
export type ClientEnvironment = Readonly<Record<string, string>>;

/** A client that ended badly: what it said. */
export class ClientRefused extends Error {
  override readonly name = 'ClientRefused';
  readonly status: number;
  readonly stderr: string;
  constructor(command: string, status: number, stderr: string) {
    super(`${command} ended with ${status}: ${stderr}`);
    this.status = status;
    this.stderr = stderr;
  }
}

/** Nothing of this machine's own set-up reaches a client: no home with sessions and profiles, no metadata service. */
const isolated: ClientEnvironment = {
  PATH: process.env['PATH'] ?? '',
  HOME: path.join(peersHome, 'clients', 'home'),
  LC_ALL: 'C.UTF-8',
  AWS_CONFIG_FILE: path.join(peersHome, 'clients', 'home', 'no-config'),
  AWS_SHARED_CREDENTIALS_FILE: path.join(peersHome, 'clients', 'home', 'no-credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
  AWS_MAX_ATTEMPTS: '1',
  // A kept session would hide that a password is wrong.
  GOVC_PERSIST_SESSION: 'false',
};

/** Runs a client; answers what it printed. Rejects with `ClientRefused`, or with why it could not run at all. */
export function runClient(command: Command, args: readonly string[], environment: ClientEnvironment): Promise<string> {
  const file = path.join(peersHome, 'clients', 'bin', command);
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { env: { ...isolated, ...environment }, maxBuffer: 256 * 1024 * 1024, timeout: 60_000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (typeof error.code === 'number') {
          const called = `${command} ${args.slice(0, 4).join(' ')}${args.length > 4 ? ' …' : ''}`;
          reject(new ClientRefused(called, error.code, stderr));
        } else reject(new Error(`${file} could not run (npm run peers:up installs it)`, { cause: error }));
      },
    );
  });
}

/** What the clients need to reach each peer. */
export function awsEnvironment(peer: AwsPeer, region: string): ClientEnvironment {
  return {
    AWS_ENDPOINT_URL: peer.endpoint,
    AWS_ACCESS_KEY_ID: peer.accessKeyId,
    AWS_SECRET_ACCESS_KEY: peer.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
export function openstackEnvironment(peer: OpenstackPeer): ClientEnvironment {
  return {
    OS_AUTH_URL: peer.authUrl,
    OS_USERNAME: peer.username,
    OS_PASSWORD: peer.password,
    OS_PROJECT_NAME: peer.projectName,
    OS_USER_DOMAIN_NAME: peer.userDomainName,
    OS_PROJECT_DOMAIN_NAME: peer.projectDomainName,
    OS_REGION_NAME: peer.regionName,
    OS_IDENTITY_API_VERSION: '3',
  };
}
export function vsphereEnvironment(peer: VspherePeer): ClientEnvironment {
  return {
    GOVC_URL: peer.url,
    GOVC_USERNAME: peer.username,
    GOVC_PASSWORD: peer.password,
    GOVC_TLS_CA_CERTS: peer.caFile,
  };
}

const tags = z
  .array(z.object({ Key: z.string(), Value: z.string() }))
  .optional()
  .transform((all) => all?.find(({ Key }) => Key === 'Name')?.Value ?? null);
const ec2 = {
  instances: z
    .object({
      Reservations: z.array(
        z.object({
          Instances: z.array(z.object({ InstanceId: z.string(), State: z.object({ Name: z.string() }), Tags: tags })),
        }),
      ),
    })
    .transform(({ Reservations }) =>
      Reservations.flatMap(({ Instances }) => Instances).map((row) => ({
        id: row.InstanceId,
        state: row.State.Name,
        name: row.Tags,
      })),
    ),
  volumes: z
    .object({ Volumes: z.array(z.object({ VolumeId: z.string(), State: z.string(), Tags: tags })) })
    .transform(({ Volumes }) => Volumes.map((row) => ({ id: row.VolumeId, state: row.State, name: row.Tags }))),
  images: z
    .object({ Images: z.array(z.object({ ImageId: z.string(), State: z.string(), Name: z.string().optional() })) })
    .transform(({ Images }) => Images.map((row) => ({ id: row.ImageId, state: row.State, name: row.Name ?? null }))),
  vpcs: z
    .object({ Vpcs: z.array(z.object({ VpcId: z.string(), State: z.string(), Tags: tags })) })
    .transform(({ Vpcs }) => Vpcs.map((row) => ({ id: row.VpcId, state: row.State, name: row.Tags }))),
  'instance-types': z
    .object({ InstanceTypes: z.array(z.object({ InstanceType: z.string() })) })
    .transform(({ InstanceTypes }) =>
      InstanceTypes.map((row) => ({ id: row.InstanceType, state: '', name: row.InstanceType })),
    ),
};

/** `aws ec2 describe-WHAT`. */
export async function awsDescribe(
  what: keyof typeof ec2,
  environment: ClientEnvironment,
  ...args: readonly string[]
): Promise<readonly Listed[]> {
  const printed = await runClient('aws', ['ec2', `describe-${what}`, '--output', 'json', ...args], environment);
  return ec2[what].parse(JSON.parse(printed === '' ? '{}' : printed));
}

const openstackRows = z.array(
  z
    .object({
      ID: z.string(),
      Name: z.string().nullable(),
      Status: z.string().optional(),
      'Task State': z.string().nullish(),
    })
    .transform((row) => ({
      id: row.ID,
      name: row.Name,
      state: (row.Status ?? '') + (row['Task State'] ? `/${row['Task State']}` : ''),
    })),
);

/** `openstack WHAT list`; the state of a server is its status, with the task state behind a slash where it has one. */
export async function openstackList(
  what: 'server' | 'volume' | 'network' | 'image' | 'flavor',
  environment: ClientEnvironment,
  ...args: readonly string[]
): Promise<readonly Listed[]> {
  const long = what === 'server' || what === 'volume' ? ['--long'] : [];
  return openstackRows.parse(
    JSON.parse(await runClient('openstack', [what, 'list', ...long, '-f', 'json', ...args], environment)),
  );
}

/** `openstack WHAT show`. */
export async function openstackShow(
  what: 'server' | 'volume' | 'network' | 'image',
  id: string,
  environment: ClientEnvironment,
): Promise<Readonly<Record<string, unknown>>> {
  const printed = await runClient('openstack', [what, 'show', id, '-f', 'json'], environment);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(printed));
}

/** A machine as `govc vm.info` prints it. */
export interface Machine extends Listed {
  readonly template: boolean;
  readonly instanceUuid: string;
  /** Of the extension that made it, such as `org.openstack.compute`; empty for most. */
  readonly managedBy: string;
  readonly managedType: string;
}

const machines = z.object({
  VirtualMachines: z
    .array(
      z.object({
        Self: z.object({ Value: z.string() }),
        Name: z.string(),
        Runtime: z.object({ PowerState: z.string(), ConnectionState: z.string() }),
        Config: z
          .object({
            Template: z.boolean(),
            InstanceUuid: z.string(),
            ManagedBy: z.object({ ExtensionKey: z.string(), Type: z.string() }).nullish(),
          })
          .nullish(),
      }),
    )
    .nullable(),
});

/** `govc find / -type m`: the inventory paths of all machines. */
export async function govcFind(environment: ClientEnvironment, ...args: readonly string[]): Promise<readonly string[]> {
  return (await runClient('govc', ['find', ...args, '/', '-type', 'm'], environment)).split('\n').filter(Boolean);
}

/** vCenter writes these three characters of a name as escapes, and only these. */
function unescaped(name: string): string {
  return name.replaceAll(/%(?:2f|5c|25)/giu, (escape) => decodeURIComponent(escape));
}

/** `govc vm.info -json` of machines by their paths; the state is power and connection, as `poweredOn/connected`. */
export async function govcMachines(
  paths: readonly string[],
  environment: ClientEnvironment,
): Promise<readonly Machine[]> {
  const printed = await runClient('govc', ['vm.info', '-json', ...paths], environment);
  return (machines.parse(JSON.parse(printed)).VirtualMachines ?? []).map((row) => ({
    id: row.Self.Value,
    name: unescaped(row.Name),
    state: `${row.Runtime.PowerState}/${row.Runtime.ConnectionState}`,
    template: row.Config?.Template ?? false,
    instanceUuid: row.Config?.InstanceUuid ?? '',
    managedBy: row.Config?.ManagedBy?.ExtensionKey ?? '',
    managedType: row.Config?.ManagedBy?.Type ?? '',
  }));
}
