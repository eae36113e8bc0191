/** An embedded OpenStack with a connector to it, for tests. */
import type { Call, UpstreamCall } from '../../../connectors/contract/call.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { Host } from '../../../connectors/contract/host.ts';
import { type Collection, formatId, type Id } from '../../../connectors/contract/ids.ts';
import { isLacking, type Lacks } from '../../../connectors/contract/lacks.ts';
import type { List } from '../../../connectors/contract/list.ts';
import { openstack } from '../../../connectors/openstack/index.ts';
import {
  type EmbeddedOpenstack,
  type OpenstackOptions,
  startOpenstackSimulator,
} from '../../../connectors/openstack/simulator/index.ts';

/** Both, and what the connector sent. */
export interface Opened extends AsyncDisposable {
  readonly cloud: EmbeddedOpenstack;
  readonly connector: Connector;
  readonly call: Call;
  /** `compute GET /servers/detail`, in order. */
  readonly sent: string[];
  /** What was counted: `native_state_unknown {…}`. */
  readonly counted: string[];
}

/** The name of the connection, and the only scope. */
export const name = 'stack';
export const scope = { region: 'RegionOne', account: null } as const;

/** The machine's own time, but nobody sleeps for long. */
export function hastyHost(counted: string[] = []): Host {
  return {
    now: () => Date.now(),
    random: () => 0.5,
    sleep: (_, signal) => {
      signal.throwIfAborted();
      return new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    span: (_, __, run) => run(),
    count: (what, labels) => {
      counted.push(`${what} ${JSON.stringify(labels)}`);
    },
  };
}

/** Starts one and connects to it with these settings changed. */
export async function open(
  options: Partial<OpenstackOptions> = {},
  changed: Readonly<Record<string, unknown>> = {},
  host?: Host,
): Promise<Opened> {
  const cloud = await startOpenstackSimulator({ size: 60, seed: 1, pace: 1, ...options });
  const sent: string[] = [];
  const counted: string[] = [];
  const connector = await openstack.connect(name, { ...cloud.settings, ...changed }, host ?? hastyHost(counted));
  return {
    cloud,
    connector,
    call: patient(sent),
    sent,
    counted,
    async [Symbol.asyncDispose]() {
      await connector.close();
      await cloud.close();
    },
  };
}

/** A call without end that writes down what is sent for it. */
export function patient(sent: string[], signal: AbortSignal = new AbortController().signal): Call {
  return {
    signal,
    trace: ({ service, action }: UpstreamCall) => sent.push(`${service} ${action}`),
  };
}

/** A capability that this cloud has. */
export function has<T>(capability: T | Lacks): T {
  if (isLacking(capability)) throw new Error(capability.lacks);
  return capability;
}

/** Everything of a list. */
export async function all<V>(list: List<V>, call: Call): Promise<V[]> {
  const items: V[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ scope, cursor }, call);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}

/** An id in the only region. */
export function id<C extends Collection>(collection: C, native: string): Id<C> {
  return formatId({ cloud: name, region: scope.region, collection, native });
}

/** A well-formed id that nothing has. */
export const nobody = '00000000-0000-4000-8000-00000000dead';
