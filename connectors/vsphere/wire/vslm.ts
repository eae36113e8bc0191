/** First-class disks: from the catalogue of all datastores (VSLM), or datastore by datastore where there is none. */
import type { Call } from '../../contract/call.ts';
import { CloudError } from '../../contract/errors.ts';
import type { Json } from '../../contract/resource.ts';
import type { XmlElement } from '../../wire/xml.ts';
import type { Session, Sessions } from '../session.ts';
import { all, at, jsonOf, numberOf, textOf, timeOf } from './decode.ts';
import { struct, type Struct } from './encode.ts';
import type { MoRef } from './moref.ts';
import type { Service } from './soap.ts';

/** A first-class disk as the catalogue tells it. */
export interface FirstClassDisk {
  readonly uuid: string;
  readonly name: string | null;
  readonly sizeGiB: number | null;
  readonly createdAt: string | null;
  readonly native: Json;
}

/** What has a first-class disk plugged in. */
export interface Consumer {
  /** The machine, where it is known by its reference … */
  readonly machine: MoRef | null;
  /** … and the key of the VirtualDisk there. */
  readonly key: string | null;
}

const service: Service = { path: '/vslm/sdk', namespace: 'urn:vslm', soapAction: 'urn:vslm/' };
const manager: MoRef = { type: 'VslmVStorageObjectManager', value: 'VStorageObjectManager' };

/** Most disks in one answer of the catalogue. */
export const disksPerPage = 1_000;

/** Calls to the catalogue of one vCenter. */
export interface Catalogue {
  /** A page of all disks by id, from after `after`. */
  readonly list: (
    call: Call,
    after: string | undefined,
  ) => Promise<{ disks: readonly FirstClassDisk[]; next: string | undefined }>;
  /** These disks, as far as they exist. */
  readonly named: (call: Call, uuids: readonly string[]) => Promise<readonly FirstClassDisk[]>;
  /** Where these are plugged in. A disk that is nowhere has no entry. */
  readonly consumers: (call: Call, uuids: readonly string[]) => Promise<ReadonlyMap<string, Consumer>>;
}

/** Makes the calls. What a vCenter lacks is found out once and then done in its older way. */
export function createCatalogue(sessions: Sessions): Catalogue {
  const lacking = new Set<string>();

  function ask(call: Call, method: (session: Session) => Struct): Promise<XmlElement> {
    return sessions.with(call, (session) => sessions.callService(call, session, method(session), service));
  }

  /** Undefined where the vCenter does not have the method: VSLM began with 6.7 Update 2, and grew. */
  async function tryTo(call: Call, method: Struct): Promise<XmlElement | undefined> {
    if (lacking.has(method.struct)) return undefined;
    try {
      return await ask(call, () => method);
    } catch (thrown) {
      if (!(thrown instanceof CloudError) || !lacks(thrown)) throw thrown;
      lacking.add(method.struct);
      return undefined;
    }
  }

  async function list(call: Call, after: string | undefined) {
    const query = struct('VslmVsoVStorageObjectQuerySpec', {
      queryField: 'id',
      queryOperator: 'greaterThan',
      queryValue: after,
    });
    const answer = await tryTo(
      call,
      struct('VslmListVStorageObjectForSpec', {
        _this: manager,
        query: after === undefined ? undefined : query,
        maxResult: disksPerPage,
      }),
    );
    if (answer === undefined) return undefined;
    const returned = at(answer, 'returnval');
    const disks = all(returned, 'queryResults')
      .map(diskOf)
      .filter((disk) => disk !== undefined);
    const done = at(returned, 'allRecordsReturned')?.text === 'true' || disks.length === 0;
    return { disks, next: done ? undefined : disks.at(-1)?.uuid };
  }

  async function scan(call: Call, wanted: ReadonlySet<string>): Promise<readonly FirstClassDisk[]> {
    const found: FirstClassDisk[] = [];
    let after: string | undefined;
    do {
      const page = await list(call, after);
      if (page === undefined) throw noCatalogue();
      found.push(...page.disks.filter(({ uuid }) => wanted.has(uuid)));
      after = page.next;
    } while (after !== undefined && found.length < wanted.size);
    return found;
  }

  return {
    async list(call, after) {
      const page = await list(call, after);
      if (page === undefined) throw noCatalogue();
      return page;
    },
    async named(call, uuids) {
      const ids = uuids.map((id) => struct('ID', { id }));
      const answer = await tryTo(call, struct('VslmRetrieveVStorageObjects', { _this: manager, ids }));
      if (answer === undefined) return await scan(call, new Set(uuids));
      return all(answer, 'returnval')
        .map(diskOf)
        .filter((disk) => disk !== undefined);
    },
    async consumers(call, uuids) {
      const ids = uuids.map((id) => struct('ID', { id }));
      const answer = await tryTo(call, struct('VslmRetrieveVStorageObjectAssociations', { _this: manager, ids }));
      return answer === undefined ? await consumersOneByOne(uuids, call) : consumersOf(answer);
    },
  };

  /** Before associations there was only the disk's own word: `consumerId`, the BIOS uuid of the machine. */
  async function consumersOneByOne(uuids: readonly string[], call: Call): Promise<ReadonlyMap<string, Consumer>> {
    const consumers = new Map<string, Consumer>();
    const left = [...uuids];
    async function work(): Promise<void> {
      for (let uuid = left.pop(); uuid !== undefined; uuid = left.pop()) {
        const id = struct('ID', { id: uuid });
        const answer = await ask(call, () => struct('VslmRetrieveVStorageObject', { _this: manager, id })).catch(
          absent,
        );
        const consumer = textOf(at(answer, 'returnval', 'config', 'consumerId', 'id'));
        if (consumer !== null) consumers.set(uuid, { machine: await machineBy(call, consumer), key: null });
      }
    }
    await Promise.all(Array.from({ length: 4 }, work));
    return consumers;
  }

  async function machineBy(call: Call, uuid: string): Promise<MoRef | null> {
    const answer = await sessions.with(call, async (session) => {
      const { searchIndex } = session.content;
      if (searchIndex === undefined) return undefined;
      const search = { _this: searchIndex, uuid, vmSearch: true, instanceUuid: false };
      return await sessions.call(call, session, struct('FindByUuid', search));
    });
    const found = at(answer, 'returnval');
    return found === undefined ? null : { type: 'VirtualMachine', value: found.text };
  }
}

