/** The enums of the graph are those of the contract, value by value: the compiler compares them, both ways. */
import { isEnumType } from 'graphql';
import { expect, expectTypeOf, it } from 'vitest';
import type * as image from '../../connectors/contract/compute/image.ts';
import type * as instance from '../../connectors/contract/compute/instance.ts';
import { errorCodes } from '../../connectors/contract/errors.ts';
import type { ErrorCode } from '../../connectors/contract/errors.ts';
import type * as network from '../../connectors/contract/network/network.ts';
import type { TagOrigin } from '../../connectors/contract/resource.ts';
import type * as volume from '../../connectors/contract/storage/volume.ts';
import type { CloudStatus, SourceStatus } from '../../resolvers/context.ts';
import type * as graph from '../../resolvers/types.generated.ts';
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
