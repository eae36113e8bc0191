/** A cloud in memory whose verbs do what a test has written down for each sending, and that remembers what it did. */
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { Instance, Instances } from '../../../connectors/contract/compute/instance.ts';
import { abortedError, CloudError } from '../../../connectors/contract/errors.ts';
import { formatId, type ImageId, type InstanceId } from '../../../connectors/contract/ids.ts';
import { type Lacks, lacks } from '../../../connectors/contract/lacks.ts';
import type { Begun, Order, Planned, Progress, Step, Verb } from '../../../connectors/contract/task.ts';
import type { AnySpec } from '../../../src/operations/verb.ts';

/**
 * What becomes of one sending. `ok`; `lost`: done, and the answer does not come; `drop`: not done, and no answer;
 * `hang`: never answered, not done; `throttle`, `closed`: not begun, come later; `unknown`: nobody can tell;
 * anything else is the code of a refusal, and `UNKNOWN` that of a fault of the cloud's own.
 */
export type Fate =
  | 'ok'
  | 'lost'
  | 'drop'
  | 'hang'
  | 'throttle'
  | 'closed'
  | 'unknown'
  | 'QUOTA'
  | 'DENIED'
  | 'CONFLICT'
  | 'UNAUTHENTICATED'
  | 'UNKNOWN';

/** What the cloud answers to one question about a receipt. */
export type Word = 'running' | 'succeeded' | 'failed' | 'absent' | 'denied' | 'unreadable';

export interface ScriptedCloud {
  readonly connector: Connector;
  /** The fates of the next sendings, in order; then all are `ok`. */
  readonly fates: Fate[];
  /** The words for the next questions about each receipt; then `succeeded`. */
  words: readonly Word[];
  /** What the cloud only tells with the progress. */
  toldLate: InstanceId | null;
  /** Whether a create is told at once what it makes. */
  tellsAtOnce: boolean;
  /** Makes every question about receipts fail. */
  deaf: CloudError | undefined;
  /** What there is to be read by id. */
  readonly records: Map<InstanceId, Instance>;
  /** Which were read by id, in order. */
  readonly looks: (readonly InstanceId[])[];
  /** What `plan` answers; by default that all is well. */
  plan: (spec: AnySpec, signal: AbortSignal) => Promise<Planned<AnySpec>>;
  /** Every order that was sent, in order. */
  readonly orders: Order[];
  /** How often each key had an effect. More than once is the failure that all of this is against. */
  readonly effects: ReadonlyMap<string, number>;
  /** The receipts of each question. */
  readonly questions: (readonly string[])[];
  /** How many sendings are under way. */
  readonly sending: () => number;
}

/** The id of an instance of a connection. */
export function instanceOf(cloud: string, native: string): InstanceId {
  return formatId({ cloud, region: 'here', collection: 'instances', native });
}

/** The id of an image of a connection. */
export function imageOf(cloud: string): ImageId {
  return formatId({ cloud, region: 'here', collection: 'images', native: 'image' });
}

