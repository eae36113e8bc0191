/** Starting, stopping, rebooting and terminating instances. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { Instance } from '../../contract/compute/instance.ts';
import type { InstanceReboot, InstanceStop, InstanceTarget } from '../../contract/compute/instance-verb.ts';
import { toCloudError } from '../../contract/errors.ts';
import { type InstanceId, partsOf } from '../../contract/ids.ts';
import type { Begun, Planned, SpecProblem, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { change } from '../change.ts';
import type { Session } from '../session.ts';
import type { ScopeOf } from './account.ts';
import { type PowerVerb, refusalOf } from './permission.ts';
import { present, problem } from './problem.ts';
import { formatReceipt, targetOf, type Work } from './receipt.ts';

/** What these verbs are made of. */
export interface Hands {
  readonly session: Session;
  readonly load: BatchLoad<InstanceId, Instance>;
  readonly protections: BatchLoad<InstanceId, boolean>;
  readonly scopeOf: ScopeOf;
}

/** StartInstances. Sent again it changes nothing, so an unknown outcome is no trouble. */
export function createStart(hands: Hands): Verb<InstanceTarget> {
  return {
    plan: (spec, call) => planned(hands, 'start', spec, call),
    steps: [
      stepOf('Start', ({ instanceId }, sending, call) =>
        begun(hands, 'start', instanceId, sending, call, (work) =>
          change(hands.session, work, 'StartInstances', sending, call, ({ sdk, client, signal }) =>
            client.send(new sdk.StartInstancesCommand({ InstanceIds: [work.native] }), { abortSignal: signal }),
          ),
        ),
      ),
    ],
  };
}

/**
 * StopInstances, which asks the guest. What has not stopped by the deadline is stopped by force in the second step;
 * `FORCED` forces in the first one already. Either may be sent again.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html
 */
export function createStop(hands: Hands): Verb<InstanceStop> {
  const { session } = hands;
  function stop(spec: InstanceStop, forced: boolean, sending: Sending, call: Call): Promise<Begun> {
    const until = forced ? null : session.host.now() + spec.deadlineMs;
    const send = (work: Place) =>
      change(session, work, 'StopInstances', sending, call, ({ sdk, client, signal }) =>
        client.send(new sdk.StopInstancesCommand({ InstanceIds: [work.native], ...(forced ? { Force: true } : {}) }), {
          abortSignal: signal,
        }),
      );
    return begun(hands, 'stop', spec.instanceId, sending, call, send, until);
  }
  return {
    plan: (spec, call) => planned(hands, 'stop', spec, call),
    steps: [
      stepOf('Stop', (spec, sending, call) => stop(spec, spec.mode === 'FORCED', sending, call)),
      stepOf('Force', async (spec, sending, call) => {
        const { found } = await present(hands.load, [spec.instanceId], ['instanceId'], call);
        const still = found.some(({ nativeState }) => nativeState === 'running' || nativeState === 'stopping');
        return still ? await stop(spec, true, sending, call) : done(session, spec.instanceId);
      }),
    ],
  };
}

/**
 * RebootInstances: asks the guest, and resets the machine where that does not answer within some minutes; EC2 has no
 * other way, and leaves no trace of it. So a reboot of which no answer came is unknown, and a human decides.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RebootInstances.html
 */
export function createReboot(hands: Hands): Verb<InstanceReboot> {
  return {
    plan: (spec, call) => planned(hands, 'reboot', spec, call),
    steps: [
      stepOf('Reboot', async ({ instanceId }, sending, call) => {
        if (sending.sentAt !== null && !sending.resend) {
          const message = `EC2 keeps no record of reboots: whether ${instanceId} was rebooted, only its own log can tell.`;
          return { type: 'unknown', message };
        }
        return await begun(hands, 'done', instanceId, sending, call, (work) =>
          change(hands.session, work, 'RebootInstances', sending, call, ({ sdk, client, signal }) =>
            client.send(new sdk.RebootInstancesCommand({ InstanceIds: [work.native] }), { abortSignal: signal }),
          ),
        );
      }),
    ],
  };
}

/** TerminateInstances. What is gone already is where this leads. */
export function createRemove(hands: Hands): Verb<InstanceTarget> {
  return {
    plan: (spec, call) => planned(hands, 'remove', spec, call),
    steps: [
      stepOf('Terminate', async ({ instanceId }, sending, call) => {
        try {
          return await begun(hands, 'remove', instanceId, sending, call, (work) =>
            change(hands.session, work, 'TerminateInstances', sending, call, ({ sdk, client, signal }) =>
              client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [work.native] }), { abortSignal: signal }),
            ),
          );
        } catch (thrown) {
          if (toCloudError(thrown).code === 'NOT_FOUND') return done(hands.session, instanceId);
          throw thrown;
        }
      }),
    ],
  };
}

/** Whether the verb can be used on it as it is now. */
async function planned<Spec extends InstanceTarget>(
  { load, protections }: Hands,
  verb: PowerVerb,
  spec: Spec,
  call: Call,
): Promise<Planned<Spec>> {
  const path = ['instanceId'];
  const { found, problems } = await present(load, [spec.instanceId], path, call);
  const against = found.flatMap((instance): readonly SpecProblem[] => {
    const reason = refusalOf(verb, instance);
    return reason === null ? [] : [problem('INVALID_STATE', path, reason)];
  });
  const all = [...problems, ...against];
  if (all.length > 0) return { type: 'refused', problems: all };
  if (verb === 'remove') {
    const held = await protections([spec.instanceId], call);
    if (held.values.get(spec.instanceId) === true) {
      return { type: 'refused', problems: [problem('INVALID_STATE', path, protectedReason(spec.instanceId))] };
    }
  }
  return { type: 'planned', spec };
}

/** Why a protected instance is not terminated. */
export function protectedReason(id: InstanceId): string {
  return `${id} is protected against termination: turn its attribute disableApiTermination off first.`;
}

/** Where a change goes: a scope, and the native id there. */
interface Place {
  readonly region: string;
  readonly account: string | null;
  readonly native: string;
}

async function begun(
  { session, scopeOf }: Hands,
  verb: Work['verb'],
  id: InstanceId,
  sending: Sending,
  call: Call,
  send: (place: Place) => Promise<unknown>,
  until: number | null = null,
): Promise<Begun> {
  // Nothing of what these verbs do is looked for: sent again, they change nothing, or a human has said so.
  sending.looked();
  const scope = await scopeOf(id, call);
  const { native } = partsOf(id);
  const work: Work = { verb, ...scope, instance: native, at: session.host.now(), until };
  await send({ ...scope, native });
  return { type: 'begun', receipt: formatReceipt(work), target: targetOf(session.connection, work) };
}

/** Begun and done: it is where the step leads. */
function done({ host }: Session, id: InstanceId): Begun {
  const { region, native } = partsOf(id);
  const work: Work = { verb: 'done', region, account: null, instance: native, at: host.now(), until: null };
  return { type: 'begun', receipt: formatReceipt(work), target: id };
}
