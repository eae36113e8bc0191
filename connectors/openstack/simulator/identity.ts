/** Keystone: signs in for real, hands out tokens and the catalog, and knows users, projects and regions. */
import { z } from 'zod';
import type { SimulatedRequest, SimulatedResponse } from '../../simulation/server.ts';
import { type Exchange, RefusalError, type ServiceName, type Writer } from './answer.ts';
import type { Bearer, Tokens } from './token.ts';
import { defaultDomain, type Project, type User, type World } from './world.ts';

export interface IdentityOptions {
  readonly world: World;
  readonly tokens: Tokens;
  readonly writer: Writer;
  /** Services that this cloud does not have. */
  readonly without: ReadonlySet<ServiceName>;
}

/** Keystone's two halves: what needs no token, and the rest. */
export interface Identity {
  readonly signIn: (request: SimulatedRequest) => SimulatedResponse;
  readonly answer: (exchange: Exchange) => SimulatedResponse | undefined;
}

const domain = z.object({ id: z.string().optional(), name: z.string().optional() });
const named = z.object({ id: z.string().optional(), name: z.string().optional(), domain: domain.optional() });
const secretive = named.extend({
  password: z.string().optional(),
  secret: z.string().optional(),
  user: named.optional(),
});
const signInSchema = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()),
      password: z.object({ user: secretive }).optional(),
      application_credential: secretive.optional(),
      token: z.object({ id: z.string() }).optional(),
    }),
    scope: z.union([z.object({ project: named.optional() }), z.literal('unscoped')]).optional(),
  }),
});
type SignIn = z.infer<typeof signInSchema>['auth'];

