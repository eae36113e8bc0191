/** The crash matrix: operations whose gateway is killed at each step boundary, and what the clouds then hold. */
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../../connectors/simulation/random.ts';
import { type Deed, makeDeed, type VerbName, verbs } from './deed.ts';
import { ask, type GatewayProcess, startProcess } from './process.ts';
import { type Provider, providers, startWorld, type World } from './world.ts';

/** Where a process is killed: at a named place, or so many milliseconds after the request went out. */
export type Kill = { readonly failpoint: string } | { readonly afterMs: number };

/** One kill. */
export interface Scenario {
  readonly provider: Provider;
  readonly verb: VerbName;
  readonly kill: Kill;
  /** Whether the cloud also loses its first answer to a change. */
  readonly lost: boolean;
}

/** What became of it. `lost`: accepted or done by the gateway's word and not so in the cloud; `duplicated`: done twice. */
export interface Verdict {
  readonly scenario: Scenario;
  readonly killed: boolean;
  readonly acknowledged: boolean;
  readonly state: string;
  /** What the operation says went wrong. */
  readonly error: string | undefined;
  readonly lost: boolean;
  readonly duplicated: boolean;
}

/** The places, in the order in which the life of an operation passes them. */
export const failpoints: readonly string[] = [
  'op.intent.beforeCommit',
  'op.intent.afterCommit',
  'op.sending.beforeCommit',
  'op.sending.afterCommit',
  'op.step.beforeSend',
  'op.step.afterSend',
  'op.receipt.beforeCommit',
  'op.receipt.afterCommit',
  'op.poll.before',
  'op.poll.after',
  'op.done.beforeCommit',
  'op.done.afterCommit',
  'op.outcome.beforeCommit',
  'op.outcome.afterCommit',
];

/** Every place × verb × cloud, in an order that the seed decides; then kills at random moments, as many as wanted. */
export function scenarios(count: number, seed: number): readonly Scenario[] {
  const random = createRandom(seed).fork('scenarios');
  const each = failpoints.flatMap((failpoint) =>
    verbs.flatMap((verb) =>
      providers.map((provider): Scenario => ({ provider, verb, kill: { failpoint }, lost: random.chance(0.2) })),
    ),
  );
  const ordered = each.map((scenario) => ({ scenario, at: random.next() })).toSorted((a, b) => a.at - b.at);
  const named = ordered.map(({ scenario }) => scenario);
  const chance = Array.from({ length: Math.max(0, count - named.length) }, (): Scenario => ({
    provider: random.pick(providers),
    verb: random.pick(verbs),
    kill: { afterMs: random.whole(0, 600) },
    lost: random.chance(0.3),
  }));
  return [...named.slice(0, count), ...chance];
}

/** Runs scenarios one after another in one world, telling of each. */
export async function runMatrix(
  wanted: readonly Scenario[],
  seed: number,
  told: (verdict: Verdict) => void = () => undefined,
): Promise<readonly Verdict[]> {
  const world = await startWorld(seed, Math.min(1_000, 60 + wanted.length * 3));
  const random = createRandom(seed).fork('targets');
  const used = new Set<string>();
  const verdicts: Verdict[] = [];
  let gateway = await startProcess({ folder: world.folder });
  try {
    for (const [index, scenario] of wanted.entries()) {
      const key = `${seed}-${index}`;
      const deed = await makeDeed(world, gateway.url, scenario.provider, scenario.verb, key, random, used);
      await gateway.kill();
      const attempt = await killDuring(world, deed, scenario);
      gateway = await startProcess({ folder: world.folder });
      const verdict = await judge(world, gateway, deed, scenario, attempt);
      verdicts.push(verdict);
      told(verdict);
    }
  } finally {
    await gateway.kill();
    await world.close();
  }
  return verdicts;
}

interface Attempt {
  readonly killed: boolean;
  /** The operation that the client was told of, if it was. */
  readonly operation: string | undefined;
}

/** Asks for the deed, and has the process killed meanwhile. */
async function killDuring(world: World, deed: Deed, { kill, lost, provider }: Scenario): Promise<Attempt> {
  const cloud = world.clouds[provider];
  const failpoint = 'failpoint' in kill ? kill.failpoint : undefined;
  const gateway = await startProcess({ folder: world.folder, failpoint });
  let over = false;
  void gateway.ended.then(() => (over = true));
  if (lost) cloud.faults.set([{ kind: 'lost', action: changing[provider][deed.verb], times: 1 }]);
  const asked = ask(gateway.url, deed.mutation, deed.variables).then(
    (data) => (data['deed'] as { readonly operation: { readonly id: string } | null }).operation?.id,
    () => undefined,
  );
  if ('afterMs' in kill) await Promise.race([pause(kill.afterMs), gateway.ended]);
  else await Promise.race([gateway.ended, pause(15_000)]);
  const killed = over || 'afterMs' in kill;
  await gateway.kill();
  cloud.faults.set([]);
  return { killed, operation: await asked };
}

/** The calls that change something, whose answer may be lost. */
const changing: Readonly<Record<Provider, Readonly<Record<VerbName, string>>>> = {
  aws: { create: 'RunInstances', remove: 'TerminateInstances', stop: 'StopInstances' },
  openstack: { create: 'POST /servers', remove: 'DELETE /servers', stop: 'POST /servers' },
  vsphere: { create: 'CloneVM_Task', remove: 'Destroy_Task', stop: 'PowerOffVM_Task' },
};

interface Ended {
  readonly id: string;
  readonly state: string;
  readonly error: { readonly message: string } | null;
}

const wait = `query ($id: ID!) { waitOperation(id: $id, timeoutSeconds: 60) { id state error { message } } }`;

/** Sends the deed again as a client would, waits for its end and asks the cloud itself. */
async function judge(
  world: World,
  gateway: GatewayProcess,
  deed: Deed,
  scenario: Scenario,
  attempt: Attempt,
): Promise<Verdict> {
  const again = await ask(gateway.url, deed.mutation, deed.variables);
  const { operation } = again['deed'] as {
    readonly operation: { readonly id: string; readonly replayed: boolean } | null;
  };
  const ended =
    operation === null
      ? undefined
      : ((await ask(gateway.url, wait, { id: operation.id }))['waitOperation'] as Ended | null);
  const state = ended?.state ?? 'NONE';
  const done = deed.done(await world.instances(scenario.provider));
  // What a client was told of must still be there; what is said to be done must be so.
  const forgotten = attempt.operation !== undefined && attempt.operation !== operation?.id;
  const undone = state === 'SUCCEEDED' ? done < 1 : state !== 'UNKNOWN_OUTCOME';
  return {
    scenario,
    killed: attempt.killed,
    acknowledged: attempt.operation !== undefined,
    state,
    error: ended?.error?.message,
    lost: forgotten || undone,
    duplicated: done > 1,
  };
}
