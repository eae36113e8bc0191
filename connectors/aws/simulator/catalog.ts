/** What is the same in every world: regions with their zones, instance types, and images that others publish. */

/** A region, and the letters of its zones. */
export interface RegionFacts {
  readonly name: string;
  readonly zones: readonly [string, ...string[]];
  /** The two letters that zone ids start with, e.g. `use1`. */
  readonly short: string;
}

/** The regions of the embedded cloud. The fleet lives in the first two. */
export const regionFacts: readonly RegionFacts[] = [
  { name: 'us-east-1', zones: ['a', 'b', 'c', 'd', 'e', 'f'], short: 'use1' },
  { name: 'eu-west-1', zones: ['a', 'b', 'c'], short: 'euw1' },
  { name: 'us-west-2', zones: ['a', 'b', 'c', 'd'], short: 'usw2' },
  { name: 'eu-central-1', zones: ['a', 'b', 'c'], short: 'euc1' },
];

/** An instance type: the numbers of the public price list. */
export interface TypeFacts {
  readonly name: string;
  readonly vcpus: number;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** GiB of all local disks. */
  readonly localDiskGiB: number | undefined;
  readonly gpus: number | undefined;
  readonly burstable: boolean;
}

/** One family: sizes with vCPUs and GiB of memory. */
interface Family {
  readonly name: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly sizes: readonly (readonly [size: string, vcpus: number, memoryGiB: number])[];
  readonly localDiskGiB?: number;
  readonly gpus?: number;
  readonly burstable?: boolean;
}

const families: readonly Family[] = [
  {
    name: 't3',
    architecture: 'x86_64',
    burstable: true,
    sizes: [
      ['nano', 2, 0.5],
      ['micro', 2, 1],
      ['small', 2, 2],
      ['medium', 2, 4],
      ['large', 2, 8],
    ],
  },
  {
    name: 't4g',
    architecture: 'arm64',
    burstable: true,
    sizes: [
      ['micro', 2, 1],
      ['small', 2, 2],
      ['medium', 2, 4],
    ],
  },
  {
    name: 'm5',
    architecture: 'x86_64',
    sizes: [
      ['large', 2, 8],
      ['xlarge', 4, 16],
      ['2xlarge', 8, 32],
      ['4xlarge', 16, 64],
      ['24xlarge', 96, 384],
    ],
  },
  {
    name: 'm7g',
    architecture: 'arm64',
    sizes: [
      ['medium', 1, 4],
      ['large', 2, 8],
      ['xlarge', 4, 16],
    ],
  },
  {
    name: 'c5',
    architecture: 'x86_64',
    sizes: [
      ['large', 2, 4],
      ['xlarge', 4, 8],
      ['2xlarge', 8, 16],
    ],
  },
  {
    name: 'r5',
    architecture: 'x86_64',
    sizes: [
      ['large', 2, 16],
      ['xlarge', 4, 32],
    ],
  },
  { name: 'i3', architecture: 'x86_64', localDiskGiB: 475, sizes: [['large', 2, 15.25]] },
  { name: 'g4dn', architecture: 'x86_64', localDiskGiB: 125, gpus: 1, sizes: [['xlarge', 4, 16]] },
];

/** All instance types, in the order in which they are listed. */
export const typeFacts: readonly TypeFacts[] = families.flatMap((family) =>
  family.sizes.map(([size, vcpus, memoryGiB]) => ({
    name: `${family.name}.${size}`,
    vcpus,
    cores: family.architecture === 'arm64' ? vcpus : Math.max(1, vcpus / 2),
    memoryMiB: memoryGiB * 1024,
    architecture: family.architecture,
    localDiskGiB: family.localDiskGiB,
    gpus: family.gpus,
    burstable: family.burstable ?? false,
  })),
);

/** An image that somebody else publishes in every region. */
export interface PublicImageFacts {
  readonly name: string;
  readonly owner: string;
  readonly ownerAlias: string | undefined;
  readonly platformDetails: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly sizeGiB: number;
}

export const publicImages: readonly PublicImageFacts[] = [
  {
    name: 'al2023-ami-2023.6.20260115.0-kernel-6.1-x86_64',
    owner: '137112412989',
    ownerAlias: 'amazon',
    platformDetails: 'Linux/UNIX',
    architecture: 'x86_64',
    sizeGiB: 8,
  },
  {
    name: 'al2023-ami-2023.6.20260115.0-kernel-6.1-arm64',
    owner: '137112412989',
    ownerAlias: 'amazon',
    platformDetails: 'Linux/UNIX',
    architecture: 'arm64',
    sizeGiB: 8,
  },
  {
    name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260110',
    owner: '099720109477',
    ownerAlias: undefined,
    platformDetails: 'Linux/UNIX',
    architecture: 'x86_64',
    sizeGiB: 8,
  },
  {
    name: 'RHEL-9.5.0_HVM-20251203-x86_64-0-Hourly2-GP3',
    owner: '309956199498',
    ownerAlias: undefined,
    platformDetails: 'Red Hat Enterprise Linux',
    architecture: 'x86_64',
    sizeGiB: 10,
  },
  {
    name: 'Windows_Server-2022-English-Full-Base-2026.01.14',
    owner: '801119661308',
    ownerAlias: 'amazon',
    platformDetails: 'Windows',
    architecture: 'x86_64',
    sizeGiB: 30,
  },
];
