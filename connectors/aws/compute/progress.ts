/** How far begun work is: EC2 has no tasks, so the instances themselves are asked, all of a scope in one call. */
import type { BatchLoad, Found } from '../../contract/batch.ts';
import type { Instance } from '../../contract/compute/instance.ts';
import { CloudError, toCloudError } from '../../contract/errors.ts';
import type { InstanceId } from '../../contract/ids.ts';
import { lacks } from '../../contract/lacks.ts';
import type { Scope } from '../../contract/list.ts';
import type { Progress, Receipt, Tasks } from '../../contract/task.ts';
import type { Session } from '../session.ts';
import { parseReceipt, scopeOf, targetOf, type Work } from './receipt.ts';

/** EC2 may not yet show what it has just taken on. Milliseconds. */
const settlingMs = 60_000;

/** Makes the look after work. */
export function createTasks(session: Session, within: (scope: Scope) => BatchLoad<InstanceId, Instance>): Tasks {
  const { connection, host } = session;

  /** All of one scope. */
  async function inScope(works: readonly (readonly [Receipt, Work])[], call: Parameters<Tasks['progress']>[1]) {
    const values = new Map<Receipt, Progress>();
    const failures = new Map<Receipt, CloudError>();
    const [first] = works;
    if (first === undefined) return { values, failures };
    const ids = new Set(works.flatMap(([, work]) => targetOf(connection, work) ?? []));
    const found = await within(scopeOf(first[1]))([...ids], call).catch(
      (thrown: unknown): Found<InstanceId, Instance> => {
        const error = toCloudError(thrown);
        return { values: new Map(), failures: new Map([...ids].map((id) => [id, error])) };
      },
    );
    for (const [receipt, work] of works) {
      const target = targetOf(connection, work);
      const failure = target === null ? undefined : found.failures?.get(target);
      const instance = target === null ? undefined : found.values.get(target);
      if (failure !== undefined) failures.set(receipt, failure);
      else if (instance !== undefined) values.set(receipt, progressOf(work, instance, host.now()));
      else if (work.verb === 'remove') values.set(receipt, { ...succeeded, target });
      else if (host.now() - work.at < settlingMs) values.set(receipt, { ...running, target });
    }
    return { values, failures };
  }

  return {
    async progress(receipts, call) {
      const values = new Map<Receipt, Progress>();
      const failures = new Map<Receipt, CloudError>();
      const works: (readonly [Receipt, Work])[] = [];
      for (const receipt of receipts) {
        const work = parseReceipt(receipt);
        if (work === undefined) {
          failures.set(receipt, new CloudError('INVALID', 'This is not a receipt of EC2.', { cloud: connection }));
        } else if (work.verb === 'done' || work.instance === null) {
          values.set(receipt, { ...succeeded, target: targetOf(connection, work) });
        } else works.push([receipt, work]);
      }
      const byScope = Map.groupBy(works, ([, { region, account }]) => JSON.stringify([region, account]));
      const answers = await Promise.all([...byScope.values()].map((part) => inScope(part, call)));
      for (const answer of answers) {
        for (const [receipt, progress] of answer.values) values.set(receipt, progress);
        for (const [receipt, error] of answer.failures) failures.set(receipt, error);
      }
      return { values, failures };
    },
    told: lacks('EC2 does not tell who changes an instance, only what it has become.'),
  };
}

const running: Progress = { state: 'running', fraction: null, error: null, target: null, nativeTask: null };
const succeeded: Progress = { ...running, state: 'succeeded' };

/** What the state of the instance says about the work. Exported for its table of tests. */
export function progressOf(work: Work, instance: Instance, now: number): Progress {
  const settling = now - work.at < settlingMs;
  const target = instance.id;
  const still = { ...running, target };
  const over = { ...succeeded, target };
  switch (work.verb) {
    case 'create':
      if (instance.state === 'ERROR') return failed(instance, 'could not be launched');
      // Whatever has been done to it since, it was made.
      return instance.nativeState === 'pending' ? still : over;
    case 'start':
      if (instance.nativeState === 'running') return over;
      if (instance.nativeState === 'pending') return still;
      return settling && !brokeDown(instance) ? still : failed(instance, 'was to be started');
    case 'stop':
      if (instance.nativeState === 'stopped') return over;
      if (instance.nativeState !== 'stopping' && !(instance.nativeState === 'running' && settling)) {
        return failed(instance, 'was to be stopped');
      }
      // The guest has had its time: the next step uses force.
      return work.until !== null && now >= work.until ? over : still;
    case 'remove':
      if (instance.nativeState === 'terminated') return over;
      return instance.nativeState === 'shutting-down' || settling ? still : failed(instance, 'was to be terminated');
    case 'done':
      return over;
    default:
      return work.verb satisfies never;
  }
}

/** Reasons of AWS's own, as opposed to `Client.User…`: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
function brokeDown(instance: Instance): boolean {
  return /^Server\.|^Client\.(?!User|InstanceInitiated)/u.test(reasonOf(instance)?.code ?? '');
}

function failed(instance: Instance, what: string): Progress {
  const reason = reasonOf(instance);
  const why = reason === undefined ? '' : `: ${reason.message}`;
  const error = new CloudError(
    /Limit|Capacity/u.test(reason?.code ?? '') ? 'QUOTA' : 'CONFLICT',
    `${instance.id} ${what}, and is ${instance.nativeState}${why}.`,
    { service: 'ec2', nativeCode: reason?.code },
  );
  return { ...running, state: 'failed', error, target: instance.id };
}

function reasonOf({ native }: Instance): { readonly code: string; readonly message: string } | undefined {
  const reason = (native as { readonly StateReason?: { readonly Code?: unknown; readonly Message?: unknown } })
    .StateReason;
  if (typeof reason?.Code !== 'string') return undefined;
  return { code: reason.Code, message: typeof reason.Message === 'string' ? reason.Message : reason.Code };
}
