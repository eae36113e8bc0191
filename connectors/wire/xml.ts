/** XML for clouds that still speak it: a namespace-aware streaming scan into a light tree, and safe writing. */
import { SaxesParser } from 'saxes';
import { CloudError } from '../contract/errors.ts';

/** An element: its local name, what it holds, and its attributes. Text is concatenated and not trimmed. */
export interface XmlElement {
  readonly name: string;
  /** The `type` attribute in the XML Schema instance namespace, without its prefix: whatever that prefix is. */
  readonly xsiType: string | undefined;
  /** Attributes without a namespace. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement {
  name: string;
  xsiType: string | undefined;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

/** No cloud's answer is nested so deep; whoever walks the tree may recurse. */
const deepest = 500;

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * Reads a document. Entities that a DOCTYPE would declare are refused, and so is anything not well-formed or nested
 * beyond reason, by a `CloudError` with code `UNKNOWN`.
 */
export function parseXml(text: string): XmlElement {
  const scan = startScan();
  scan.write(text);
  return scan.close();
}

/** How much is read at a stretch: a few milliseconds' work. Characters. */
const slice = 64 * 1024;

/** Reads a large document in slices, between which others get their turn. Else as `parseXml`. */
export async function parseXmlInSlices(text: string): Promise<XmlElement> {
  const scan = startScan();
  for (let from = 0; from < text.length; from += slice) {
    if (from > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    scan.write(text.slice(from, from + slice));
  }
  return scan.close();
}

/** Without a prototype, as all attributes: they may have any name, and one that is not there must not be found. */
const noAttributes: Record<string, string> = Object.freeze(Object.create(null));

interface Scan {
  readonly write: (piece: string) => void;
  readonly close: () => XmlElement;
}

function startScan(): Scan {
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw new CloudError('UNKNOWN', 'The answer is not well-formed XML.', { cause: error });
  });
  parser.on('doctype', () => {
    throw new CloudError('UNKNOWN', 'The answer declares a document type, which is refused.');
  });
  parser.on('opentag', (tag) => {
    if (open.length >= deepest) throw new CloudError('UNKNOWN', 'The answer is nested too deep.');
    const element: OpenElement = {
      name: tag.local,
      xsiType: undefined,
      attributes: noAttributes,
      children: [],
      text: '',
    };
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.uri === '') {
        if (element.attributes === noAttributes) element.attributes = Object.create(null);
        element.attributes[attribute.local] = attribute.value;
      } else if (attribute.uri === schemaInstance && attribute.local === 'type')
        element.xsiType = bare(attribute.value);
    }
    open.push(element);
  });
  parser.on('text', (piece) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on('cdata', (piece) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element === undefined) return;
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  return {
    write(piece) {
      parser.write(piece);
    },
    close() {
      parser.close();
      if (root === undefined) throw new CloudError('UNKNOWN', 'The answer is not well-formed XML.');
      return root;
    },
  };
}

/** The first child of this name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

/** The text of the first child of this name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text;
}

/** Text made safe between tags and inside double quotes. Characters that XML cannot carry are left out. */
export function escapeXml(text: string): string {
  return text.replaceAll(forbidden, '').replaceAll(/[&<>"'\r]/gu, (character) => escapes[character] ?? character);
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function bare(qualifiedName: string): string {
  return qualifiedName.slice(qualifiedName.indexOf(':') + 1);
}
