/** A secret is nowhere to be seen, however it is printed. */
import * as fc from 'fast-check';
import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../connectors/contract/secret.ts';

const ways: Readonly<Record<string, (secret: Secret) => string>> = {
  'String()': (secret) => String(secret),
  'joining it': (secret) => [secret, secret].join(' '),
  'JSON, nested': (secret) => JSON.stringify({ deep: [{ secret }] }),
  inspect: (secret) => inspect({ deep: [{ secret }] }, { depth: 10, showHidden: true }),
  'format %s': (secret) => format('%s', secret),
  'format %o': (secret) => format('%o', secret),
  'format %j': (secret) => format('%j', secret),
  'an error message': (secret) => new Error(`no: ${secret.toString()}`).message,
  'own keys': (secret) => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret), Object.assign({}, secret)]),
};

describe('a secret', () => {
  it.each(Object.keys(ways))('is not printed by %s', (name) => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/]{12,40}$/u), (text) => {
        expect(ways[name]?.(new Secret(text))).not.toContain(text);
      }),
    );
  });

  it('says that there is one', () => {
    const secret = new Secret('swordfish');
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
      '[redacted]',
      '"[redacted]"',
      '[redacted]',
    ]);
  });

  it('is given away only by asking for it', () => {
    expect(new Secret('swordfish').reveal()).toBe('swordfish');
  });
});
