/** First-class disks from VSLM, the catalogue of all datastores that a vCenter keeps since 6.7 Update 2. */
import type { Found } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError } from '../../contract/errors.ts';
import type { XmlElement } from '../../wire/xml.ts';
import type { Sessions } from '../session.ts';
import { faultError } from '../errors.ts';
import { all, at, faultTypeOf, jsonOf, textOf, timeOf } from './decode.ts';
import { struct, type Struct } from './encode.ts';
import type { MoRef } from './moref.ts';
import type { Service } from './soap.ts';
import {
  absent,
  type Catalogue,
  type Consumer,
  consumerOf,
  eachOf,
  type FirstClassDisk,
  gibibytes,
  isGone,
  storageObject,
} from './storage-object.ts';

const service: Service = { path: '/vslm/sdk', namespace: 'urn:vslm', soapAction: 'urn:vslm/' };
const manager: MoRef = { type: 'VslmVStorageObjectManager', value: 'VStorageObjectManager' };

/** Most disks in one answer of the catalogue. */
const disksPerPage = 1_000;

/**
 * Makes the calls. Methods that a vCenter lacks are found out once and then done in its older way; where it has no
 * catalogue at all, `list` and `named` throw what `isWithoutCatalogue` recognizes.
 */
export function createVslm(sessions: Sessions): Catalogue {
  const lacking = new Set<string>();

  function ask(call: Call, method: Struct): Promise<XmlElement> {
    return sessions.with(call, (session) => sessions.callService(call, session, method, service));
  }

  /** Undefined where the vCenter does not have the method: VSLM began with 6.7 Update 2, and grew. */
  async function tryTo(call: Call, method: Struct): Promise<XmlElement | undefined> {
    if (lacking.has(method.struct)) return undefined;
    try {
      return await ask(call, method);
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

  async function scan(wanted: ReadonlySet<string>, call: Call): Promise<Found<string, FirstClassDisk>> {
    const values = new Map<string, FirstClassDisk>();
    let after: string | undefined;
    do {
      const page = await list(call, after);
      if (page === undefined) throw noCatalogue();
      for (const disk of page.disks) if (wanted.has(disk.uuid)) values.set(disk.uuid, disk);
      after = page.next;
    } while (after !== undefined && values.size < wanted.size);
    return { values };
  }

  return {
    async list(call, after) {
      const page = await list(call, after);
      if (page === undefined) throw noCatalogue();
      return page;
    },
    async named(uuids, call) {
      const ids = uuids.map((id) => struct('ID', { id }));
      const answer = await tryTo(call, struct('VslmRetrieveVStorageObjects', { _this: manager, ids }));
      return answer === undefined ? await scan(new Set(uuids), call) : resultsOf(answer);
    },
    async consumers(uuids, call) {
      const ids = uuids.map((id) => struct('ID', { id }));
      const answer = await tryTo(call, struct('VslmRetrieveVStorageObjectAssociations', { _this: manager, ids }));
      return answer === undefined ? await consumersOneByOne(uuids, call) : consumersOf(answer);
    },
  };

  /** Before associations there was only the disk's own word: `consumerId`, the BIOS uuid of the machine. */
  async function consumersOneByOne(uuids: readonly string[], call: Call): Promise<Found<string, Consumer>> {
    const values = new Map<string, Consumer>();
    await eachOf(uuids, async (uuid) => {
      const which = struct('VslmRetrieveVStorageObject', { _this: manager, id: struct('ID', { id: uuid }) });
      const answer = await ask(call, which).catch(absent);
      const consumer = storageObject(at(answer, 'returnval'))?.consumer ?? null;
      if (consumer !== null) values.set(uuid, await consumerOf(sessions, call, consumer));
    });
    return { values };
  }
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
  return {
    uuid: uuid.toLowerCase(),
    name: textOf(at(result, 'name')),
    sizeGiB: gibibytes(at(result, 'capacityInMB')),
    createdAt: timeOf(at(result, 'createTime')),
    native: jsonOf(result),
  };
}

/** Each result has its own error; one that says "not there" is no failure. */
function resultsOf(answer: XmlElement): Found<string, FirstClassDisk> {
  const values = new Map<string, FirstClassDisk>();
  const failures = new Map<string, CloudError>();
  for (const result of all(answer, 'returnval')) {
    const disk = diskOf(result);
    if (disk !== undefined) values.set(disk.uuid, disk);
    else fail(failures, result, at(result, 'error'));
  }
  return { values, failures };
}

function consumersOf(answer: XmlElement): Found<string, Consumer> {
  const values = new Map<string, Consumer>();
  const failures = new Map<string, CloudError>();
  for (const associations of all(answer, 'returnval')) {
    const uuid = at(associations, 'id', 'id')?.text.toLowerCase();
    const machine = textOf(at(associations, 'vmDiskAssociation', 'vmId'));
    if (uuid !== undefined && machine !== null)
      values.set(uuid, { machine: { type: 'VirtualMachine', value: machine } });
    else fail(failures, associations, at(associations, 'fault'));
  }
  return { values, failures };
}

function fail(failures: Map<string, CloudError>, result: XmlElement, error: XmlElement | undefined): void {
  const uuid = at(result, 'id', 'id')?.text.toLowerCase();
  const type = faultTypeOf(error);
  if (uuid === undefined || type === undefined || isGone(type)) return;
  failures.set(uuid, faultError({ type, text: '', about: `first-class disk ${uuid}` }, 'VSLM'));
}