/** Makes Keystone. */
export function createIdentity(options: IdentityOptions): Identity {
  const { world, tokens, writer } = options;

  function signIn(request: SimulatedRequest): SimulatedResponse {
    const auth = readSignIn(request);
    const bearer = admit(auth);
    const body = describe(bearer, request.origin, !request.query.has('nocatalog'));
    return writer.json(201, body, { 'x-subject-token': bearer.token, vary: 'X-Auth-Token' });
  }

  function admit({ identity, scope }: SignIn): Bearer {
    const { methods } = identity;
    const wanted = typeof scope === 'object' ? scope.project : undefined;
    if (methods.includes('application_credential')) {
      return admitCredential(identity.application_credential ?? missing('application_credential', 'identity'), wanted);
    }
    if (methods.includes('token')) {
      const old = tokens.find((identity.token ?? missing('token', 'identity')).id) ?? unauthorized();
      const { project, roles } = scopeOf(
        old.user,
        wanted ?? (old.project === null ? undefined : { id: old.project.id }),
      );
      // A token bought with a token ends when that would have ended.
      return tokens.issue(
        { user: old.user, project, roles, methods: [...new Set(['token', ...old.methods])] },
        old.expiresAt,
      );
    }
    if (!methods.includes('password')) return missing(methods[0] ?? 'methods', 'identity');
    const claimed = (identity.password ?? missing('password', 'identity')).user;
    const user = findUser(claimed);
    if (user === undefined || user.password !== claimed.password) return unauthorized();
    return tokens.issue({ user, ...scopeOf(user, wanted), methods: ['password'] });
  }

  function admitCredential(claimed: z.infer<typeof secretive>, wanted: z.infer<typeof named> | undefined): Bearer {
    if (wanted !== undefined) {
      throw new RefusalError(
        401,
        'Unauthorized',
        'Error authenticating with application credential: Application credentials cannot request a scope.',
      );
    }
    const found = world.credentials.find((credential) =>
      claimed.id === undefined
        ? credential.name === claimed.name && findUser(claimed.user ?? {})?.id === credential.user.id
        : credential.id === claimed.id,
    );
    if (found === undefined) {
      throw new RefusalError(404, 'Not Found', `Could not find Application Credential: ${claimed.id ?? claimed.name}.`);
    }
    if (found.secret !== claimed.secret) return unauthorized();
    return tokens.issue({
      user: found.user,
      ...scopeOf(found.user, { id: found.projectId }),
      methods: ['application_credential'],
    });
  }

  function findUser(claimed: z.infer<typeof named>): User | undefined {
    if (claimed.id !== undefined) return world.users.find((user) => user.id === claimed.id);
    checkDomain(claimed.domain, 'user');
    return isDefault(claimed.domain) ? world.users.find((user) => user.name === claimed.name) : undefined;
  }

  function scopeOf(
    user: User,
    wanted: z.infer<typeof named> | undefined,
  ): { project: Project | null; roles: readonly string[] } {
    if (wanted === undefined) return { project: null, roles: [] };
    if (wanted.id === undefined) checkDomain(wanted.domain, 'project');
    const project = world.projects.find((candidate) =>
      wanted.id === undefined ? candidate.name === wanted.name && isDefault(wanted.domain) : candidate.id === wanted.id,
    );
    const roles = project === undefined ? undefined : user.roles.get(project.id);
    if (project === undefined || roles === undefined) return unauthorized();
    return { project, roles };
  }

  function describe(bearer: Bearer, origin: string, withCatalog: boolean) {
    const { user, project, roles } = bearer;
    return {
      token: {
        methods: bearer.methods,
        user: { domain: defaultDomain, id: user.id, name: user.name, password_expires_at: null },
        audit_ids: [bearer.auditId],
        expires_at: micro(bearer.expiresAt),
        issued_at: micro(bearer.issuedAt),
        ...(project === null
          ? {}
          : {
              project: { domain: defaultDomain, id: project.id, name: project.name },
              is_domain: false,
              roles: roles.map((name) => ({ id: idOf(name), name })),
              ...(withCatalog ? { catalog: catalogOf(options, project, origin) } : {}),
            }),
      },
    };
  }

  function projectView(project: Project, origin: string) {
    return {
      id: project.id,
      name: project.name,
      domain_id: defaultDomain.id,
      description: '',
      enabled: true,
      parent_id: defaultDomain.id,
      is_domain: false,
      tags: [],
      options: {},
      links: { self: `${origin}/identity/v3/projects/${project.id}` },
    };
  }

  function answerToken({ request, bearer }: Exchange): SimulatedResponse | undefined {
    const subject = tokens.find(request.headers['x-subject-token']);
    if (subject === undefined) throw new RefusalError(404, 'Not Found', 'Could not find token.');
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        if (subject.user !== bearer.user && !bearer.roles.includes('admin')) throw forbidden('validate_token');
        return writer.json(200, describe(subject, request.origin, !request.query.has('nocatalog')), {
          'x-subject-token': subject.token,
        });
      case 'DELETE':
        tokens.forget(subject.token);
        return { status: 204 };
      default:
        return undefined;
    }
  }

  function answer(exchange: Exchange): SimulatedResponse | undefined {
    const { request, steps, bearer } = exchange;
    const [first, second, third] = steps;
    if (first === 'auth' && second === 'tokens') return answerToken(exchange);
    if (request.method !== 'GET') return undefined;
    const { origin } = request;
    const mine = world.projects.filter((project) => bearer.user.roles.has(project.id));
    const admin = bearer.roles.includes('admin');
    switch (first) {
      case 'auth':
        if (second === 'projects')
          return listed(
            'projects',
            mine.map((project) => projectView(project, origin)),
            request,
          );
        if (second !== 'catalog' || bearer.project === null) return undefined;
        return writer.json(200, { catalog: catalogOf(options, bearer.project, origin), links: { next: null } });
      case 'projects': {
        if (second === undefined) {
          if (!admin) throw forbidden('list_projects');
          return listed(
            'projects',
            world.projects.map((project) => projectView(project, origin)),
            request,
          );
        }
        const project = (admin ? world.projects : mine).find(({ id }) => id === second);
        if (project === undefined) throw admin ? notFound('project', second) : forbidden('get_project');
        return writer.json(200, { project: projectView(project, origin) });
      }
      case 'users': {
        if (second !== bearer.user.id) throw forbidden(second === undefined ? 'list_users' : 'get_user');
        if (third === 'projects')
          return listed(
            'projects',
            mine.map((project) => projectView(project, origin)),
            request,
          );
        if (third !== undefined) return undefined;
        const { id, name } = bearer.user;
        return writer.json(200, { user: { id, name, domain_id: defaultDomain.id, enabled: true, options: {} } });
      }
      case 'regions': {
        const region = { id: world.region, description: '', parent_region_id: null };
        if (second === undefined) return listed('regions', [region], request);
        if (second !== world.region) throw notFound('region', second);
        return writer.json(200, { region });
      }
      case 'services':
      case 'endpoints':
      case 'domains':
        throw forbidden(`list_${first}`);
      default:
        return undefined;
    }
  }

  function listed(key: string, rows: readonly unknown[], request: SimulatedRequest): SimulatedResponse {
    return writer.json(200, {
      [key]: rows,
      links: { next: null, self: request.origin + request.path, previous: null },
    });
  }

  return { signIn, answer };
}

