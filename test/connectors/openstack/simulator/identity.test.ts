/** The embedded Keystone: it lets in who proves who they are, and nobody else. */
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../../connectors/simulation/clock.ts';
import { passwordOf, rowsIn, visit } from './client.ts';

const tokens = '/identity/v3/auth/tokens';
const refused = {
  error: { code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized' },
};

describe('the embedded Keystone', () => {
  it('signs in with a token of 183 characters, roles and a catalog', async () => {
    await using visitor = await visit();
    const said = await visitor.send('POST', tokens, passwordOf('demo'));
    expect(said.status).toBe(201);
    expect(said.headers.get('x-subject-token')).toMatch(/^gAAAAAB.{176}$/u);
    expect(said.body).toMatchObject({
      token: {
        methods: ['password'],
        project: { id: visitor.projectId, name: 'demo' },
        roles: [{ name: 'member' }, { name: 'reader' }],
        catalog: expect.arrayContaining([expect.objectContaining({ type: 'volumev3' })]),
      },
    });
    const unscoped = await visitor.send('POST', tokens, passwordOf('demo', 'nephograph', null));
    expect(unscoped.status).toBe(201);
    expect(unscoped.text).not.toContain('catalog');
  });

  it.each([
    [passwordOf('demo', 'wrong'), 401],
    [passwordOf('nobody'), 401],
    [passwordOf('demo', 'nephograph', 'batch'), 401],
    [passwordOf('demo', 'nephograph', 'nowhere'), 401],
    [{ auth: { identity: { methods: ['password'], password: { user: { name: 'demo', password: 'x' } } } } }, 400],
    [{ auth: { identity: { methods: ['totp'] } } }, 400],
    [{ nothing: true }, 400],
    ['no json', 400],
  ])('refuses %j with %i', async (body, status) => {
    await using visitor = await visit();
    const said = await visitor.send('POST', tokens, body);
    expect(said.status).toBe(status);
    expect(said.text).toContain(status === 401 ? JSON.stringify(refused) : 'Expecting to find');
  });

  it('knows application credentials: their project is fixed, and an unknown one is a 404', async () => {
    await using visitor = await visit();
    const [credential] = visitor.cloud.world.credentials;
    const sign = (id = '', secret = '', scope = {}) =>
      visitor.send('POST', tokens, {
        auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } }, ...scope },
      });
    expect(await sign(credential?.id, credential?.secret)).toMatchObject({ status: 201 });
    expect(await sign(credential?.id, 'wrong')).toMatchObject({ status: 401, body: refused });
    expect(await sign('x', 'y')).toMatchObject({ status: 404 });
    const scoped = await sign(credential?.id, credential?.secret, { scope: { project: { id: visitor.projectId } } });
    expect(scoped.status).toBe(401);
    expect(scoped.text).toContain('Application credentials cannot request a scope.');
  });

  it('ends tokens at their second, and one bought with another when that ends', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock, tokenLifeMs: 60_000 });
    const exchange = { auth: { identity: { methods: ['token'], token: { id: visitor.token } } } };
    clock.advance(59_000);
    const second = await visitor.send('POST', tokens, exchange);
    expect(second.status).toBe(201);
    const bought = second.headers.get('x-subject-token') ?? '';
    expect(await visitor.get('/compute/v2.1/servers', { 'x-auth-token': bought })).toMatchObject({ status: 200 });
    clock.advance(1_000);
    for (const token of [bought, visitor.token]) {
      const said = await visitor.get('/compute/v2.1/servers', { 'x-auth-token': token });
      expect(said).toMatchObject({ status: 401 });
      expect(said.headers.get('www-authenticate')).toContain('Keystone uri=');
    }
  });

  it('takes tokens back', async () => {
    await using visitor = await visit();
    const subject = { 'x-subject-token': visitor.token };
    expect((await visitor.get(tokens, subject)).status).toBe(200);
    expect((await visitor.send('DELETE', tokens, undefined, subject)).status).toBe(204);
    expect((await visitor.get(tokens, subject)).status).toBe(401);
  });

  it('shows a member their own, and an administrator all', async () => {
    await using member = await visit();
    expect((await member.get('/identity/v3/projects')).status).toBe(403);
    expect(rowsIn(await member.get('/identity/v3/auth/projects'), 'projects')).toHaveLength(1);
    await using admin = await visit({}, 'admin');
    expect(rowsIn(await admin.get('/identity/v3/projects'), 'projects')).toHaveLength(3);
  });

  it('has an HTML page for what it does not know, and 300 at its root', async () => {
    await using visitor = await visit();
    const unknown = await visitor.get('/identity/v3/nothing');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toMatch(/^<!doctype html>/u);
    const root = await visitor.get('/identity');
    expect(root.status).toBe(300);
    expect(root.headers.get('location')).toBeNull();
  });
});
