/** First-class disks as vCenter tells them, whichever of its services is asked. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError } from '../../contract/errors.ts';
import type { Json } from '../../contract/resource.ts';
import type { XmlElement } from '../../wire/xml.ts';
import type { Sessions } from '../session.ts';
import { at, jsonOf, numberOf, refOf, textOf, timeOf } from './decode.ts';
import { struct } from './encode.ts';
import type { MoRef } from './moref.ts';

/** A first-class disk. */
export interface FirstClassDisk {
  readonly uuid: string;
  readonly name: string | null;
  readonly sizeGiB: number | null;
  readonly createdAt: string | null;
  readonly native: Json;
}

/** What has a first-class disk plugged in. */
export interface Consumer {
  /** Null where it is known that there is one, but not any more which. */
  readonly machine: MoRef | null;
}

/** Where first-class disks are found. */
export interface Catalogue {
  /** A page of all disks by id, from after `after`. */
  readonly list: (
    call: Call,
    after: string | undefined,
  ) => Promise<{ readonly disks: readonly FirstClassDisk[]; readonly next: string | undefined }>;
  /** Disks by their uuids. */
  readonly named: BatchLoad<string, FirstClassDisk>;
  /** Where disks are plugged in. One that is nowhere has no value. */
  readonly consumers: BatchLoad<string, Consumer>;
}

/** A disk, and the BIOS uuid of the machine that it says it is plugged into. */
export interface StorageObject extends FirstClassDisk {
  readonly consumer: string | null;
}

/** A `VStorageObject`. */
export function storageObject(object: XmlElement | undefined): StorageObject | undefined {
  const config = at(object, 'config');
  const uuid = at(config, 'id', 'id')?.text;
  if (config === undefined || uuid === undefined) return undefined;
  return {
    uuid: uuid.toLowerCase(),
    name: textOf(at(config, 'name')),
    sizeGiB: gibibytes(at(config, 'capacityInMB')),
    createdAt: timeOf(at(config, 'createTime')),
    native: jsonOf(config),
    consumer: textOf(at(config, 'consumerId', 'id')),
  };
}

export function gibibytes(capacityInMB: XmlElement | undefined): number | null {
  const megabytes = numberOf(capacityInMB);
  return megabytes === null ? null : megabytes / 1024;
}

/** The machine with this BIOS uuid. */
export async function consumerOf(sessions: Sessions, call: Call, uuid: string): Promise<Consumer> {
  const answer = await sessions.with(call, async (session) => {
    const { searchIndex } = session.content;
    if (searchIndex === undefined) return undefined;
    const search = { _this: searchIndex, uuid, vmSearch: true, instanceUuid: false };
    return await sessions.call(call, session, struct('FindByUuid', search));
  });
  return { machine: refOf(at(answer, 'returnval')) ?? null };
}

/** For a disk that went between two calls: the answer is that there is none. */
export function absent(thrown: unknown): undefined {
  if (!(thrown instanceof CloudError) || !isGone(thrown.nativeCode)) throw thrown;
}

/** Whether a fault says that there is no such disk. VSLM calls that an invalid argument. */
export function isGone(fault: string | undefined): boolean {
  return fault === 'NotFound' || fault === 'InvalidArgument' || fault === 'ManagedObjectNotFound';
}

/** Calls at a time where each disk takes one: there may be many, and a vCenter is not made for that. */
const atATime = 4;

/** Does the work for each, some at a time; results in the order of the items. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  async function takeOver(): Promise<void> {
    for (const [index, item] of left) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: atATime }, takeOver));
  return results;
}
