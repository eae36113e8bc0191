/** What an operation is known to have made of its instance before the cloud shows it: a reader sees its own writes. */
import type { InstanceSpec, InstanceTags } from '../../connectors/contract/compute/instance-verb.ts';
import type { Instance, InstanceState } from '../../connectors/contract/compute/instance.ts';
import { type InstanceId, partsOf } from '../../connectors/contract/ids.ts';
import type { AtWork } from './effect.ts';

/** What readers see until the cloud says so itself. Null is nothing. */
export interface Written {
  readonly shows: (said: Instance | null) => Instance | null;
  readonly confirmed: (said: Instance | null) => boolean;
}

/** What is expected of the target of work that has begun a step; undefined where nothing is known. */
export function writtenBy({ verb, spec }: AtWork, target: InstanceId, now: number): Written | undefined {
  switch (verb) {
    case 'create':
      return spec !== null && 'imageId' in spec ? made(target, spec, now) : undefined;
    case 'remove':
      return turning('DELETING', ['DELETING', 'DELETED']);
    case 'start':
      return turning('STARTING', movedOn(['STOPPED', 'STOPPING', 'SUSPENDED', 'SHELVED']));
    case 'stop':
      return turning('STOPPING', movedOn(['RUNNING', 'STARTING', 'REBOOTING', 'PAUSED']));
    case 'reboot':
      return turning('REBOOTING', movedOn(['RUNNING']));
    case 'setTags':
      return spec !== null && 'remove' in spec ? tagged(spec) : undefined;
    default:
      return verb satisfies never;
  }
}

/** What is expected when it has succeeded: every record that was asked for later is believed. Undefined: as before. */
export function settledBy({ verb }: AtWork, now: number): Written | undefined {
  switch (verb) {
    case 'remove':
      return { shows: () => null, confirmed: (said) => said?.state === 'DELETED' };
    case 'start':
    case 'reboot':
      return { shows: turned('RUNNING'), confirmed: askedSince(now) };
    case 'stop':
      return { shows: turned('STOPPED'), confirmed: askedSince(now) };
    case 'create':
    case 'setTags':
      return undefined;
    default:
      return verb satisfies never;
  }
}

function askedSince(now: number): Written['confirmed'] {
  return (said) => said !== null && said.observedAt >= now;
}

const everyState: readonly InstanceState[] = [
  'PROVISIONING',
  'STARTING',
  'RUNNING',
  'REBOOTING',
  'STOPPING',
  'STOPPED',
  'SUSPENDING',
  'SUSPENDED',
  'RESUMING',
  'PAUSED',
  'RESIZING',
  'AWAITING_CONFIRMATION',
  'MIGRATING',
  'REBUILDING',
  'RESCUED',
  'SHELVED',
  'DELETING',
  'DELETED',
  'ERROR',
];

/** Every state that says that the cloud has taken it on, for it could not be in it before. */
function movedOn(before: readonly InstanceState[]): readonly InstanceState[] {
  return everyState.filter((state) => !before.includes(state));
}

/** It is on its way to what was asked for. */
function turning(state: InstanceState, believed: readonly InstanceState[]): Written {
  return { shows: turned(state), confirmed: (said) => said !== null && believed.includes(said.state) };
}

function turned(state: InstanceState): Written['shows'] {
  return (said) => said && Object.freeze({ ...said, state });
}

/** It was made, and the cloud may not find it yet: what is known of it is what was asked for. */
function made(target: InstanceId, spec: InstanceSpec, now: number): Written {
  const record: Instance = Object.freeze({
    id: target,
    nativeId: partsOf(target).native,
    name: spec.name,
    tags: (spec.tags ?? []).map(({ key, value }) => ({ key, value, origin: 'NATIVE_KV' as const })),
    projectId: null,
    createdAt: null,
    observedAt: now,
    native: null,
    state: 'PROVISIONING',
    transition: null,
    nativeState: 'accepted',
    powerState: 'UNKNOWN',
    zone: spec.zone ?? null,
    hostName: null,
    imageId: spec.imageId,
    instanceTypeId: spec.instanceTypeId ?? null,
    keyPairName: spec.keyPairId === undefined ? null : partsOf(spec.keyPairId).native,
    volumeIds: [],
    networkIds: spec.networkIds ?? [],
    addresses: [],
  });
  return { shows: (said) => said ?? record, confirmed: (said) => said !== null };
}

/** Its tags are as they were set; what else it has stays. */
function tagged({ set, remove }: InstanceTags): Written {
  const touched = new Set([...remove, ...set.map(({ key }) => key)]);
  return {
    shows(said) {
      if (said === null) return null;
      const origin = said.tags[0]?.origin ?? 'NATIVE_KV';
      const kept = said.tags.filter(({ key }) => !touched.has(key));
      return Object.freeze({ ...said, tags: [...kept, ...set.map(({ key, value }) => ({ key, value, origin }))] });
    },
    confirmed: (said) =>
      said !== null &&
      set.every(({ key, value }) => said.tags.some((tag) => tag.key === key && tag.value === value)) &&
      remove.every((key) => set.some((setting) => setting.key === key) || !said.tags.some((tag) => tag.key === key)),
  };
}
