/** Answers DescribeInstanceAttribute and ModifyInstanceAttribute, for what an instance of this world has of them. */
import { type Answer, pickByIds, type Question } from './answer.ts';
import { instanceIds } from './instance.ts';
import type { SimulatedInstance } from './model.ts';
import { Refusal } from './refusal.ts';
import type { XmlValue } from './xml.ts';

const attributes: Readonly<Record<string, (instance: SimulatedInstance) => XmlValue>> = {
  disableApiTermination: ({ protected: held }) => ({ value: held }),
  disableApiStop: () => ({ value: false }),
  instanceType: ({ type }) => ({ value: type }),
  instanceInitiatedShutdownBehavior: () => ({ value: 'stop' }),
  rootDeviceName: () => ({ value: '/dev/xvda' }),
  userData: ({ userData }) => (userData === undefined ? {} : { value: userData }),
  groupSet: ({ groups }) => groups.map(({ id }) => ({ groupId: id })),
};

function instanceOf({ parameters, region }: Question): SimulatedInstance {
  const id = parameters.text('InstanceId') ?? '';
  const [instance] = pickByIds([id], instanceIds, (one) => region.instances.get(one));
  if (instance === undefined) throw new Refusal('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  return instance;
}

export const describeInstanceAttribute: Answer = (question) => {
  const name = question.parameters.text('Attribute') ?? '';
  const read = attributes[name];
  if (read === undefined) {
    throw new Refusal(
      'InvalidParameterValue',
      `Value (${name}) for parameter attribute is invalid. Unknown attribute.`,
    );
  }
  const instance = instanceOf(question);
  return { instanceId: instance.id, [name]: read(instance) };
};

export const modifyInstanceAttribute: Answer = (question) => {
  const { parameters } = question;
  const instance = instanceOf(question);
  const value =
    parameters.text('Attribute') === 'disableApiTermination'
      ? parameters.text('Value')
      : parameters.text('DisableApiTermination.Value');
  if (value !== 'true' && value !== 'false') {
    throw new Refusal('UnsupportedOperation', 'Of the attributes only disableApiTermination can be changed here.');
  }
  if (instance.state === 'terminated' || instance.state === 'shutting-down') {
    throw new Refusal(
      'IncorrectInstanceState',
      `The instance '${instance.id}' is not in a state in which its attributes can be changed.`,
    );
  }
  instance.protected = value === 'true';
  return { return: true };
};
