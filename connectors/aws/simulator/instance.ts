/** Answers what is asked about instances: DescribeInstances and DescribeInstanceStatus. */
import { type Answer, type IdRules, isoTime, pickByIds, type Question, refuseBoth, tagSet } from './answer.ts';
import { exactValues, type FilterFields, matcherOf } from './filter.ts';
import { instanceStates, type SimulatedInstance } from './model.ts';
import { paged, type PageLimits } from './page.ts';
import { Refusal } from './refusal.ts';
import type { XmlFields, XmlValue } from './xml.ts';

/** How ids of instances look, and what is said of those that are wrong. */
export const instanceIds: IdRules = {
  prefix: 'i',
  malformed: 'InvalidInstanceID.Malformed',
  notFound: 'InvalidInstanceID.NotFound',
  noun: 'instance',
};

const pageLimits: PageLimits = { least: 5, most: 1000, over: 'refused' };
const mostIds = 1000;

/** A terminated instance has lost its place. */
function placed<T>(
  read: (instance: SimulatedInstance) => T,
): (instance: SimulatedInstance) => readonly (T | undefined)[] {
  return (instance) => [instance.state === 'terminated' ? undefined : read(instance)];
}

const filterFields: FilterFields<SimulatedInstance> = {
  'instance-id': ({ id }) => [id],
  'instance-state-name': ({ state }) => [state],
  'instance-state-code': ({ state }) => [String(instanceStates[state])],
  'instance-type': ({ type }) => [type],
  'image-id': ({ image }) => [image.id],
  'vpc-id': placed(({ subnet }) => subnet.vpc.id),
  'subnet-id': placed(({ subnet }) => subnet.id),
  'network-interface.network-interface-id': placed(({ interfaceId }) => interfaceId),
  'availability-zone': ({ subnet }) => [subnet.zone],
  'private-ip-address': placed(({ privateIp }) => privateIp),
  'ip-address': placed(publicIpOf),
  'instance.group-id': ({ groups }) => groups.map(({ id }) => id),
  'instance.group-name': ({ groups }) => groups.map(({ name }) => name),
  'block-device-mapping.volume-id': ({ attachments }) => attachments.map(({ volume }) => volume.id),
  'key-name': ({ keyName }) => [keyName],
  'client-token': ({ clientToken }) => [clientToken === '' ? undefined : clientToken],
  'reservation-id': ({ reservationId }) => [reservationId],
  'instance-lifecycle': ({ spot }) => [spot ? 'spot' : undefined],
  architecture: ({ image }) => [image.architecture],
};

/** A public address is lent while the machine runs. */
function publicIpOf({ state, publicIp }: SimulatedInstance): string | undefined {
  return state === 'stopped' || state === 'terminated' ? undefined : publicIp;
}

/** Instances by id, or a page of those that pass the filters. */
function asked(question: Question): { readonly instances: readonly SimulatedInstance[]; readonly next?: string } {
  const { parameters, region } = question;
  const ids = parameters.list('InstanceId');
  refuseBoth(question, ids, 'instancesSet');
  if (ids.length > mostIds) {
    throw new Refusal('InvalidParameterValue', `The maximum number of instance IDs is ${mostIds}.`);
  }
  const filters = parameters.filters();
  const matches = matcherOf(filterFields, filters);
  if (ids.length > 0) {
    return { instances: pickByIds(ids, instanceIds, (id) => region.instances.get(id)).filter(matches) };
  }
  const exact = exactValues(filters, 'instance-id');
  const all =
    exact === undefined
      ? [...region.instances.values()]
      : [...new Set(exact)]
          .map((id) => region.instances.get(id))
          .filter((instance) => instance !== undefined)
          .toSorted((a, b) => a.serial - b.serial);
  const page = paged(all.filter(matches), parameters, pageLimits, region.name);
  return { instances: page.items, ...(page.nextToken === undefined ? {} : { next: page.nextToken }) };
}

export const describeInstances: Answer = (question) => {
  const { instances, next } = asked(question);
  const reservations = new Map<string, SimulatedInstance[]>();
  for (const instance of instances) {
    const together = reservations.get(instance.reservationId);
    if (together === undefined) reservations.set(instance.reservationId, [instance]);
    else together.push(instance);
  }
  return {
    reservationSet: [...reservations].map(([reservationId, together]) => ({
      reservationId,
      ownerId: question.world.accountId,
      groupSet: [],
      instancesSet: together.map((instance) => instanceFields(instance, question)),
    })),
    nextToken: next,
  };
};

