/** What the state of an instance allows, in sentences where it does not. */
import type { Instance } from '../../contract/compute/instance.ts';
import type { InstanceAction } from '../../contract/compute/instance-verb.ts';

/** The verbs that depend on the state. */
export type PowerVerb = Exclude<InstanceAction['name'], 'setTags'>;

/**
 * The native states out of which EC2 takes each verb, those included in which it has nothing left to do.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
 */
const from: Readonly<Record<PowerVerb, ReadonlySet<string>>> = {
  start: new Set(['stopped', 'pending', 'running']),
  stop: new Set(['running', 'stopping', 'stopped']),
  reboot: new Set(['running']),
  remove: new Set(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']),
};

const done: Readonly<Record<PowerVerb, string>> = {
  start: 'started',
  stop: 'stopped',
  reboot: 'rebooted',
  remove: 'terminated',
};

/** Why the verb cannot be used on it now; null where it can. */
export function reasonAgainst(verb: PowerVerb, { id, nativeState }: Instance): string | null {
  return from[verb].has(nativeState)
    ? null
    : `${id} is ${nativeState}, and can be ${done[verb]} only when it is ${listOf(verb)}.`;
}

function listOf(verb: PowerVerb): string {
  const states = [...from[verb]];
  const last = states.pop() ?? '';
  return states.length === 0 ? last : `${states.join(', ')} or ${last}`;
}
