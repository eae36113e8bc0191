/** Key pairs of the embedded Nova: each belongs to a user. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SimulatedResponse } from '../../simulation/server.ts';
import { type Exchange, naive, RefusalError, type Writer } from './answer.ts';
import { readBody } from './body.ts';
import { cut, nextLinks } from './cut.ts';
import type { Spoken } from './version.ts';
import type { KeyPair, World } from './world.ts';

const schema = z.strictObject({
  keypair: z.strictObject({
    name: z.string().min(1, 'is too short').max(255, 'is too long'),
    // What makes private keys is nothing that this cloud needs.
    public_key: z.string().min(1, 'is too short'),
    type: z.enum(['ssh', 'x509']).optional(),
    user_id: z.string().optional(),
  }),
});

/** Answers below `/os-keypairs`. */
export function answerKeyPairs(
  world: World,
  exchange: Exchange,
  spoken: Spoken,
  { writer, pageCap, now }: { readonly writer: Writer; readonly pageCap: number; readonly now: number },
): SimulatedResponse | undefined {
  const { request, steps, bearer } = exchange;
  const name = steps[1];
  const mine = world.keyPairs.filter(({ userId }) => userId === bearer.user.id);
  const named = mine.find((pair) => pair.name === name);
  switch (`${request.method} ${name === undefined ? 'all' : 'one'}`) {
    case 'GET all': {
      const rows = mine.map((pair) => ({ ...pair, id: pair.name })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const page = cut(rows, request, {
        cap: spoken.minor >= 35 ? pageCap : Number.MAX_SAFE_INTEGER,
        find(marker) {
          const at = rows.findIndex(({ id }) => id === marker);
          return at < 0 ? undefined : at + 1;
        },
        lostMarker: (marker) => new RefusalError(400, 'badRequest', `marker [${marker}] not found`),
      });
      const keypairs = page.rows.map((pair) => ({ keypair: view(pair, spoken.minor) }));
      return writer.json(200, { keypairs, ...nextLinks('keypairs', request, page.next) }, spoken.headers);
    }
    case 'GET one': {
      if (named === undefined) throw notFound(name);
      const whole = { ...view(named, spoken.minor), user_id: named.userId, created_at: naive(named.createdAt) };
      return writer.json(200, { keypair: whole }, spoken.headers);
    }
    case 'POST all': {
      const { keypair } = readBody(request.body, schema);
      if (mine.some((pair) => pair.name === keypair.name)) {
        throw new RefusalError(409, 'conflictingRequest', `Key pair '${keypair.name}' already exists.`);
      }
      const made = makePair(keypair, bearer.user.id, now);
      world.keyPairs.push(made);
      const body = { ...view(made, spoken.minor), user_id: made.userId };
      return writer.json(spoken.minor >= 2 ? 201 : 200, { keypair: body }, spoken.headers);
    }
    case 'DELETE one':
      if (named === undefined) throw notFound(name);
      world.keyPairs.splice(world.keyPairs.indexOf(named), 1);
      return writer.empty(spoken.minor >= 2 ? 204 : 202, spoken.headers);
    default:
      return undefined;
  }
}

function makePair(wanted: z.infer<typeof schema>['keypair'], userId: string, now: number): KeyPair {
  const digest = createHash('md5').update(wanted.public_key).digest('hex');
  return {
    name: wanted.name,
    userId,
    type: wanted.type ?? 'ssh',
    publicKey: wanted.public_key,
    fingerprint: digest.replaceAll(/(?<pair>..)(?!$)/gu, '$<pair>:'),
    createdAt: now,
  };
}

function view({ name, publicKey, fingerprint, type }: KeyPair, minor: number) {
  return { name, public_key: publicKey, fingerprint, ...(minor >= 2 ? { type } : {}) };
}

function notFound(name: string | undefined): RefusalError {
  return new RefusalError(404, 'itemNotFound', `Keypair ${name ?? ''} not found for user`);
}
