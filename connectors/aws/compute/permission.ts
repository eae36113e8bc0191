/** What the state of an instance allows, in sentences where it does not. */
import type { Instance } from '../../contract/compute/instance.ts';
import type { InstanceAction } from '../../contract/compute/instance-verb.ts';

/** The verbs that depend on the state. */
export type PowerVerb = Exclude<InstanceAction['name'], 'setTags'>;

/**
 * The native states out of which EC2 takes each verb.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
 */
const from: Readonly<Record<PowerVerb, ReadonlySet<string>>> = {
  start: new Set(['stopped']),
  stop: new Set(['running']),
  reboot: new Set(['running']),
  remove: new Set(['pending', 'running', 'stopping', 'stopped']),
};

/** Those in which it is already where the verb leads, or on its way there. */
const there: Readonly<Record<PowerVerb, ReadonlySet<string>>> = {
  start: new Set(['pending', 'running']),
  stop: new Set(['stopping', 'stopped']),
  reboot: new Set(),
  remove: new Set(['shutting-down', 'terminated']),
};

const done: Readonly<Record<PowerVerb, string>> = {
  start: 'started',
  stop: 'stopped',
  reboot: 'rebooted',
  remove: 'terminated',
};

/** Why there is no use for the verb now; null where there is. */
export function reasonAgainst(verb: PowerVerb, { id, nativeState }: Instance): string | null {
  if (from[verb].has(nativeState)) return null;
  return `${id} is ${nativeState}, and can be ${done[verb]} only when it is ${listOf(verb)}.`;
}

/** Why the verb would be refused now; null where it would not, be it that there is nothing left to do. */
export function refusalOf(verb: PowerVerb, instance: Instance): string | null {
  return there[verb].has(instance.nativeState) ? null : reasonAgainst(verb, instance);
}

function listOf(verb: PowerVerb): string {
  const states = [...from[verb]];
  const last = states.pop() ?? '';
  return states.length === 0 ? last : `${states.join(', ')} or ${last}`;
}
