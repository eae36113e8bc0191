/** What a vCenter says of privileges that says it otherwise than the embedded one: of others, in other words, or not at all. */
import { describe, expect, it } from 'vitest';
import { CloudError, type ErrorCode } from '../../../connectors/contract/errors.ts';
import { lackedOn } from '../../../connectors/vsphere/compute/privilege.ts';
import type { Session } from '../../../connectors/vsphere/session.ts';
import type { VCenter } from '../../../connectors/vsphere/vcenter.ts';
import { parseXml, type XmlElement } from '../../../connectors/wire/xml.ts';
import { quietCall } from '../quiet-call.ts';

const machine = { type: 'VirtualMachine', value: 'vm-1' };
const manager = { type: 'AuthorizationManager', value: 'AuthorizationManager' };
const wanted = ['VirtualMachine.Inventory.Delete', 'VirtualMachine.Interact.PowerOff'];

/** What is lacked where a vCenter answers like this. */
function lacked(answer: () => XmlElement, session: object = { id: '52', content: { authorizationManager: manager } }) {
  const sessions = {
    with: <T>(_: unknown, run: (one: Session) => Promise<T>) => run(session as Session),
    call: async () => answer(),
  };
  return lackedOn({ sessions } as unknown as VCenter, machine, wanted, quietCall());
}

function granting(granted: Readonly<Record<string, string>>): () => XmlElement {
  const each = Object.entries(granted).map(
    ([privilege, word]) =>
      `<privAvailability><privId>${privilege}</privId><isGranted>${word}</isGranted></privAvailability>`,
  );
  return () => parseXml(`<R><returnval><entity type="VirtualMachine">vm-1</entity>${each.join('')}</returnval></R>`);
}

describe('privileges on a machine', () => {
  it('are lacked by name, in either word for yes and no', async () => {
    const answer = {
      'System.Read': '1',
      'VirtualMachine.Inventory.Delete': '0',
      'VirtualMachine.Interact.PowerOff': 'true',
    };
    expect(await lacked(granting(answer))).toEqual(['VirtualMachine.Inventory.Delete']);
  });

  it('are not lacked where the answer is about somebody else, or about nothing', async () => {
    const nobody = { 'System.Read': 'false', 'VirtualMachine.Inventory.Delete': 'false' };
    expect(await lacked(granting(nobody))).toEqual([]);
    expect(await lacked(granting({ 'System.Read': 'true' }))).toEqual([]);
    expect(await lacked(() => parseXml('<R></R>'))).toEqual([]);
  });

  it('are not asked for where there is nobody to ask, or no session to ask about', async () => {
    const asked = (): never => {
      throw new Error('It was asked.');
    };
    expect(await lacked(asked, { id: '52', content: {} })).toEqual([]);
    expect(await lacked(asked, { content: { authorizationManager: manager } })).toEqual([]);
  });

  it.each(['UNSUPPORTED', 'DENIED', 'INVALID', 'NOT_FOUND'] as const)('are not lacked after %s', async (code) => {
    const refuse = (): never => {
      throw new CloudError(code, 'It is refused.');
    };
    expect(await lacked(refuse)).toEqual([]);
  });

  it.each(['UNAVAILABLE', 'TIMEOUT', 'CANCELLED', 'UNAUTHENTICATED'] satisfies ErrorCode[])(
    'are not known after %s',
    async (code) => {
      const fail = (): never => {
        throw new CloudError(code, 'It fails.');
      };
      await expect(lacked(fail)).rejects.toMatchObject({ code });
    },
  );
});
