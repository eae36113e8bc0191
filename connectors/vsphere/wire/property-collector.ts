/** The property collector: many objects, named paths, in one call; pages by its token; what is gone is left out. */
import { CloudError } from '../../contract/errors.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { faultError } from '../errors.ts';
import { all, at, faultTypeOf, refOf } from './decode.ts';
import { struct, type Struct } from './encode.ts';
import type { MoRef } from './moref.ts';

/** What is read of one type. */
export interface PropertySpec {
  readonly type: string;
  /** Exact paths. `config.hardware.device[4000]` and `config.extraConfig["key"]` are paths too. */
  readonly paths: readonly string[];
}

/** Where the collector starts, and the properties that it follows from there. */
export interface ObjectSpec {
  readonly ref: MoRef;
  /** Whether the start itself is left out. */
  readonly skip?: boolean;
  readonly follow?: readonly Traversal[];
}

/** A property of a type that leads to other objects. */
export interface Traversal {
  readonly type: string;
  readonly path: string;
  readonly follow?: readonly Traversal[];
}

/** One object as it was read. An unset property, and one that may not be read, is just absent. */
export interface Content {
  readonly ref: MoRef;
  readonly properties: ReadonlyMap<string, XmlElement>;
  /** Paths that could not be read, with the type of the fault: `NoPermission`, `SystemError` … */
  readonly missing: ReadonlyMap<string, string>;
}

/** One answer of the collector. */
export interface Result {
  readonly contents: readonly Content[];
  /** There is more; good once, in this session. */
  readonly token: string | undefined;
}

/** How a read goes. */
export interface RetrieveOptions {
  /** Absent: as many as the server gives at once. */
  readonly maxObjects?: number;
  /**
   * Whether a start that is gone is just left out; else it fails the call. Right for named objects, of which one
   * may go at any time. Wrong for a view: it goes with its session, and what is read through it would be "nothing".
   */
  readonly leaveOutMissing: boolean;
}

/** The call that reads these. */
export function retrieve(
  collector: MoRef,
  properties: readonly PropertySpec[],
  objects: readonly ObjectSpec[],
  { maxObjects, leaveOutMissing }: RetrieveOptions,
): Struct {
  return struct('RetrievePropertiesEx', {
    _this: collector,
    specSet: filterSpec(properties, objects, leaveOutMissing),
    options: struct('RetrieveOptions', { maxObjects }),
  });
}

/** What is selected, and what is read of it. */
export function filterSpec(
  properties: readonly PropertySpec[],
  objects: readonly ObjectSpec[],
  leaveOutMissing: boolean,
): Struct {
  return struct('PropertyFilterSpec', {
    propSet: properties.map(({ type, paths }) => struct('PropertySpec', { type, pathSet: paths })),
    objectSet: objects.map(({ ref, skip, follow }) =>
      struct('ObjectSpec', { obj: ref, skip: skip ?? false, selectSet: follow?.map(traversalOf) }),
    ),
    reportMissingObjectsInResults: leaveOutMissing ? true : undefined,
  });
}

/** The call that reads the next page. */
export function retrieveMore(collector: MoRef, token: string): Struct {
  return struct('ContinueRetrievePropertiesEx', { _this: collector, token });
}

function traversalOf({ type, path, follow }: Traversal): Struct {
  return struct('TraversalSpec', { type, path, skip: false, selectSet: follow?.map(traversalOf) }, true);
}

/**
 * Reads the answer. A server that no longer knows the session answers a read with every property missing; that is
 * the same `NotAuthenticated` as elsewhere, and never "there is nothing".
 */
export function resultOf(response: XmlElement): Result {
  const returned = at(response, 'returnval');
  const contents = all(returned, 'objects')
    .map(contentOf)
    .filter((content) => content !== undefined);
  for (const { properties, missing } of contents) {
    if (properties.size === 0 && [...missing.values()].includes('NotAuthenticated')) {
      throw new CloudError('UNAUTHENTICATED', 'The vCenter session has ended.', { nativeCode: 'NotAuthenticated' });
    }
  }
  const token = at(returned, 'token')?.text;
  return { contents, token: token === '' ? undefined : token };
}

/** Why nothing of an object could be read, where that is so: of what we may not see, each property is missing. */
export function refusalOf({ ref, properties, missing }: Content): CloudError | undefined {
  const [fault] = missing.values();
  if (properties.size > 0 || fault === undefined) return undefined;
  return faultError({ type: fault, text: '', about: ref.value }, 'RetrievePropertiesEx');
}

/**
 * Those that could be read. What we may not see is not there for us; but if that is all, then we were refused, and
 * nobody has said that there is nothing.
 */
export function readable(contents: readonly Content[]): readonly Content[] {
  const good = contents.filter((content) => refusalOf(content) === undefined);
  const [first] = contents;
  const refusal = first === undefined || good.length > 0 ? undefined : refusalOf(first);
  if (refusal !== undefined) throw refusal;
  return good;
}

function contentOf(objects: XmlElement): Content | undefined {
  let ref: MoRef | undefined;
  const properties = new Map<string, XmlElement>();
  const missing = new Map<string, string>();
  for (const element of objects.children) {
    if (element.name === 'obj') ref = refOf(element);
    else if (element.name === 'propSet') {
      const name = at(element, 'name');
      const value = at(element, 'val');
      if (name !== undefined && value !== undefined) properties.set(name.text, value);
    } else if (element.name === 'missingSet') {
      missing.set(at(element, 'path')?.text ?? '', faultTypeOf(at(element, 'fault')) ?? 'RuntimeFault');
    }
  }
  return ref === undefined ? undefined : { ref, properties, missing };
}
