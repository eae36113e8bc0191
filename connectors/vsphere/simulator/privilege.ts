/** What the account of an embedded vCenter may do: everything, but for what a fault rule denies. */
import { notFound } from './fault.ts';
import type { Method } from './method-table.ts';
import { many, refIn, textIn } from './request.ts';
import { list, ref, struct } from './value.ts';

/** The privilege that each method takes. https://developer.broadcom.com/xapis/vsphere-web-services-api/latest/ */
const methodsBy: Readonly<Record<string, string>> = {
  'VirtualMachine.Interact.PowerOff': 'PowerOffVM_Task',
  'VirtualMachine.Interact.PowerOn': 'PowerOnVM_Task',
  'VirtualMachine.Interact.Reset': 'ResetVM_Task',
  'VirtualMachine.Interact.Suspend': 'SuspendVM_Task',
  'VirtualMachine.Inventory.Delete': 'Destroy_Task',
};

export const privilegeMethods: Readonly<Record<string, Method>> = {
  HasPrivilegeOnEntities: {
    order: ['_this', 'entity', 'sessionId', 'privId'],
    answer(method, { world, sessions, isDenied }) {
      refIn(method, '_this');
      // Of a session that is not there nothing is granted.
      const known = sessions.named(textIn(method, 'sessionId')) !== undefined;
      const privileges = many(method, 'privId').map(({ text }) => text);
      const entities = many(method, 'entity').map(({ type, text }) => ref(type ?? '', text));
      const missing = entities.find(({ value }) => !world.entities.has(value));
      if (missing !== undefined) throw notFound(missing);
      return list(
        'EntityPrivilege',
        entities.map((entity) =>
          struct('EntityPrivilege', {
            entity,
            privAvailability: list(
              'PrivilegeAvailability',
              privileges.map((privId) => {
                const action = methodsBy[privId];
                const isGranted = known && (action === undefined || isDenied?.(action) !== true);
                return struct('PrivilegeAvailability', { privId, isGranted });
              }),
            ),
          }),
        ),
      );
    },
  },
};
