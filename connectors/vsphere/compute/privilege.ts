/** What the account that is signed in may do to a machine: asked before anything is begun that would be left half done. */
import type { Call } from '../../contract/call.ts';
import { CloudError, type ErrorCode } from '../../contract/errors.ts';
import type { VCenter } from '../vcenter.ts';
import { all, at } from '../wire/decode.ts';
import { struct } from '../wire/encode.ts';
import type { MoRef } from '../wire/moref.ts';

/** After these it is not told who may do what: the vCenter is too old or an ESXi, we may not ask, or it is gone. */
const untold: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNSUPPORTED', 'DENIED', 'INVALID', 'NOT_FOUND']);

/** Whoever can see a machine has it: where it is not granted either, the answer is about somebody else. */
const everybodys = 'System.Read';

/**
 * Those of the privileges that we lack on a machine; none where the vCenter does not tell. Groups, roles and what is
 * inherited are reckoned in by the vCenter. https://developer.broadcom.com/xapis/vsphere-web-services-api/latest/vim.AuthorizationManager.html
 */
export async function lackedOn(
  { sessions }: VCenter,
  machine: MoRef,
  privileges: readonly string[],
  call: Call,
): Promise<readonly string[]> {
  try {
    const granted = await sessions.with(call, async (session) => {
      const { authorizationManager: manager } = session.content;
      if (manager === undefined || session.id === undefined) return undefined;
      const method = struct('HasPrivilegeOnEntities', {
        _this: manager,
        entity: machine,
        sessionId: session.id,
        privId: [everybodys, ...privileges],
      });
      const answers = all(at(await sessions.call(call, session, method), 'returnval'), 'privAvailability');
      return new Map(answers.map((one) => [at(one, 'privId')?.text ?? '', isTrue(at(one, 'isGranted')?.text)]));
    });
    if (granted?.get(everybodys) !== true) return [];
    return privileges.filter((privilege) => granted.get(privilege) === false);
  } catch (thrown) {
    if (thrown instanceof CloudError && untold.has(thrown.code)) return [];
    throw thrown;
  }
}

/** xsd:boolean. */
function isTrue(text: string | undefined): boolean {
  return text === 'true' || text === '1';
}
