/** Writing requests: vim25 is an XML sequence, so the order of elements is data, kept in one table. */
import { escapeXml } from '../../wire/xml.ts';
import type { MoRef } from './moref.ts';

/** What an argument may be. Undefined ones are left out; arrays repeat their element. */
export type Argument = string | number | boolean | MoRef | Struct | Text | readonly Argument[] | undefined;

/** A string in a place that takes anything, so that the wire must say what it is. */
export interface Text {
  readonly anyText: string;
}

/** A data object, or the call of a method: its fields are written in the order of its type's table. */
export interface Struct {
  readonly struct: keyof typeof orders;
  readonly fields: Readonly<Record<string, Argument>>;
  /** Whether `xsi:type` must say what it is: where the schema has an abstract type. */
  readonly typed?: boolean;
}

/** VirtualDevice, and what VirtualEthernetCard has beyond it. */
const device = ['key', 'deviceInfo', 'backing', 'connectable', 'slotInfo', 'controllerKey', 'unitNumber'] as const;
const card = [...device, 'addressType', 'macAddress', 'wakeOnLanEnabled'] as const;

/** Element orders by type and by method: the base type's fields first (vim-types.xsd). */
const orders = {
  RetrieveServiceContent: ['_this'],
  Login: ['_this', 'userName', 'password', 'locale'],
  Logout: ['_this'],
  CurrentTime: ['_this'],
  FindByInventoryPath: ['_this', 'inventoryPath'],
  HasPrivilegeOnEntities: ['_this', 'entity', 'sessionId', 'privId'],
  FindByUuid: ['_this', 'datacenter', 'uuid', 'vmSearch', 'instanceUuid'],
  CreateContainerView: ['_this', 'container', 'type', 'recursive'],
  RetrievePropertiesEx: ['_this', 'specSet', 'options'],
  ContinueRetrievePropertiesEx: ['_this', 'token'],
  PropertyFilterSpec: ['propSet', 'objectSet', 'reportMissingObjectsInResults'],
  PropertySpec: ['type', 'all', 'pathSet'],
  ObjectSpec: ['obj', 'skip', 'selectSet'],
  TraversalSpec: ['name', 'type', 'path', 'skip', 'selectSet'],
  RetrieveOptions: ['maxObjects'],
  ListVStorageObject: ['_this', 'datastore'],
  RetrieveVStorageObject: ['_this', 'id', 'datastore'],
  CreatePropertyCollector: ['_this'],
  DestroyPropertyCollector: ['_this'],
  CreateFilter: ['_this', 'spec', 'partialUpdates'],
  WaitForUpdatesEx: ['_this', 'version', 'options'],
  WaitOptions: ['maxWaitSeconds', 'maxObjectUpdates'],
  PowerOnVM_Task: ['_this', 'host'],
  PowerOffVM_Task: ['_this'],
  ResetVM_Task: ['_this'],
  ShutdownGuest: ['_this'],
  RebootGuest: ['_this'],
  Destroy_Task: ['_this'],
  FindChild: ['_this', 'entity', 'name'],
  AddCustomFieldDef: ['_this', 'name', 'moType'],
  setCustomValue: ['_this', 'key', 'value'],
  CloneVM_Task: ['_this', 'folder', 'name', 'spec'],
  VirtualMachineCloneSpec: ['location', 'template', 'config', 'customization', 'powerOn', 'snapshot', 'memory'],
  VirtualMachineRelocateSpec: ['service', 'folder', 'datastore', 'diskMoveType', 'pool', 'host'],
  ReconfigVM_Task: ['_this', 'spec'],
  VirtualMachineConfigSpec: [
    'changeVersion',
    'name',
    'uuid',
    'instanceUuid',
    'annotation',
    'numCPUs',
    'memoryMB',
    'deviceChange',
    'extraConfig',
  ],
  OptionValue: ['key', 'value'],
  VirtualDeviceConfigSpec: ['operation', 'fileOperation', 'device'],
  VirtualDisk: [...device, 'capacityInKB', 'capacityInBytes'],
  VirtualDiskFlatVer2BackingInfo: ['fileName', 'datastore', 'diskMode'],
  VirtualE1000: card,
  VirtualE1000e: card,
  VirtualPCNet32: card,
  VirtualVmxnet2: card,
  VirtualVmxnet3: card,
  VirtualDeviceConnectInfo: ['startConnected', 'allowGuestControl', 'connected'],
  VirtualEthernetCardNetworkBackingInfo: ['deviceName'],
  VirtualEthernetCardDistributedVirtualPortBackingInfo: ['port'],
  DistributedVirtualSwitchPortConnection: ['switchUuid', 'portgroupKey'],
  VirtualEthernetCardOpaqueNetworkBackingInfo: ['opaqueNetworkId', 'opaqueNetworkType'],
  ID: ['id'],
  VslmListVStorageObjectForSpec: ['_this', 'query', 'maxResult'],
  VslmVsoVStorageObjectQuerySpec: ['queryField', 'queryOperator', 'queryValue'],
  VslmRetrieveVStorageObject: ['_this', 'id'],
  VslmRetrieveVStorageObjects: ['_this', 'ids'],
  VslmRetrieveVStorageObjectAssociations: ['_this', 'ids'],
} as const satisfies Record<string, readonly string[]>;

/** The methods and data objects that can be written. */
export type StructName = keyof typeof orders;

/** Makes a data object. */
export function struct(name: StructName, fields: Struct['fields'], typed = false): Struct {
  return { struct: name, fields, typed };
}

/** The XML of one element. Throws a `TypeError` for a field that the type does not have. */
export function encode(element: string, argument: Argument, attributes = ''): string {
  if (argument === undefined) return '';
  if (isList(argument)) return argument.map((item) => encode(element, item)).join('');
  if (typeof argument !== 'object') return `<${element}${attributes}>${escapeXml(String(argument))}</${element}>`;
  if ('anyText' in argument) {
    return `<${element} xsi:type="xsd:string">${escapeXml(argument.anyText)}</${element}>`;
  }
  if ('value' in argument) {
    return `<${element} type="${escapeXml(argument.type)}">${escapeXml(argument.value)}</${element}>`;
  }
  const order: readonly string[] = orders[argument.struct];
  const stray = Object.keys(argument.fields).find((field) => !order.includes(field));
  if (stray !== undefined) throw new TypeError(`${argument.struct} has no field ${stray}.`);
  const type = argument.typed === true ? ` xsi:type="${argument.struct}"` : '';
  const body = order.map((field) => encode(field, argument.fields[field])).join('');
  return `<${element}${type}${attributes}>${body}</${element}>`;
}

function isList(argument: Argument): argument is readonly Argument[] {
  return Array.isArray(argument);
}

/** A whole SOAP envelope around the call of a method, with a header element where a service wants one. */
export function envelope(namespace: string, method: Struct, header = ''): string {
  const head = header === '' ? '' : `<soapenv:Header>${header}</soapenv:Header>`;
  const body = encode(method.struct, method, ` xmlns="${namespace}"`);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `${head}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  );
}
