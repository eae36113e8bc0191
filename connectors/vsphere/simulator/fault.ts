/** Faults in vCenter's own words. */
import { type Ref, ref, type Struct, struct, subtype, writeFields } from './value.ts';

/** A fault that ends a call. The message is the faultstring. */
export class VimFault extends Error {
  override readonly name = 'VimFault';
  readonly type: string;
  readonly fields: Struct['fields'];

  constructor(type: string, fields: Struct['fields'] = {}, text = '') {
    super(text);
    this.type = type;
    this.fields = fields;
  }

  /** The fault where a property could not be read, or in a task. */
  get localized(): Struct {
    return struct('LocalizedMethodFault', { fault: subtype(this.type, this.fields), localizedMessage: this.message });
  }

  /** The body of the answer. */
  toXml(): string {
    const detail = `<${this.type}Fault xmlns="urn:vim25" xsi:type="${this.type}">${writeFields(struct(this.type, this.fields))}</${this.type}Fault>`;
    return `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>${this.message}</faultstring><detail>${detail}</detail></soapenv:Fault>`;
  }
}

export function notAuthenticated(object: Ref, privilegeId = 'System.View'): VimFault {
  return new VimFault('NotAuthenticated', { object, privilegeId }, 'The session is not authenticated.');
}

export function noPermission(object: Ref, privilegeId = 'System.Read'): VimFault {
  return new VimFault('NoPermission', { object, privilegeId }, 'Permission to perform this operation was denied.');
}

export function notFound(obj: Ref): VimFault {
  return new VimFault(
    'ManagedObjectNotFound',
    { obj },
    'The object has already been deleted or has not been completely created',
  );
}

export function invalidArgument(invalidProperty: string): VimFault {
  return new VimFault('InvalidArgument', { invalidProperty }, 'A specified parameter was not correct.');
}

export function methodNotFound(receiver: Ref, method: string): VimFault {
  return new VimFault('MethodNotFound', { receiver: ref(receiver.ref, receiver.value), method }, 'Method not found.');
}