/** An instance as it is told. */
export function instanceFields(instance: SimulatedInstance, question: Question): XmlFields {
  const gone = instance.state === 'terminated';
  const { image, subnet } = instance;
  const publicIp = publicIpOf(instance);
  const privateName = `ip-${instance.privateIp.replaceAll('.', '-')}.${domainOf(question.region.name)}`;
  return {
    instanceId: instance.id,
    imageId: image.id,
    instanceState: stateFields(instance),
    privateDnsName: gone ? '' : privateName,
    dnsName: publicIp === undefined ? '' : publicName(publicIp, question.region.name),
    reason: instance.reason?.code.startsWith('Client.') ? 'User initiated' : '',
    keyName: instance.keyName,
    amiLaunchIndex: instance.launchIndex,
    productCodes: [],
    instanceType: instance.type,
    launchTime: isoTime(instance.launchedAt),
    placement: { availabilityZone: subnet.zone, groupName: '', tenancy: instance.tenancy },
    platform: image.platformDetails === 'Windows' ? 'windows' : undefined,
    monitoring: { state: 'disabled' },
    subnetId: gone ? undefined : subnet.id,
    vpcId: gone ? undefined : subnet.vpc.id,
    privateIpAddress: gone ? undefined : instance.privateIp,
    ipAddress: publicIp,
    sourceDestCheck: gone ? undefined : true,
    groupSet: gone ? [] : groupSet(instance),
    stateReason: instance.reason === undefined ? undefined : { ...instance.reason },
    architecture: image.architecture,
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: instance.attachments.map((attachment) => ({
      deviceName: attachment.device,
      ebs: {
        volumeId: attachment.volume.id,
        status: 'attached',
        attachTime: isoTime(attachment.attachedAt),
        deleteOnTermination: attachment.deleteOnTermination,
      },
    })),
    virtualizationType: 'hvm',
    clientToken: instance.clientToken,
    tagSet: Object.keys(instance.tags).length === 0 ? undefined : tagSet(instance.tags),
    hypervisor: 'xen',
    instanceLifecycle: instance.spot ? 'spot' : undefined,
    networkInterfaceSet: gone ? [] : [interfaceFields(instance, question, privateName)],
    ebsOptimized: false,
    enaSupport: true,
    cpuOptions: { coreCount: 1, threadsPerCore: 2 },
    capacityReservationSpecification: { capacityReservationPreference: 'open' },
    hibernationOptions: { configured: instance.reason?.code === 'Client.UserInitiatedHibernate' },
    metadataOptions: {
      state: 'applied',
      httpTokens: 'required',
      httpPutResponseHopLimit: 2,
      httpEndpoint: 'enabled',
      httpProtocolIpv6: 'disabled',
      instanceMetadataTags: 'disabled',
    },
    enclaveOptions: { enabled: false },
    maintenanceOptions: { autoRecovery: 'default' },
    platformDetails: image.platformDetails,
    usageOperation: image.platformDetails === 'Windows' ? 'RunInstances:0002' : 'RunInstances',
    usageOperationUpdateTime: isoTime(instance.createdAt),
    privateDnsNameOptions: gone
      ? undefined
      : { hostnameType: 'ip-name', enableResourceNameDnsARecord: false, enableResourceNameDnsAAAARecord: false },
    bootMode: 'uefi-preferred',
    currentInstanceBootMode: 'legacy-bios',
  };
}

function interfaceFields(instance: SimulatedInstance, question: Question, privateName: string): XmlFields {
  const { subnet } = instance;
  const publicIp = publicIpOf(instance);
  const association =
    publicIp === undefined
      ? undefined
      : { publicIp, publicDnsName: publicName(publicIp, question.region.name), ipOwnerId: 'amazon' };
  return {
    networkInterfaceId: instance.interfaceId,
    subnetId: subnet.id,
    vpcId: subnet.vpc.id,
    description: '',
    ownerId: question.world.accountId,
    status: 'in-use',
    macAddress: instance.mac,
    privateIpAddress: instance.privateIp,
    privateDnsName: privateName,
    sourceDestCheck: true,
    groupSet: groupSet(instance),
    attachment: {
      attachmentId: instance.interfaceAttachmentId,
      deviceIndex: 0,
      status: 'attached',
      attachTime: isoTime(instance.createdAt),
      deleteOnTermination: true,
      networkCardIndex: 0,
    },
    association,
    privateIpAddressesSet: [
      { privateIpAddress: instance.privateIp, privateDnsName: privateName, primary: true, association },
    ],
    ipv6AddressesSet: [],
    interfaceType: 'interface',
  };
}

function stateFields({ state }: SimulatedInstance): XmlFields {
  return { code: instanceStates[state], name: state };
}

function groupSet({ groups }: SimulatedInstance): XmlValue {
  return groups.map(({ id, name }) => ({ groupId: id, groupName: name }));
}

function domainOf(region: string): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
}

function publicName(ip: string, region: string): string {
  const domain = region === 'us-east-1' ? 'compute-1' : `${region}.compute`;
  return `ec2-${ip.replaceAll('.', '-')}.${domain}.amazonaws.com`;
}

/** Only running ones, unless all are asked for. */
export const describeInstanceStatus: Answer = (question) => {
  const { parameters, region } = question;
  const ids = parameters.list('InstanceId');
  refuseBoth(question, ids, 'instancesSet');
  const matches = matcherOf(filterFields, parameters.filters());
  const everyState = parameters.flag('IncludeAllInstances');
  const chosen = (
    ids.length > 0 ? pickByIds(ids, instanceIds, (id) => region.instances.get(id)) : [...region.instances.values()]
  ).filter((instance) => (everyState || instance.state === 'running') && matches(instance));
  const page = paged(chosen, parameters, pageLimits, region.name);
  return {
    instanceStatusSet: page.items.map((instance) => {
      const status = instance.state === 'running' ? 'ok' : 'not-applicable';
      const details = status === 'ok' ? { details: [{ name: 'reachability', status: 'passed' }] } : {};
      return {
        instanceId: instance.id,
        availabilityZone: instance.subnet.zone,
        instanceState: stateFields(instance),
        systemStatus: { status, ...details },
        instanceStatus: { status, ...details },
      };
    }),
    nextToken: page.nextToken,
  };
};
