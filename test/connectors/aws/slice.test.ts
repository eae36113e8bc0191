/** Slices of an answer say together what the answer says, whatever is in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slice } from '../../../connectors/aws/wire/slice.ts';

const head = '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="n">\n<requestId>q</requestId>\n<thingSet>\n';
const tail = '</thingSet>\n<nextToken>t</nextToken>\n</R>';

/** The items of the outer set, as a strict reader of slices finds them. */
function itemsOf(document: string): string {
  expect(document.startsWith(head.trimEnd())).toBe(true);
  expect(document.endsWith(tail)).toBe(true);
  return document.slice(head.length, -tail.length);
}

function answerOf(items: readonly string[]): string {
  return head + items.join('') + tail;
}

const item = fc
  .tuple(fc.stringMatching(/^[a-z0-9 ]{0,40}$/u), fc.array(fc.stringMatching(/^[a-z]{0,8}$/u), { maxLength: 3 }))
  .map(
    ([text, tags]) =>
      `<item>\n<id>${text}</id>\n<tagSet>${tags.map((tag) => `<item><key>${tag}</key></item>`).join('')}</tagSet>\n</item>\n`,
  );

describe('slice', () => {
  it('cuts at items and nowhere else', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), fc.integer({ min: 1, max: 800 }), (items, limit) => {
        const answer = answerOf(items);
        const slices = slice(answer, limit);
        expect(slices.length).toBeGreaterThan(0);
        expect(slices.map(itemsOf).join('').trim()).toBe(items.join('').trim());
        const longest = Math.max(limit, ...items.map(({ length }) => length));
        const insides = slices.map(itemsOf);
        expect(insides.filter((inside) => inside.split('<item>').length !== inside.split('</item>').length)).toEqual(
          [],
        );
        const tooLong = answer.length > limit ? insides.filter(({ length }) => length > longest + 1) : [];
        expect(tooLong).toEqual([]);
      }),
    );
  });

  it('cuts a long reservation inside, and says whose it is in each part', () => {
    const machine = (id: number) => `<item><instanceId>i-${id}</instanceId><groupSet><item/></groupSet></item>`;
    const machines = Array.from({ length: 50 }, (_, index) => machine(index));
    const before = '<item><reservationId>r-1</reservationId><ownerId>me</ownerId><instancesSet>';
    const after = '</instancesSet><requesterId>x</requesterId></item>';
    const answer = `<R><reservationSet>${before}${machines.join('')}${after}${before}${machine(99)}${after}</reservationSet></R>`;
    const slices = slice(answer, 500);
    expect(slices.length).toBeGreaterThan(5);
    for (const document of slices) {
      expect(document.startsWith(`<R><reservationSet>${before}<item>`)).toBe(true);
      expect(document.endsWith(`${after}</reservationSet></R>`)).toBe(true);
      expect(document.length).toBeLessThan(1000);
    }
    const ids = slices.flatMap((document) => [...document.matchAll(/<instanceId>(?<id>[^<]+)/gu)]);
    expect(ids.map(({ groups }) => groups?.['id'])).toEqual([...machines.keys(), 99].map((id) => `i-${id}`));
  });

  it.each([
    ['no items', `<R><a>${'x'.repeat(900)}</a></R>`],
    ['nothing before the items', `<item>${'x'.repeat(900)}</item>`],
    ['a set that does not end', `<R><set><item>${'x'.repeat(900)}</item>`],
    ['items that do not end', `<R><set><item><item>${'x'.repeat(900)}</item></set></R>`],
    ['too many ends', `<R><set><item>${'x'.repeat(900)}</item></item></set></R>`],
    ['something between the items', `<R><set><item>a</item>${'x'.repeat(900)}</set></R>`],
  ])('leaves alone what has %s', (_what, document) => {
    expect(slice(document, 100)).toEqual([document]);
  });
});
