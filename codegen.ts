/** How the resolvers' types are made from the SDL; run by `npm run codegen`, checked for staleness by `npm run check`. */
import type { CodegenConfig } from '@graphql-codegen/cli';

const contract = '../connectors/contract';

const config: CodegenConfig = {
  schema: 'schema/**/*.graphql',
  generates: {
    'resolvers/types.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: './context.ts#Context',
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        useTypeImports: true,
        // An Error in the place of a value fails that place alone, in a list too, and is reported at its own path.
        resolverTypeWrapperSignature: 'Promise<T | Error> | T | Error',
        scalars: {
          ID: 'string',
          DateTime: { input: 'Date', output: 'Date | string' },
          JSON: { input: 'unknown', output: `${contract}/resource.ts#Json` },
        },
        // What resolvers hand around is the contract's records; fields of the same name need no resolver.
        mappers: {
          Action: `${contract}/compute/instance-verb.ts#InstanceAction as InstanceActionRecord`,
          CancelOperationPayload: './operations/payload.ts#Payload as OperationPayload',
          Cloud: './context.ts#CloudView',
          Conflict: './context.ts#UserErrorRecord',
          CreateInstancePayload: './operations/payload.ts#Payload as OperationPayload',
          DeleteInstancePayload: './operations/payload.ts#Payload as OperationPayload',
          Freshness: './platform/freshness.ts#Observed',
          Image: `${contract}/compute/image.ts#Image as ImageRecord`,
          IdempotencyMismatch: './context.ts#UserErrorRecord',
          Instance: `${contract}/compute/instance.ts#Instance as InstanceRecord`,
          InstanceEvent: './platform/stream-event.ts#InstanceStreamEvent',
          InstanceType: `${contract}/compute/instance-type.ts#InstanceType as InstanceTypeRecord`,
          InvalidInput: './context.ts#UserErrorRecord',
          KeyPair: `${contract}/compute/key-pair.ts#KeyPair as KeyPairRecord`,
          Network: `${contract}/network/network.ts#Network as NetworkRecord`,
          NativeTask: `${contract}/task.ts#NativeTask as NativeTaskRecord`,
          Operation: './operations/payload.ts#ShownOperation',
          OperationEvent: './platform/stream-event.ts#OperationStreamEvent',
          OperationStep: './context.ts#OperationStep as OperationStepRecord',
          RebootInstancePayload: './operations/payload.ts#Payload as OperationPayload',
          ResolveOperationPayload: './operations/payload.ts#Payload as OperationPayload',
          ResourceEvent: './platform/stream-event.ts#ResourceStreamEvent',
          SecurityGroup: `${contract}/network/security-group.ts#SecurityGroup as SecurityGroupRecord`,
          SecurityGroupRule: `${contract}/network/security-group.ts#SecurityGroupRule as SecurityGroupRuleRecord`,
          SetTagsPayload: './operations/payload.ts#Payload as OperationPayload',
          Source: './context.ts#SourceAnswer',
          StartInstancePayload: './operations/payload.ts#Payload as OperationPayload',
          StopInstancePayload: './operations/payload.ts#Payload as OperationPayload',
          Subnet: `${contract}/network/subnet.ts#Subnet as SubnetRecord`,
          QuotaExceeded: './context.ts#UserErrorRecord',
          UnsupportedOperation: './context.ts#UserErrorRecord',
          InvalidState: './context.ts#UserErrorRecord',
          NotFound: './context.ts#UserErrorRecord',
          Forbidden: './context.ts#UserErrorRecord',
          CapacityUnavailable: './context.ts#UserErrorRecord',
          ManagedElsewhere: './context.ts#UserErrorRecord',
          Volume: `${contract}/storage/volume.ts#Volume as VolumeRecord`,
          VolumeAttachment: `${contract}/storage/volume.ts#VolumeAttachment as VolumeAttachmentRecord`,
        },
      },
    },
  },
};

export default config;
