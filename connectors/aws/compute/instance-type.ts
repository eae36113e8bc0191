/** Instance types: DescribeInstanceTypes, and what its answer means. */
import type { _InstanceType, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { InstanceType, InstanceTypes } from '../../contract/compute/instance-type.ts';
import { toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Sight } from '../read.ts';
import type { Session } from '../session.ts';

/** A page holds at most 100. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html */
const noun: Noun<'instanceTypes', InstanceTypeInfo, InstanceType> = {
  collection: 'instanceTypes',
  native: /^[a-z][a-z0-9-]{0,30}\.[a-z0-9-]{1,30}$/u,
  action: 'DescribeInstanceTypes',
  mostInFilter: 100,
  pageSize: 100,
  async ask({ sdk, client, signal }, { filter, size, token }) {
    const command = new sdk.DescribeInstanceTypesCommand({
      ...(filter === undefined ? {} : { Filters: [{ Name: 'instance-type', Values: [...filter] }] }),
      ...(size === undefined ? {} : { MaxResults: size }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const { InstanceTypes: rows = [], NextToken: next } = await client.send(command, { abortSignal: signal });
    return { rows, next };
  },
  record,
};

/** What this connector does with instance types. */
export function createInstanceTypes(session: Session): InstanceTypes {
  return createReads(session, noun);
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html */
function record(row: InstanceTypeInfo, sight: Sight): InstanceType | undefined {
  const name: _InstanceType | undefined = row.InstanceType;
  const id = idIn(sight, 'instanceTypes', name);
  if (id === null || name === undefined) return undefined;
  return {
    id,
    nativeId: name,
    name,
    tags: [],
    projectId: null,
    createdAt: null,
    observedAt: sight.observedAt,
    native: toJson(row),
    vcpus: row.VCpuInfo?.DefaultVCpus ?? 0,
    memoryMiB: row.MemoryInfo?.SizeInMiB ?? 0,
    diskGiB: gibibytes(row.InstanceStorageInfo?.TotalSizeInGB),
    gpus: (row.GpuInfo?.Gpus ?? []).reduce((sum, gpu) => sum + (gpu.Count ?? 0), 0),
    architectures: row.ProcessorInfo?.SupportedArchitectures ?? [],
    custom: false,
  };
}

/** Local disks are counted in GB. */
function gibibytes(gigabytes: number | undefined): number | null {
  return gigabytes === undefined ? null : Math.round((gigabytes * 1e9) / 2 ** 30);
}
