/** Nova's servers as Nova says them: what verbs, tasks and watches look at, and where orders go. */
import type { Call } from '../../contract/call.ts';
import type { CloudError } from '../../contract/errors.ts';
import type { Json } from '../../contract/resource.ts';
import type { Sending } from '../../wire/sending.ts';
import type { NativeLoad } from '../wire/identifier.ts';
import { type Row, rowAt, rowsAt, textAt, textsAt, timeAt } from '../wire/json.ts';
import type { Need } from '../wire/microversion.ts';
import type { Listing } from '../wire/page.ts';
import type { Answer, Reader } from '../wire/reader.ts';
import { readOne, type Scannable, scanned } from '../wire/scan.ts';

/** A server as it was at one time. */
export interface ServerRow {
  readonly row: Row;
  readonly askedAt: number;
  readonly id: string;
  /** `active`, `building` … */
  readonly vmState: string;
  readonly taskState: string | null;
  readonly locked: boolean;
}

/** One thing that was asked of a server. */
export interface InstanceAction {
  readonly requestId: string;
  readonly action: string;
  /** By the cloud's clock, to the second. Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The servers of one connection. */
export interface Servers {
  /** Many by id, in as few requests as it takes. What is gone is absent. */
  readonly loadIn: (region: string) => NativeLoad<ServerRow>;
  readonly one: (region: string, id: string, call: Call) => Promise<ServerRow | undefined>;
  /** Those that carry this tag. */
  readonly tagged: (region: string, tag: string, call: Call) => Promise<readonly ServerRow[]>;
  /** What was asked of a server, the newest first, and how far the cloud's clock is ahead of ours in milliseconds. */
  readonly actions: (
    region: string,
    id: string,
    call: Call,
  ) => Promise<{ readonly actions: readonly InstanceAction[]; readonly aheadMs: number }>;
  /** Sends an order. `path` is below `/servers`; `{id}` in `action` stands for the server's. */
  readonly order: (order: ServerOrder, sending: Sending, call: Call) => Promise<Answer>;
}

export interface ServerOrder {
  readonly region: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** As traces name it: `POST /servers/{id}/action`. */
  readonly action: string;
  readonly path: string;
  readonly body?: Json | undefined;
  readonly least?: Need | undefined;
}

/** https://docs.openstack.org/nova/latest/reference/api-microversion-history.html */
export const taggable: Need = { version: { major: 2, minor: 52 }, because: 'servers can be tagged as they are made' };

/** Every server by its list and by its own path. */
export const serverListing: Listing = { service: 'compute', path: '/servers/detail', key: 'servers', pageSize: 1000 };

/** Makes the servers of a connection. */
export function createServers(reader: Reader): Servers {
  const noun: Scannable<ServerRow> = {
    listing: serverListing,
    path: '/servers',
    key: 'server',
    record: (row, _, askedAt) => serverOf(row, askedAt),
  };
  const { loadIn } = scanned(reader, noun);
  return {
    loadIn,
    one: (region, id, call) => readOne(reader, noun, region, id, call),
    async tagged(region, tag, call) {
      const question = {
        service: 'compute',
        region,
        action: 'GET /servers/detail',
        path: `/servers/detail?tags=${encodeURIComponent(tag)}`,
        least: taggable,
      } as const;
      const { row, askedAt } = await reader.ask(question, call);
      // A filter may be dropped in silence, and then the answer is everything.
      return rowsAt(row, 'servers').flatMap((one) =>
        textsAt(one, 'tags').includes(tag) ? (serverOf(one, askedAt) ?? []) : [],
      );
    },
    async actions(region, id, call) {
      const action = 'GET /servers/{id}/os-instance-actions';
      const path = `/servers/${encodeURIComponent(id)}/os-instance-actions`;
      const answer = await reader.ask({ service: 'compute', region, action, path }, call);
      return {
        actions: rowsAt(answer.row, 'instanceActions').flatMap((one) => actionOf(one) ?? []),
        aheadMs: answer.cloudTime - answer.askedAt,
      };
    },
    async order(order, sending, call) {
      sending.looked();
      return await reader.ask({ service: 'compute', ...order, path: `/servers${order.path}`, sending }, call);
    },
  };
}

/** Reads a server; `undefined` for a row without an id. */
export function serverOf(row: Row, askedAt: number): ServerRow | undefined {
  const id = textAt(row, 'id');
  if (id === null) return undefined;
  return {
    row,
    askedAt,
    id,
    vmState: textAt(row, 'OS-EXT-STS:vm_state') ?? 'unknown',
    taskState: textAt(row, 'OS-EXT-STS:task_state'),
    locked: row['locked'] === true,
  };
}

/** Why a server is in error, in Nova's words, if it has written them down yet. */
export function faultOf({ row }: ServerRow): string | null {
  const fault = rowAt(row, 'fault');
  return fault === undefined ? null : textAt(fault, 'message');
}

function actionOf(row: Row): InstanceAction | undefined {
  const requestId = textAt(row, 'request_id');
  const action = textAt(row, 'action');
  const startedAt = timeAt(row, 'start_time');
  if (requestId === null || action === null || startedAt === null) return undefined;
  return { requestId, action, startedAt: Date.parse(startedAt) };
}

/** Nova refuses what a server's state does not allow, and whatever is done while something else is, with 409. */
export function isWrongState(error: CloudError): boolean {
  return error.code === 'CONFLICT' && /while it is in (?:vm|task|power)_state/u.test(error.message);
}
