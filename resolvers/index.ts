/** The one list of all resolvers, put together by noun. */
import * as image from './compute/image.ts';
import * as instanceType from './compute/instance-type.ts';
import { Action, InstancePayload, Mutation as instanceMutations } from './compute/instance-verb.ts';
import * as instance from './compute/instance.ts';
import * as keyPair from './compute/key-pair.ts';
import * as network from './network/network.ts';
import * as securityGroup from './network/security-group.ts';
import * as subnet from './network/subnet.ts';
import * as operation from './operations/operation.ts';
import * as cloud from './platform/cloud.ts';
import * as event from './platform/event.ts';
import * as node from './platform/node.ts';
import { Freshness } from './platform/resource.ts';
import { DateTime, JSON } from './platform/scalar.ts';
import * as source from './platform/source.ts';
import { InvalidInput, UserError } from './platform/user-error.ts';
import * as viewer from './platform/viewer.ts';
import * as volume from './storage/volume.ts';
import type { Resolvers } from './types.generated.ts';

const types: Omit<Resolvers, 'DateTime' | 'JSON'> = {
  Node: node.Node,
  Resource: node.Resource,
  Freshness,
  Cloud: cloud.Cloud,
  Source: source.Source,
  Instance: instance.Instance,
  Image: image.Image,
  InstanceType: instanceType.InstanceType,
  Volume: volume.Volume,
  VolumeAttachment: volume.VolumeAttachment,
  KeyPair: keyPair.KeyPair,
  Network: network.Network,
  Subnet: subnet.Subnet,
  SecurityGroup: securityGroup.SecurityGroup,
  SecurityGroupRule: securityGroup.SecurityGroupRule,
  Action,
  Operation: operation.Operation,
  OperationStep: operation.OperationStep,
  NativeTask: operation.NativeTask,
  CreateInstancePayload: InstancePayload,
  DeleteInstancePayload: InstancePayload,
  StartInstancePayload: InstancePayload,
  StopInstancePayload: InstancePayload,
  RebootInstancePayload: InstancePayload,
  SetTagsPayload: InstancePayload,
  UserError,
  InvalidInput,
  InstanceEvent: event.InstanceEvent,
  OperationEvent: event.OperationEvent,
  ResourceEvent: event.ResourceEvent,
  Mutation: { ...operation.Mutation, ...instanceMutations },
  Subscription: event.Subscription,
  Query: {
    ...node.Query,
    ...cloud.Query,
    ...viewer.Query,
    ...instance.Query,
    ...image.Query,
    ...instanceType.Query,
    ...volume.Query,
    ...keyPair.Query,
    ...network.Query,
    ...operation.Query,
    ...subnet.Query,
    ...securityGroup.Query,
  },
};

/** What answers each field of the graph that a record does not answer by itself. */
export const resolvers = { DateTime, JSON, ...types };
