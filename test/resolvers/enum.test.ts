/** The enums of the graph are those of the contract, value by value: the compiler compares them, both ways. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isEnumType, isInterfaceType } from 'graphql';
import { expect, expectTypeOf, it } from 'vitest';
import type * as image from '../../connectors/contract/compute/image.ts';
import type { InstanceReboot, InstanceStop } from '../../connectors/contract/compute/instance-verb.ts';
import type * as instance from '../../connectors/contract/compute/instance.ts';
import { errorCodes } from '../../connectors/contract/errors.ts';
import type { ErrorCode } from '../../connectors/contract/errors.ts';
import type * as network from '../../connectors/contract/network/network.ts';
import type { SecurityGroupRule } from '../../connectors/contract/network/security-group.ts';
import type { TagOrigin } from '../../connectors/contract/resource.ts';
import type * as volume from '../../connectors/contract/storage/volume.ts';
import type {
  CloudStatus,
  Decision,
  OperationState,
  OperationStep,
  SourceStatus,
  StreamEvent,
  UserErrorKind,
} from '../../resolvers/context.ts';
import type * as graph from '../../resolvers/types.generated.ts';
import { root } from '../architecture/workspace.ts';
import { schema } from './graph.ts';

it('has the error codes of the contract', () => {
  const type = schema.getType('ErrorCode');
  const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  expect(values).toEqual(errorCodes);
  expectTypeOf<graph.ErrorCode>().toEqualTypeOf<ErrorCode>();
});

it('has the states, kinds and the rest of the contract', () => {
  expectTypeOf<graph.InstanceState>().toEqualTypeOf<instance.InstanceState>();
  expectTypeOf<graph.PowerState>().toEqualTypeOf<instance.PowerState>();
  expectTypeOf<graph.AddressKind>().toEqualTypeOf<instance.AddressKind>();
  expectTypeOf<graph.ImageKind>().toEqualTypeOf<image.ImageKind>();
  expectTypeOf<graph.ImageState>().toEqualTypeOf<image.ImageState>();
  expectTypeOf<graph.ImageVisibility>().toEqualTypeOf<image.ImageVisibility>();
  expectTypeOf<graph.VolumeKind>().toEqualTypeOf<volume.VolumeKind>();
  expectTypeOf<graph.VolumeState>().toEqualTypeOf<volume.VolumeState>();
  expectTypeOf<graph.NetworkKind>().toEqualTypeOf<network.NetworkKind>();
  expectTypeOf<graph.NetworkState>().toEqualTypeOf<network.NetworkState>();
  expectTypeOf<graph.TagOrigin>().toEqualTypeOf<TagOrigin>();
  expectTypeOf<graph.SourceStatus>().toEqualTypeOf<SourceStatus>();
  expectTypeOf<graph.CloudStatus>().toEqualTypeOf<CloudStatus>();
});

it('has the states and words of what is done and followed', () => {
  expectTypeOf<graph.OperationState>().toEqualTypeOf<OperationState>();
  expectTypeOf<graph.OperationStepState>().toEqualTypeOf<OperationStep['state']>();
  expectTypeOf<graph.OperationDecision>().toEqualTypeOf<Decision['type']>();
  expectTypeOf<graph.EventType>().toEqualTypeOf<StreamEvent<unknown>['type']>();
  expectTypeOf<graph.StopMode>().toEqualTypeOf<InstanceStop['mode']>();
  expectTypeOf<graph.RebootMode>().toEqualTypeOf<InstanceReboot['mode']>();
  expectTypeOf<graph.RuleDirection>().toEqualTypeOf<SecurityGroupRule['direction']>();
  expectTypeOf<graph.EtherType>().toEqualTypeOf<NonNullable<SecurityGroupRule['etherType']>>();
});

it('has a type for each kind of user error, and explains each', async () => {
  const kinds: Readonly<Record<UserErrorKind, true>> = {
    QuotaExceeded: true,
    UnsupportedOperation: true,
    InvalidState: true,
    NotFound: true,
    Forbidden: true,
    Conflict: true,
    CapacityUnavailable: true,
    IdempotencyMismatch: true,
    ManagedElsewhere: true,
    InvalidInput: true,
  };
  const face = schema.getType('UserError');
  const types = isInterfaceType(face) ? schema.getPossibleTypes(face).map(({ name }) => name) : [];
  expect(new Set(types)).toEqual(new Set(Object.keys(kinds)));
  const text = await readFile(join(root, 'docs/errors.md'), 'utf8');
  for (const type of types) expect(text).toMatch(new RegExp(`^\\| \`${type}\` +\\| .{20,}`, 'mu'));
});
