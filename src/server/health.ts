/** Whether this process lives and may be asked, and, to whoever wants to know, how each of its clouds is doing. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clouds } from '../../resolvers/context.ts';
import { extensionsOf } from '../../resolvers/platform/error.ts';

export interface HealthOptions {
  /** False before it listens, and again from the moment it is told to stop. */
  readonly ready: () => boolean;
  readonly clouds: Clouds;
}

interface CloudReport {
  readonly name: string;
  readonly provider: string;
  readonly status: string;
  readonly error?: object;
}

/**
 * Adds `/livez` and `/readyz`. A cloud that is down never makes the gateway unready: the others are still worth asking.
 * `/readyz?verbose` names each cloud; as JSON where the client prefers it.
 */
export function addHealth(app: FastifyInstance, { ready, clouds }: HealthOptions): void {
  app.get('/livez', async (_request, reply) => plain(reply).send('ok\n'));
  app.get('/readyz', async (request, reply) => {
    const status = ready() ? 'ready' : 'stopping';
    reply.code(ready() ? 200 : 503);
    if (!isVerbose(request)) return plain(reply).send(ready() ? 'ok\n' : 'stopping\n');
    const reports = await Promise.all(clouds.all().map(({ name, provider }) => report(name, provider)));
    if (/\bjson\b/u.test(request.headers.accept ?? '')) {
      return reply.header('cache-control', 'no-store').send({ status, clouds: reports });
    }
    return plain(reply).send([status, ...reports.map((cloud) => lineOf(cloud))].join('\n') + '\n');
  });

  async function report(name: string, provider: string): Promise<CloudReport> {
    const { status, lastError } = await clouds.health(name);
    if (lastError === null) return { name, provider, status };
    return { name, provider, status, error: { message: lastError.message, ...extensionsOf(lastError) } };
  }
}

function isVerbose(request: FastifyRequest): boolean {
  const query = request.query as Readonly<Record<string, unknown>>;
  return query['verbose'] !== undefined && query['verbose'] !== 'false';
}

function plain(reply: FastifyReply): FastifyReply {
  return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
}

function lineOf({ name, provider, status, error }: CloudReport): string {
  const why = error !== undefined && 'message' in error ? `: ${String(error.message)}` : '';
  return `${name} (${provider}): ${status}${why}`;
}