/** Makes a cloud. What it knows outlives the connectors and gateways that speak to it. */
export function createScriptedCloud(
  connection: string,
  more: { readonly steps?: readonly string[] } = {},
): ScriptedCloud {
  const fates: Fate[] = [];
  const orders: Order[] = [];
  const effects = new Map<string, number>();
  const questions: (readonly string[])[] = [];
  const asked = new Map<string, number>();
  let sending = 0;

  function work({ key }: Order): void {
    effects.set(key, (effects.get(key) ?? 0) + 1);
  }

  async function begin(name: string, spec: AnySpec, order: Order, signal: AbortSignal): Promise<Begun> {
    orders.push(order);
    sending += 1;
    try {
      return await answer(name, spec, order, signal);
    } finally {
      sending -= 1;
    }
  }

  async function answer(name: string, spec: AnySpec, order: Order, signal: AbortSignal): Promise<Begun> {
    const made = cloud.tellsAtOnce ? instanceOf(connection, `made-by-${order.key}`) : null;
    const target = 'instanceId' in spec ? spec.instanceId : made;
    const begun: Begun = { type: 'begun', receipt: `${name}/${order.key}`, target };
    const fate = fates.shift() ?? 'ok';
    if (fate === 'hang') await endOf(signal);
    if (fate === 'throttle') throw new CloudError('THROTTLED', 'Too many.', { retryAfterMs: 3000 });
    if (fate === 'closed') throw new CloudError('UNAVAILABLE', 'Nobody there.', { nativeCode: 'ECONNREFUSED' });
    // Only who says that it may have been sent before is spared a second effect.
    if (order.sentAt !== null && effects.has(order.key)) return begun;
    if (fate === 'unknown') return { type: 'unknown', message: 'It cannot be told.' };
    if (fate === 'drop') throw new CloudError('TIMEOUT', 'No answer.');
    if (fate !== 'ok' && fate !== 'lost' && fate !== 'hang') throw new CloudError(fate, `Refused: ${fate}.`);
    work(order);
    if (fate === 'lost') throw new CloudError('UNAVAILABLE', 'The answer was lost.');
    return begun;
  }

  function progressOf(receipt: string): Progress | CloudError | undefined {
    const times = asked.get(receipt) ?? 0;
    asked.set(receipt, times + 1);
    const word = cloud.words[times] ?? 'succeeded';
    if (word === 'absent') return undefined;
    if (word === 'denied') return new CloudError('DENIED', 'Not now.');
    if (word === 'unreadable') return new CloudError('INVALID', 'No receipt of mine.');
    const error = word === 'failed' ? new CloudError('UNKNOWN', 'The disk is full.') : null;
    const nativeTask = { id: receipt, name: 'Work', state: word };
    return { state: word, fraction: word === 'running' ? 0.5 : null, error, target: cloud.toldLate, nativeTask };
  }

  function verb(name: string, steps: readonly string[]): Verb<AnySpec> {
    const made = steps.map((step): Step<AnySpec> => ({
      name: step,
      begin: (spec, order, { signal }) => begin(name, spec, order, signal),
    }));
    const [first = { name: 'Do', begin: made[0]?.begin ?? refuse }, ...others] = made;
    return { plan: (spec, { signal }) => cloud.plan(spec, signal), steps: [first, ...others] };
  }

  const no: Lacks = lacks('This cloud has nothing of the kind.');
  const instances = {
    load: (ids: readonly InstanceId[]) => {
      cloud.looks.push(ids);
      const records = ids.flatMap((id) => cloud.records.get(id) ?? []);
      return Promise.resolve({ values: new Map(records.map((record) => [record.id, record])) });
    },
    list: () => Promise.resolve({ items: [] }),
    networks: () => Promise.resolve({ values: new Map() }),
    actions: no,
    watch: no,
    create: verb('create', ['Launch']),
    remove: verb('remove', ['Destroy']),
    start: verb('start', ['Power on']),
    stop: verb('stop', more.steps ?? ['Ask the guest', 'Power off']),
    reboot: verb('reboot', ['Reset']),
    setTags: lacks('Nothing here has tags.'),
  } as Instances;

  const cloud: ScriptedCloud = {
    connector: {
      connection,
      provider: 'scripted',
      credential: 'scripted',
      instances,
      images: no,
      instanceTypes: no,
      volumes: no,
      networks: no,
      subnets: no,
      securityGroups: no,
      keyPairs: no,
      tasks: {
        progress(receipts, { signal }) {
          questions.push(receipts);
          if (cloud.deaf?.code === 'TIMEOUT') return endOf(signal);
          if (cloud.deaf !== undefined) return Promise.reject(cloud.deaf);
          const words = receipts.map((receipt) => [receipt, progressOf(receipt)] as const);
          return Promise.resolve({
            values: new Map(words.flatMap(([receipt, word]) => (isProgress(word) ? [[receipt, word] as const] : []))),
            failures: new Map(
              words.flatMap(([receipt, word]) => (word instanceof CloudError ? [[receipt, word] as const] : [])),
            ),
          });
        },
        told: { idOf: (receipt) => receipt },
      },
      scopes: () => Promise.resolve([{ region: 'here', account: null }]),
      check: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    fates,
    words: ['running'],
    deaf: undefined,
    toldLate: null,
    tellsAtOnce: true,
    records: new Map(),
    looks: [],
    plan: (spec) => Promise.resolve({ type: 'planned', spec }),
    orders,
    effects,
    questions,
    sending: () => sending,
  };
  return cloud;
}

function isProgress(word: Progress | CloudError | undefined): word is Progress {
  return word !== undefined && !(word instanceof CloudError);
}

function refuse(): Promise<never> {
  return Promise.reject(new CloudError('UNSUPPORTED', 'There is no step.'));
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const leave = (): void => {
      reject(abortedError(signal));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}
