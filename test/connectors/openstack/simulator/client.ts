/** A client of the embedded OpenStack that is not its connector: plain requests, as they stand in the API reference. */
import {
  type EmbeddedOpenstack,
  type OpenstackOptions,
  startOpenstackSimulator,
} from '../../../../connectors/openstack/simulator/index.ts';

/** An answer, taken apart as far as it is JSON. */
export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

/** A running cloud and somebody signed in to it. */
export interface Visitor extends AsyncDisposable {
  readonly cloud: EmbeddedOpenstack;
  readonly token: string;
  /** GET below the root of the port. */
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Said>;
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Said>;
  readonly projectId: string;
}

/** Starts a cloud and signs in. */
export async function visit(options: Partial<OpenstackOptions> = {}, user = 'demo'): Promise<Visitor> {
  const cloud = await startOpenstackSimulator({ size: 60, seed: 1, ...options });

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Said> {
    const answer = await fetch(`${cloud.url}${path}`, {
      method,
      headers: { accept: 'application/json', ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: parse(text) };
  }

  const { status, headers } = await send('POST', '/identity/v3/auth/tokens', passwordOf(user));
  const token = headers.get('x-subject-token');
  if (status !== 201 || token === null) throw new Error(`The sign-in was answered with ${status}.`);
  return {
    cloud,
    token,
    projectId: cloud.world.home.project.id,
    send: (method, path, body, more) => send(method, path, body, { 'x-auth-token': token, ...more }),
    get: (path, more) => send('GET', path, undefined, { 'x-auth-token': token, ...more }),
    async [Symbol.asyncDispose]() {
      await cloud.close();
    },
  };
}

/** The body of a sign-in with a password, to the project demo. */
export function passwordOf(name: string, password = 'nephograph', project: string | null = 'demo') {
  const domain = { name: 'Default' };
  const identity = { methods: ['password'], password: { user: { name, domain, password } } };
  return { auth: { identity, ...(project === null ? {} : { scope: { project: { name: project, domain } } }) } };
}

/** The rows under a key. */
export function rowsIn(said: Said, key: string): readonly Readonly<Record<string, unknown>>[] {
  const rows = typeof said.body === 'object' && said.body !== null ? Reflect.get(said.body, key) : undefined;
  if (!Array.isArray(rows)) throw new Error(`There are no ${key} in: ${said.text.slice(0, 200)}`);
  return rows as readonly Readonly<Record<string, unknown>>[];
}

/** The header that asks for a microversion. */
export function speaking(version: string): Readonly<Record<string, string>> {
  return { 'openstack-api-version': version };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