/** A disk that went between two calls is asked for in vain: VSLM calls that an invalid argument. */
function absent(thrown: unknown): undefined {
  const gone = thrown instanceof CloudError && (thrown.code === 'NOT_FOUND' || thrown.code === 'INVALID');
  if (!gone) throw thrown;
}

/** Whether this error says that there is no such method, or no such service, on this server. */
function lacks(error: CloudError): boolean {
  return error.code === 'UNSUPPORTED' || error.nativeCode === 'HTTP 404' || error.nativeCode === 'InvalidRequest';
}

/** Whether this error says that the vCenter has no catalogue of first-class disks. */
export function isWithoutCatalogue(error: unknown): boolean {
  return error instanceof CloudError && error.nativeCode === 'NoCatalogue';
}

function noCatalogue(): CloudError {
  return new CloudError('UNSUPPORTED', 'This vCenter has no catalogue of first-class disks (VSLM).', {
    nativeCode: 'NoCatalogue',
  });
}

function diskOf(result: XmlElement): FirstClassDisk | undefined {
  const uuid = at(result, 'id', 'id')?.text;
  if (uuid === undefined || at(result, 'error') !== undefined) return undefined;
  const megabytes = numberOf(at(result, 'capacityInMB'));
  return {
    uuid: uuid.toLowerCase(),
    name: textOf(at(result, 'name')),
    sizeGiB: megabytes === null ? null : megabytes / 1024,
    createdAt: timeOf(at(result, 'createTime')),
    native: jsonOf(result),
  };
}

function consumersOf(answer: XmlElement): ReadonlyMap<string, Consumer> {
  const consumers = new Map<string, Consumer>();
  for (const associations of all(answer, 'returnval')) {
    const uuid = at(associations, 'id', 'id')?.text.toLowerCase();
    const association = at(associations, 'vmDiskAssociation');
    const machine = textOf(at(association, 'vmId'));
    if (uuid === undefined || machine === null) continue;
    consumers.set(uuid, {
      machine: { type: 'VirtualMachine', value: machine },
      key: textOf(at(association, 'diskKey')),
    });
  }
  return consumers;
}
