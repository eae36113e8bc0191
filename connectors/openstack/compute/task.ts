/** How far the work on servers is: read from the servers themselves, since an instance action says Success of failures too. */
import type { Found } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError, type ErrorCode } from '../../contract/errors.ts';
import { lacks } from '../../contract/lacks.ts';
import type { Progress, Receipt, Tasks } from '../../contract/task.ts';
import { together } from '../../batching/together.ts';
import { readReceipt, targetOf, type Ticket, type Work } from './receipt.ts';
import { faultOf, type ServerRow } from './server.ts';
import type { Trade } from './power.ts';

/** Where each work leads: the vm_state in which it has succeeded. */
const rests: Readonly<Record<Exclude<Work, 'remove' | 'setTags'>, string>> = {
  create: 'active',
  start: 'active',
  stop: 'stopped',
  reboot: 'active',
};

/** Nova writes the fault down a moment after the state. Milliseconds. */
const faultDelayMs = 400;

/** Looks after what was begun on servers: one question for all of a region. */
export function createTasks(trade: Trade): Tasks {
  async function progressIn(
    region: string,
    receipts: readonly Receipt[],
    call: Call,
  ): Promise<Found<Receipt, Progress>> {
    const tickets = receipts.flatMap((receipt) => {
      const ticket = readReceipt(receipt);
      return ticket === undefined ? [] : [{ receipt, ticket }];
    });
    // What was over when it began needs no question.
    const open = [...new Set(tickets.filter(({ ticket }) => !isOver(ticket)).map(({ ticket }) => ticket.server))];
    const found: Found<string, ServerRow> =
      open.length === 0 ? { values: new Map() } : await trade.servers.loadIn(region)(open, call);
    const values = new Map<Receipt, Progress>();
    const failures = new Map<Receipt, CloudError>();
    for (const { receipt, ticket } of tickets) {
      const failure = found.failures?.get(ticket.server);
      if (failure !== undefined && !isOver(ticket)) failures.set(receipt, failure);
      else values.set(receipt, await judge(trade, ticket, found.values.get(ticket.server), call));
    }
    return { values, failures };
  }

  return {
    async progress(receipts, call) {
      const byRegion = Map.groupBy(receipts, (receipt) => readReceipt(receipt)?.region ?? '-');
      const parts = [...byRegion].map(([region, keys]) => ({
        keys,
        load: (some: readonly Receipt[], asked: Call) => progressIn(region, some, asked),
      }));
      return await together(parts, call);
    },
    told: lacks('Nova tells what others do in the state of a server; its instance actions cost a call for each.'),
  };
}

/** Tags are set when the order is answered. */
function isOver({ work }: Ticket): boolean {
  return work === 'setTags';
}

async function judge(trade: Trade, ticket: Ticket, server: ServerRow | undefined, call: Call): Promise<Progress> {
  const target = targetOf(ticket, trade.ids);
  const common = { fraction: null, error: null, target, nativeTask: taskOf(ticket, server) };
  const succeeded: Progress = { ...common, state: 'succeeded', fraction: 1 };
  const running: Progress = { ...common, state: 'running' };
  function failed(code: ErrorCode, message: string): Progress {
    const origin = { region: ticket.region, service: 'compute', requestId: ticket.request ?? undefined };
    return { ...common, state: 'failed', error: new CloudError(code, message, origin) };
  }

  const { work } = ticket;
  if (work === 'setTags') return { ...succeeded, nativeTask: null };
  if (server === undefined) {
    return work === 'remove' ? succeeded : failed('NOT_FOUND', `${target} was deleted meanwhile.`);
  }
  // It still shows for some moments after its end; it is gone when Nova no longer has it.
  if (work === 'remove') {
    // Where the operator keeps what is deleted for a while, this is all that a delete does.
    if (server.vmState === 'soft-delete') return succeeded;
    if (server.taskState !== null || server.vmState === 'deleted') return running;
    return failed(
      ...(await blame(trade, ticket, server, call, 'Nova has ended the deletion, and the server is still there.')),
    );
  }
  if (server.vmState === 'deleted' || server.taskState === 'deleting') {
    return failed('NOT_FOUND', `${target} is being deleted.`);
  }
  if (server.taskState !== null || server.vmState === 'building') return running;
  if (server.vmState === rests[work]) return succeeded;
  return failed(
    ...(await blame(trade, ticket, server, call, `Nova has ended the ${work}, and the server is ${server.vmState}.`)),
  );
}

/** Why it failed: what Nova has written down, read once more where it had not yet. */
async function blame(
  { servers, host }: Trade,
  { region, server: id }: Ticket,
  server: ServerRow,
  call: Call,
  otherwise: string,
): Promise<readonly [ErrorCode, string]> {
  if (server.vmState !== 'error') return ['CONFLICT', otherwise];
  let fault = faultOf(server);
  if (fault === null) {
    await host.sleep(faultDelayMs, call.signal);
    const again = await servers.one(region, id, call).catch(() => undefined);
    fault = again === undefined ? null : faultOf(again);
  }
  if (fault === null) return ['UNKNOWN', otherwise];
  return [/No valid host|Quota|Exhausted all hosts/iu.test(fault) ? 'QUOTA' : 'UNKNOWN', fault];
}

function taskOf({ work, request, server: id }: Ticket, server: ServerRow | undefined): Progress['nativeTask'] {
  const state = server === undefined ? 'gone' : [server.vmState, server.taskState ?? ''].filter(Boolean).join('/');
  return { id: request ?? id, name: work, state };
}
