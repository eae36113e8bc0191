/** XML is read as it was meant, and what is meant to hurt is refused. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { child, childText, escapeXml, parseXml, parseXmlInSlices } from '../../../connectors/wire/xml.ts';

/** Text that XML can carry. */
const carried = fc
  .string({ unit: 'binary' })
  .map((text) => text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, ''));

function refusal(text: string): CloudError {
  try {
    parseXml(text);
  } catch (thrown) {
    if (thrown instanceof CloudError) return thrown;
    throw thrown;
  }
  throw new Error(`Was not refused: ${text.slice(0, 100)}`);
}

function outcomeOf(text: string): string {
  try {
    parseXml(text);
    return 'read';
  } catch (thrown) {
    return thrown instanceof CloudError ? 'refused' : 'something else was thrown';
  }
}

describe('parseXml', () => {
  it('gives names without prefixes, text, and the type whatever its prefix', () => {
    const root = parseXml(`<?xml version="1.0"?>
      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:vim25">
        <returnval type="VirtualMachine" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">vm-1<val i:type="x:ArrayOfString" xmlns:x="urn:x"><string>a</string><string/></val></returnval>
      </s:Envelope>`);
    expect(root.name).toBe('Envelope');
    const returned = child(root, 'returnval');
    expect(returned).toMatchObject({ text: 'vm-1', xsiType: undefined, attributes: { type: 'VirtualMachine' } });
    const value = returned === undefined ? undefined : child(returned, 'val');
    expect(value).toMatchObject({ xsiType: 'ArrayOfString', attributes: {} });
    expect(value?.children.map(({ name, text }) => [name, text])).toEqual([
      ['string', 'a'],
      ['string', ''],
    ]);
    expect(childText(root, 'nothing')).toBeUndefined();
  });

  it('reads the five entities, character references and CDATA, and keeps white space', () => {
    expect(parseXml('<a> &lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;<![CDATA[<&]]> </a>').text).toBe(` <&>"'A😀<& `);
  });

  it('reads back what escapeXml wrote, in text and in attributes', () => {
    fc.assert(
      fc.property(carried, (text) => {
        const { text: read, attributes } = parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
        expect(read).toBe(text);
        // XML itself makes white space of an attribute into blanks; the reference to a carriage return it keeps.
        expect(attributes['b']).toBe(text.replaceAll(/[\t\n]/gu, ' '));
      }),
    );
  });

  it('has no attribute that was not written, not even of names that every object has', () => {
    const [plain, proto] = parseXml('<r><a/><a __proto__="x" constructor="y"/></r>').children;
    expect([plain?.attributes['constructor'], plain?.attributes['__proto__']]).toEqual([undefined, undefined]);
    expect([proto?.attributes['constructor'], proto?.attributes['__proto__']]).toEqual(['y', 'x']);
  });

  it('gives the attributes of one element to no other', () => {
    const [first, second] = parseXml('<r><a/><b c="d"/></r>').children;
    expect([Object.keys(first?.attributes ?? {}), Object.keys(second?.attributes ?? {})]).toEqual([[], ['c']]);
  });

  it.each([
    ['nothing', ''],
    ['text alone', 'upstream connect error'],
    ['an HTML error page', '<html><br></html>'],
    ['half a document', '<a><b>text'],
    ['two roots', '<a/><b/>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['a bad character reference', '<a>&#0;</a>'],
    ['an unbound prefix', '<x:a/>'],
    ['a control character', '<a>\u0001</a>'],
    ['the same attribute twice', '<a b="1" b="2"/>'],
    ['JSON', '{"error": {}}'],
  ])('refuses %s', (_, text) => {
    expect(refusal(text)).toMatchObject({ code: 'UNKNOWN', message: 'The answer is not well-formed XML.' });
  });

  it.each([
    ['a file', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['a bomb', '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'],
    ['just a name', '<!DOCTYPE html><a/>'],
  ])('refuses a document type: %s', (_, text) => {
    expect(refusal(text)).toMatchObject({ message: 'The answer declares a document type, which is refused.' });
  });

  it('refuses what is nested beyond reason', () => {
    expect(parseXml('<a>'.repeat(500) + '</a>'.repeat(500)).name).toBe('a');
    expect(refusal('<a>'.repeat(1_000_000))).toMatchObject({ message: 'The answer is nested too deep.' });
  });

  it('never throws anything but a CloudError', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      'a',
      ':',
      '=',
      '"',
      '&',
      ';',
      '#',
      '<!',
      '--',
      '[',
      ']',
      '<?',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (soup) => {
        expect(outcomeOf(soup.join(''))).not.toBe('something else was thrown');
      }),
    );
  });
});

describe('parseXmlInSlices', () => {
  it('reads the same, wherever a slice ends, and lets others have their turn', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `<row n="${index}">😀 &amp; ${index}</row>`);
    const text = `<rows>${rows.join('')}</rows>`;
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    });
    try {
      expect(await parseXmlInSlices(text)).toEqual(parseXml(text));
    } finally {
      clearInterval(ticking);
    }
    expect(text.length).toBeGreaterThan(4 * 128 * 1024);
    expect(turns).toBeGreaterThan(0);
  });

  it('refuses what parseXml refuses', async () => {
    await expect(parseXmlInSlices('<a><b></a>')).rejects.toMatchObject({ code: 'UNKNOWN' });
    await expect(parseXmlInSlices('')).rejects.toMatchObject({ code: 'UNKNOWN' });
  });
});

describe('escapeXml', () => {
  it('leaves out what XML cannot carry', () => {
    expect(escapeXml('a\u0000b\u0008c\uD800d\uFFFEe')).toBe('abcde');
  });
});
