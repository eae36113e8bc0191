/** The only place that reads the process's environment, and the twins that flags have there. */

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** The flags of the command line, as they were typed; what is not there was not typed. */
export interface Flags {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly config?: string | undefined;
  readonly data?: string | undefined;
  readonly profile?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly demo?: boolean | undefined;
  readonly demoSize?: string | undefined;
  readonly demoSeed?: string | undefined;
  readonly demoFault?: readonly string[] | undefined;
  readonly awsPort?: string | undefined;
  readonly openstackPort?: string | undefined;
  readonly vspherePort?: string | undefined;
}

/** A flag, its twin, and what both mean. Repeatable ones are separated by commas in the environment. */
export interface FlagTwin {
  readonly name: keyof Flags;
  readonly flag: string;
  readonly variable: string;
  /** Empty for a switch. */
  readonly value: string;
  readonly description: string;
  /** What is started by `clouds` too, and not by `serve` alone. */
  readonly embedded: boolean;
}

/** Every flag with its twin. */
export const twins: readonly FlagTwin[] = [
  twin('port', 'PORT', 'NUMBER', 'where to listen (default 4000; 0 for any free port)'),
  twin('host', 'HOST', 'ADDRESS', 'on which address (default 127.0.0.1)'),
  twin('config', 'NEPHOGRAPH_CONFIG', 'FILE', 'the configuration (default nephograph.yaml, where there is one)'),
  twin(
    'data',
    'NEPHOGRAPH_DATA',
    'FILE',
    'the journal of operations (default operations.db in ~/.local/state/nephograph)',
  ),
  twin('profile', 'NEPHOGRAPH_PROFILE', 'NAME', 'development, or production: no introspection, no GraphiQL'),
  twin('logLevel', 'NEPHOGRAPH_LOG_LEVEL', 'LEVEL', 'silent, error, warn, info or debug'),
  twin('demo', 'NEPHOGRAPH_DEMO', '', 'start the embedded clouds, and look for no others'),
  twin(
    'demoSize',
    'NEPHOGRAPH_DEMO_SIZE',
    'NUMBER',
    'instances of each embedded cloud (default 60, at most 10000)',
    true,
  ),
  twin('demoSeed', 'NEPHOGRAPH_DEMO_SEED', 'NUMBER', 'the same seed makes the same fleet (default 7)', true),
  twin(
    'demoFault',
    'NEPHOGRAPH_DEMO_FAULT',
    'CLOUD=FAULT',
    'make an embedded cloud fail, such as vsphere-demo=hang',
    true,
  ),
  twin('awsPort', 'NEPHOGRAPH_AWS_PORT', 'NUMBER', 'the port of the embedded AWS (default any free one)', true),
  twin('openstackPort', 'NEPHOGRAPH_OPENSTACK_PORT', 'NUMBER', 'the port of the embedded OpenStack', true),
  twin('vspherePort', 'NEPHOGRAPH_VSPHERE_PORT', 'NUMBER', 'the port of the embedded vSphere', true),
];

function twin(name: keyof Flags, variable: string, value: string, description: string, embedded = false): FlagTwin {
  const flag = `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
  return { name, flag, variable, value, description, embedded };
}

/** What one flag was set to, and by which of the two. An empty variable is not set. */
export interface FlagValue {
  readonly text: string;
  /** `--port` or `PORT`. */
  readonly place: string;
}

/** The flags as set on the command line, or else in the environment. */
export type FlagValues = Readonly<Partial<Record<keyof Flags, readonly FlagValue[]>>>;

/** Reads each flag or its twin. */
export function readFlags(flags: Flags, env: Environment): FlagValues {
  const values: Partial<Record<keyof Flags, readonly FlagValue[]>> = {};
  for (const { name, flag, variable } of twins) {
    const typed = flags[name];
    const inherited = env[variable];
    if (typed !== undefined) {
      const texts = typeof typed === 'object' ? typed : [String(typed)];
      values[name] = texts.map((text) => ({ text, place: flag }));
    } else if (inherited !== undefined && inherited !== '') {
      const texts = name === 'demoFault' ? inherited.split(',').map((text) => text.trim()) : [inherited];
      values[name] = texts.map((text) => ({ text, place: variable }));
    }
  }
  return values;
}