function readSignIn(request: SimulatedRequest): SignIn {
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    return missing('valid JSON', 'request body');
  }
  if (typeof body !== 'object' || body === null || !('auth' in body)) return missing('auth', 'request body');
  const parsed = signInSchema.safeParse(body);
  return parsed.success ? parsed.data.auth : missing('identity', 'auth');
}

/** The order, the two types of Cinder and the project in its URL are those of a catalog made by an installer. */
function catalogOf({ world, without }: IdentityOptions, project: Project, origin: string) {
  const services: readonly (readonly [ServiceName, string, string, string])[] = [
    ['volume', 'volumev3', 'cinderv3', `/volume/v3/${project.id}`],
    ['identity', 'identity', 'keystone', '/identity/v3/'],
    ['image', 'image', 'glance', '/image'],
    ['network', 'network', 'neutron', '/network'],
    ['compute', 'compute', 'nova', '/compute/v2.1'],
    ['volume', 'block-storage', 'cinder', `/volume/v3/${project.id}`],
  ];
  return services
    .filter(([service]) => !without.has(service))
    .map(([, type, name, path]) => ({
      endpoints: ['public', 'internal', 'admin'].map((side) => ({
        id: idOf(`${type}-${side}`),
        interface: side,
        region_id: world.region,
        url: `${origin}${path}`,
        region: world.region,
      })),
      id: idOf(type),
      type,
      name,
    }));
}

/** An id that looks like one of Keystone's and is the same each time. */
function idOf(name: string): string {
  return Buffer.from(name.padEnd(16, '.')).toString('hex').slice(0, 32);
}

function micro(time: number): string {
  return new Date(time).toISOString().replace(/(?<milli>\.\d{3})Z$/u, '$<milli>000Z');
}

function isDefault(claimed: z.infer<typeof domain> | undefined): boolean {
  return claimed?.id === defaultDomain.id || claimed?.name === defaultDomain.name;
}

function checkDomain(claimed: z.infer<typeof domain> | undefined, where: string): void {
  if (claimed?.id === undefined && claimed?.name === undefined) missing('domain', where);
}

function missing(what: string, where: string): never {
  const blame =
    'The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.';
  throw new RefusalError(400, 'Bad Request', `Expecting to find ${what} in ${where}. ${blame}`);
}

function unauthorized(): never {
  throw new RefusalError(401, 'Unauthorized', 'The request you have made requires authentication.');
}

function forbidden(action: string): RefusalError {
  const message = `You are not authorized to perform the requested action: identity:${action}.`;
  return new RefusalError(403, 'Forbidden', message);
}

function notFound(what: string, id: string): RefusalError {
  return new RefusalError(404, 'Not Found', `Could not find ${what}: ${id}.`);
}
