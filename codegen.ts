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
          Cloud: './context.ts#CloudView',
          Freshness: './platform/freshness.ts#Observed',
          Image: `${contract}/compute/image.ts#Image as ImageRecord`,
          Instance: `${contract}/compute/instance.ts#Instance as InstanceRecord`,
          InstanceType: `${contract}/compute/instance-type.ts#InstanceType as InstanceTypeRecord`,
          KeyPair: `${contract}/compute/key-pair.ts#KeyPair as KeyPairRecord`,
          Network: `${contract}/network/network.ts#Network as NetworkRecord`,
          SecurityGroup: `${contract}/network/security-group.ts#SecurityGroup as SecurityGroupRecord`,
          SecurityGroupRule: `${contract}/network/security-group.ts#SecurityGroupRule as SecurityGroupRuleRecord`,
          Source: './context.ts#SourceAnswer',
          Subnet: `${contract}/network/subnet.ts#Subnet as SubnetRecord`,
          Volume: `${contract}/storage/volume.ts#Volume as VolumeRecord`,
          VolumeAttachment: `${contract}/storage/volume.ts#VolumeAttachment as VolumeAttachmentRecord`,
        },
      },
    },
  },
};

export default config;
