/** Receipts of what was begun on servers: which server, what, and by which request. */
import type { InstanceId } from '../../contract/ids.ts';
import type { Begun, Receipt } from '../../contract/task.ts';
import { type IdMaker, isUuid } from '../wire/identifier.ts';
import { asRow, parseJson, textAt } from '../wire/json.ts';

/** What can be under way. */
export type Work = 'create' | 'remove' | 'start' | 'stop' | 'reboot' | 'setTags';

const works: ReadonlySet<string> = new Set<Work>(['create', 'remove', 'start', 'stop', 'reboot', 'setTags']);

/** What a receipt says. */
export interface Ticket {
  readonly work: Work;
  readonly region: string;
  readonly server: string;
  /** Nova's id of the request, which is also that of the instance action; null where nothing had to be sent. */
  readonly request: string | null;
}

/** Begun: the receipt, and the server. */
export function begun(ticket: Ticket, ids: IdMaker): Begun {
  return { type: 'begun', receipt: JSON.stringify(ticket), target: targetOf(ticket, ids) };
}

/** The instance that a ticket is about. */
export function targetOf({ region, server }: Ticket, ids: IdMaker): InstanceId {
  return ids(region, 'instances', server);
}

/** Reads a receipt; `undefined` for what none of ours is. */
export function readReceipt(receipt: Receipt): Ticket | undefined {
  const row = asRow(parseJson(Buffer.from(receipt)));
  if (row === undefined) return undefined;
  const work = textAt(row, 'work');
  const region = textAt(row, 'region');
  const server = textAt(row, 'server');
  if (work === null || !isWork(work) || region === null || server === null || !isUuid(server)) return undefined;
  return { work, region, server, request: textAt(row, 'request') };
}

function isWork(text: string): text is Work {
  return works.has(text);
}
