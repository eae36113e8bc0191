/** Requests as vCenter reads them: namespaces resolved, and the elements in the order of their schema. */
import { SaxesParser } from 'saxes';
import { VimFault } from './fault.ts';
import { ref, type Ref } from './value.ts';

/** An element of a request. */
export interface Element {
  readonly name: string;
  readonly namespace: string;
  /** The `xsi:type`, without its prefix. */
  readonly xsiType: string | undefined;
  /** The unprefixed `type`. */
  readonly type: string | undefined;
  readonly children: readonly Element[];
  readonly text: string;
}

/** A call: its method's element, and the session key where one came in the envelope's header. */
export interface Envelope {
  readonly method: Element;
  readonly sessionKey: string | undefined;
}

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

/** Reads an envelope. Throws `InvalidRequest` for what is none. */
export function readEnvelope(text: string): Envelope {
  const envelope = parse(text);
  const method = one(envelope, 'Body')?.children[0];
  if (envelope.name !== 'Envelope' || method === undefined) throw invalidRequest('The envelope has no body.');
  return { method, sessionKey: one(one(envelope, 'Header'), 'vcSessionCookie')?.text };
}

function parse(text: string): Element {
  interface Open extends Element {
    children: Element[];
    text: string;
  }
  const open: Open[] = [];
  let root: Element | undefined;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', () => {
    throw invalidRequest('The request is not well-formed.');
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const known = Object.values(attributes);
    const xsiType = known.find((attribute) => attribute.uri === schemaInstance && attribute.local === 'type')?.value;
    const type = known.find((attribute) => attribute.uri === '' && attribute.local === 'type')?.value;
    open.push({ name: local, namespace: uri, xsiType: xsiType?.replace(/^.*:/u, ''), type, children: [], text: '' });
  });
  parser.on('text', (piece) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += piece;
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const parent = open.at(-1);
    if (parent === undefined) root = closed;
    else parent.children.push(closed);
  });
  parser.write(text).close();
  if (root === undefined) throw invalidRequest('The request is empty.');
  return root;
}

export function one(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

export function many(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

export function textIn(element: Element | undefined, name: string): string | undefined {
  return one(element, name)?.text;
}

/** The reference in an argument. Throws `InvalidRequest` where one must stand and does not. */
export function refIn(element: Element | undefined, name: string): Ref {
  const argument = one(element, name);
  if (argument?.type === undefined) throw invalidRequest(`${name} is missing, or is no reference.`);
  return ref(argument.type, argument.text);
}

/** Holds an element to its schema: only these children, and in this order (an xsd:sequence). */
export function mustFollow(element: Element, order: readonly string[]): void {
  let reached = 0;
  for (const { name } of element.children) {
    const position = order.indexOf(name);
    if (position < 0) throw invalidRequest(`${element.name} has no element ${name}.`);
    if (position < reached) throw invalidRequest(`${name} stands too late in ${element.name}.`);
    reached = position;
  }
}

export function invalidRequest(text: string): VimFault {
  return new VimFault('InvalidRequest', {}, text);
}
