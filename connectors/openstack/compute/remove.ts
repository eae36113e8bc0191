/** Deleting servers. https://docs.openstack.org/api-ref/compute/#delete-server */
import type { InstanceTarget } from '../../contract/compute/instance-verb.ts';
import { CloudError } from '../../contract/errors.ts';
import { partsOf } from '../../contract/ids.ts';
import type { Verb } from '../../contract/task.ts';
import { stepOf } from '../../wire/sending.ts';
import { objection } from './action.ts';
import { isAdmin, planned, type Trade } from './power.ts';
import { begun, type Ticket } from './receipt.ts';

/** Deletes; what is gone already is done. Sent twice, the second time changes nothing. */
export function createRemove(trade: Trade): Verb<InstanceTarget> {
  return {
    plan: (spec, call) =>
      planned(trade, spec, call, (server) =>
        server.taskState === 'deleting' ? null : objection(server, 'remove', isAdmin(trade)),
      ),
    steps: [
      stepOf('Delete', async ({ instanceId }, sending, call) => {
        const { region, native: server } = partsOf(instanceId);
        const ticket: Ticket = { work: 'remove', region, server, request: null };
        const order = { region, method: 'DELETE', action: 'DELETE /servers/{id}', path: `/${server}` } as const;
        try {
          const { requestId } = await trade.servers.order(order, sending, call);
          return begun({ ...ticket, request: requestId }, trade.ids);
        } catch (thrown) {
          if (thrown instanceof CloudError && thrown.code === 'NOT_FOUND') return begun(ticket, trade.ids);
          throw thrown;
        }
      }),
    ],
  };
}
