/** What is asked of verbs whose time is over before anything was sent: that they say so, so that no human has to. */
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../connectors/contract/connector.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import { isLacking, type Lacks } from '../../connectors/contract/lacks.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Begun, Order, Verb } from '../../connectors/contract/task.ts';
import type { Call } from '../../connectors/contract/call.ts';
import { present, tracedCall } from './harness.ts';

/** A step of a verb on an instance, ready to be sent. */
export interface Ready {
  readonly name: string;
  readonly begin: (order: Order, call: Call) => Promise<Begun>;
}

/** What a connector says of a sending that has certainly begun nothing. */
export const unsent = { code: 'UNAVAILABLE', nativeCode: 'ECONNREFUSED' } as const;

/** The steps of all verbs on an instance that have something to send, whatever its state. */
export function stepsOn({ instances }: Connector, instanceId: InstanceId): readonly Ready[] {
  const { start, stop, reboot, remove, setTags } = present(instances);
  const guest = { instanceId, mode: 'GUEST', deadlineMs: 1_000 } as const;
  const tags = { instanceId, set: [{ key: 'conformance', value: 'yes' }], remove: ['never-there'] };
  return [
    ...ready('start', start, { instanceId }),
    ...ready('stop', stop, guest),
    ...ready('reboot softly', reboot, { instanceId, mode: 'SOFT' }),
    ...ready('reboot hard', reboot, { instanceId, mode: 'HARD' }),
    ...ready('remove', remove, { instanceId }),
    ...ready('set tags', setTags, tags),
  ];
}

function ready<Spec>(name: string, verb: Verb<Spec> | Lacks, spec: NoInfer<Spec>): readonly Ready[] {
  if (isLacking(verb)) return [];
  return verb.steps.map((step) => ({
    name: `${name}: ${step.name}`,
    begin: (order, call) => step.begin(spec, order, call),
  }));
}

/** Runs the suite. It changes nothing: nothing of it is ever sent. */
export function sendingConformance(opened: () => Connector): void {
  describe('what is sent', () => {
    it('is nothing when its time is over, and each step says so', async () => {
      const [scope] = await opened().scopes(tracedCall());
      if (scope === undefined) throw new Error('The cloud has no scope.');
      const { items } = await present(opened().instances).list({ scope }, tracedCall());
      const [instance] = items;
      if (instance === undefined) throw new Error('The cloud has no instance.');
      const steps = stepsOn(opened(), instance.id);
      expect(steps.length).toBeGreaterThan(0);
      for (const { name, begin } of steps) {
        const over = AbortSignal.abort(new CloudError('TIMEOUT', 'No answer within the deadline.'));
        const order = { key: 'conformance', sentAt: null, resend: false };
        await expect(begin(order, tracedCall(over)), name).rejects.toMatchObject(unsent);
      }
      const { values } = await present(opened().instances).load([instance.id], tracedCall());
      expect(values.get(instance.id)?.state).toBe(instance.state);
    });
  });
}
