/** Long answers are parsed piece by piece: the same in the end, and others get their turn in between. */
import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '@smithy/core/protocols';
import { type Protocol, slicing } from '../../../connectors/aws/wire/protocol.ts';

/** A protocol that reads the ids of items and a token, and tells what it was given. */
function reading(): { readonly protocol: Protocol; readonly parsed: string[] } {
  const parsed: string[] = [];
  return {
    parsed,
    protocol: {
      deserializeResponse(_operation, _context, response) {
        const text = (response.body as Buffer).toString('utf8');
        parsed.push(text);
        return Promise.resolve({
          Items: [...text.matchAll(/<id>(?<id>\d+)/gu)].map(({ groups }) => groups?.['id']),
          NextToken: /<nextToken>(?<token>[^<]+)/u.exec(text)?.groups?.['token'],
          $metadata: { requestId: response.headers['x-amzn-requestid'] },
        });
      },
    },
  };
}

function answer(count: number, statusCode = 200): HttpResponse {
  const items = Array.from({ length: count }, (_, index) => `<item><id>${index}</id>${'x'.repeat(1_000)}</item>`);
  const text = `<R><set>${items.join('')}</set><nextToken>more</nextToken></R>`;
  return { statusCode, headers: { 'x-amzn-requestid': 'request-1' }, body: Buffer.from(text) };
}

describe('the sliced protocol', () => {
  it('answers as one what it has read in pieces', async () => {
    const { protocol, parsed } = reading();
    const whole = await slicing(protocol).deserializeResponse({}, {}, answer(1_000));
    expect(whole).toEqual({
      Items: Array.from({ length: 1_000 }, (_, index) => String(index)),
      NextToken: 'more',
      $metadata: { requestId: 'request-1' },
    });
    expect(parsed.length).toBeGreaterThan(8);
    for (const text of parsed) expect(text.length).toBeLessThan(100_000);
  });

  it('gives everybody else a turn between any two pieces', async () => {
    const { protocol, parsed } = reading();
    const seen: number[] = [];
    let watching = true;
    function watch(): void {
      seen.push(parsed.length);
      if (watching) setImmediate(watch);
    }
    setImmediate(watch);
    await slicing(protocol).deserializeResponse({}, {}, answer(1_000));
    watching = false;
    const steps = seen.map((count, index) => count - (seen[index - 1] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(1);
    expect(seen.length).toBeGreaterThanOrEqual(parsed.length - 1);
  });

  it('leaves short answers and errors to the SDK as they are', async () => {
    const { protocol, parsed } = reading();
    await slicing(protocol).deserializeResponse({}, {}, answer(3));
    await slicing(protocol).deserializeResponse({}, {}, answer(1_000, 400));
    expect(parsed).toHaveLength(2);
  });
});
