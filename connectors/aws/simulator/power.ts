/** Answers what changes the state of instances: StartInstances, StopInstances, RebootInstances, TerminateInstances. */
import { type Answer, pickByIds, type Question } from './answer.ts';
import { instanceIds } from './instance.ts';
import { instanceStates, type SimulatedInstance, type SimulatedInstanceState } from './model.ts';
import { Refusal } from './refusal.ts';
import type { XmlFields } from './xml.ts';

/** One verb: from which states it leads where; from any other it is refused. */
interface Verb {
  /** `started`, as the refusal has it. */
  readonly done: string;
  readonly leads: Readonly<Partial<Record<SimulatedInstanceState, SimulatedInstanceState>>>;
}

const start: Verb = { done: 'started', leads: { stopped: 'pending', pending: 'pending', running: 'running' } };
const stop: Verb = { done: 'stopped', leads: { running: 'stopping', stopping: 'stopping', stopped: 'stopped' } };
const reboot: Verb = { done: 'rebooted', leads: { running: 'running' } };
const terminate: Verb = {
  done: 'terminated',
  leads: {
    pending: 'shutting-down',
    running: 'shutting-down',
    stopping: 'shutting-down',
    stopped: 'shutting-down',
    'shutting-down': 'shutting-down',
    terminated: 'terminated',
  },
};

/** All that are asked for, or a refusal before anything is done: one that cannot spoils it for all. */
function able(question: Question, verb: Verb): readonly SimulatedInstance[] {
  const { parameters, region } = question;
  const ids = parameters.list('InstanceId');
  if (ids.length === 0) {
    throw new Refusal('MissingParameter', 'The request must contain the parameter InstanceId');
  }
  const instances = pickByIds(ids, instanceIds, (id) => region.instances.get(id));
  const unable = instances.find(({ state }) => verb.leads[state] === undefined);
  if (unable !== undefined) {
    throw new Refusal(
      'IncorrectInstanceState',
      `The instance '${unable.id}' is not in a state from which it can be ${verb.done}.`,
    );
  }
  return instances;
}

/** Turns them, and tells of each what it was and what it is now. */
function turned(question: Question, verb: Verb, reason: SimulatedInstance['reason'], forced = false): XmlFields {
  const { region, life } = question;
  return {
    instancesSet: able(question, verb).map((instance) => {
      const previous = instance.state;
      const current = verb.leads[previous] ?? previous;
      if (current !== previous) {
        if (current === 'pending') instance.launchedAt = life.now();
        life.turn(region, instance, current, reason, forced);
      } else if (forced && current === 'stopping') life.turn(region, instance, current, reason, forced);
      return {
        instanceId: instance.id,
        currentState: { code: instanceStates[current], name: current },
        previousState: { code: instanceStates[previous], name: previous },
      };
    }),
  };
}

function byUser(code: 'Client.UserInitiatedShutdown' | 'Client.UserInitiatedHibernate', what: string) {
  return { code, message: `${code}: User initiated ${what}` };
}

export const startInstances: Answer = (question) => turned(question, start, { code: 'pending', message: 'pending' });

export const stopInstances: Answer = (question) =>
  turned(
    question,
    stop,
    question.parameters.flag('Hibernate')
      ? byUser('Client.UserInitiatedHibernate', 'hibernate')
      : byUser('Client.UserInitiatedShutdown', 'shutdown'),
    question.parameters.flag('Force'),
  );

/** One that is protected spoils it for all. */
export const terminateInstances: Answer = (question) => {
  const held = able(question, terminate).find((instance) => instance.protected && instance.state !== 'terminated');
  if (held !== undefined) {
    throw new Refusal(
      'OperationNotPermitted',
      `The instance '${held.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    );
  }
  return turned(question, terminate, byUser('Client.UserInitiatedShutdown', 'shutdown'));
};

/** Nobody sees it: the instance stays `running`. */
export const rebootInstances: Answer = (question) => {
  able(question, reboot);
  return { return: true };
};
