/** The process as people run it: what it prints, what it ends with, and that it lets what is under way finish. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { addressOf, run, runScript } from '../program.ts';
import { ask } from '../running.ts';
import { openSocket } from '../server/live/raw-socket.ts';

/** A configuration of one cloud at this address. */
function cloudAt(url: string): string {
  return `clouds:
  far:
    provider: aws
    regions: [us-east-1]
    accessKeyId: AKIAEXAMPLE
    secretAccessKey: a-secret-that-nobody-sees
    endpoint: ${url}
`;
}

describe('serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends well with %s', async (signal) => {
    const gateway = run(['serve', '--port', '0'], { text: cloudAt('http://127.0.0.1:9') });
    const url = await addressOf(gateway);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    gateway.child.kill(signal);
    expect(await gateway.ended).toBe(0);
    expect(gateway.output() + gateway.errors()).not.toContain('a-secret-that-nobody-sees');
  });

  it('answers what is under way when it is told to stop', async () => {
    const asked = Promise.withResolvers<() => void>();
    const cloud = createServer((_request, response) => {
      asked.resolve(() => {
        response.writeHead(403, { 'content-type': 'text/xml' });
        response.end(
          '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors></Response>',
        );
      });
    }).listen(0, '127.0.0.1');
    await once(cloud, 'listening');
    onTestFinished(() => {
      cloud.closeAllConnections();
      cloud.close();
    });
    const { port } = cloud.address() as AddressInfo;
    const gateway = run(['serve', '--port', '0'], { text: cloudAt(`http://127.0.0.1:${port}`) });
    const url = await addressOf(gateway);
    const answer = ask(url, '{ instances { sources { status } } }');
    const refuse = await asked.promise;
    gateway.child.kill('SIGTERM');
    await vi.waitFor(() => expect(gateway.errors()).toContain('stopping'));
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
    refuse();
    expect((await answer).data).toEqual({ instances: { sources: [{ status: 'DENIED' }] } });
    const answeredAt = performance.now();
    expect(await gateway.ended).toBe(0);
    expect(performance.now() - answeredAt).toBeLessThan(4000);
  });

  it('tells those who follow something to connect again, and ends in time', async () => {
    const gateway = run(['serve', '--port', '0'], { text: cloudAt('http://127.0.0.1:9') });
    const url = await addressOf(gateway);
    const socket = await openSocket(url);
    await socket.greet();
    socket.subscribe('s', 'subscription { operations { type } }');
    expect(await socket.next()).toMatchObject({ type: 'next', payload: { data: { operations: { type: 'SYNCED' } } } });
    const stream = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { operations { type } }' }),
    });
    const toldAt = performance.now();
    gateway.child.kill('SIGTERM');
    expect(await socket.closed).toEqual({ code: 1012, reason: 'Service Restart' });
    expect(await stream.text()).not.toContain('event: complete');
    expect(await gateway.ended).toBe(0);
    expect(performance.now() - toldAt).toBeLessThan(5000);
  });

  it('ends when the npm that runs it is told to', async () => {
    const npm = runScript('start', ['--port', '0']);
    const url = await addressOf(npm);
    npm.child.kill('SIGTERM');
    await npm.ended;
    await vi.waitFor(() => expect(npm.errors()).toContain('stopping'));
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
  });

  it('ends in time though a cloud never answers', async () => {
    const asked = Promise.withResolvers<void>();
    const cloud = createServer(() => asked.resolve()).listen(0, '127.0.0.1');
    await once(cloud, 'listening');
    onTestFinished(() => {
      cloud.closeAllConnections();
      cloud.close();
    });
    const { port } = cloud.address() as AddressInfo;
    const text = `server: { stopTimeout: 200ms }\n${cloudAt(`http://127.0.0.1:${port}`)}`;
    const gateway = run(['serve', '--port', '0'], { text });
    const url = await addressOf(gateway);
    const answer = ask(url, '{ instances { totalCount } }').then(
      () => 'answered',
      () => 'cut off',
    );
    await asked.promise;
    const toldAt = performance.now();
    gateway.child.kill('SIGTERM');
    expect(await answer).toBe('cut off');
    expect(await gateway.ended).toBe(0);
    expect(performance.now() - toldAt).toBeLessThan(5000);
  });

  it('says in one line that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const gateway = run(['serve', '--port', String(port)], { text: cloudAt('http://127.0.0.1:9') });
    expect(await gateway.ended).toBe(1);
    expect(gateway.errors()).toBe(`Port ${port} is taken. Choose another with --port.\n`);
    expect(gateway.output()).toBe('');
  });

  it('says in one line that the address cannot be listened on', async () => {
    // An address for documentation, which no machine has. https://www.rfc-editor.org/rfc/rfc5737
    const gateway = run(['serve', '--host', '192.0.2.1', '--port', '4000'], { text: cloudAt('http://127.0.0.1:9') });
    expect(await gateway.ended).toBe(1);
    expect(gateway.errors()).toBe(
      'Cannot listen on 192.0.2.1, port 4000 (EADDRNOTAVAIL). Choose another with --host and --port.\n',
    );
  });

  it('says what is wrong with the configuration, and starts nothing', async () => {
    const gateway = run(['serve'], { text: 'server: { port: x }\nclouds: { a: { provider: azure } }\n' });
    expect(await gateway.ended).toBe(2);
    expect(gateway.errors()).toBe(
      'The configuration has mistakes:\nnephograph.yaml:1:17: server.port: expected a whole number from 0 to 65535, found "x"\n',
    );
  });

  it('ends with 2 for a file that cannot be read and that the settings of another tool name', async () => {
    const gateway = run(['serve', '--port', '0'], {
      env: { GOVC_URL: 'https://u:p@127.0.0.1:9/sdk', GOVC_TLS_CA_CERTS: '/nowhere/ca.pem' },
    });
    expect(await gateway.ended).toBe(2);
    expect(gateway.errors()).toMatch(/^The configuration has mistakes:\n.*caFile: cannot be read\.\n$/u);
  });

  it('refuses a flag that there is not', async () => {
    const gateway = run(['serve', '--prot', '1']);
    expect(await gateway.ended).toBe(2);
    expect(gateway.errors()).toContain("unknown option '--prot'");
  });

  it('names each flag and its twin', async () => {
    const gateway = run(['serve', '--help']);
    expect(await gateway.ended).toBe(0);
    for (const word of ['--port <NUMBER>', '[PORT]', '--demo-fault <CLOUD=FAULT>', '[NEPHOGRAPH_DEMO_FAULT]']) {
      expect(gateway.output()).toContain(word);
    }
  });
});

describe('embedded clouds', () => {
  const firstQuery =
    '{ instances(first: 5) { totalCount complete sources { cloud { name } status count } nodes { id name state nativeState cloud { name provider } image { name } instanceType { vcpus memoryMiB } volumes { sizeGiB } networks { name } } } }';

  it('are there when nothing is configured, and answer the first query', async () => {
    const gateway = run(['serve', '--port', '0'], { env: { NEPHOGRAPH_DEMO_SIZE: '10' } });
    const url = await addressOf(gateway);
    const { data, errors } = await ask(url, firstQuery);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ instances: { complete: true } });
    const { sources, nodes } = (data as { instances: { sources: { cloud: { name: string } }[]; nodes: unknown[] } })
      .instances;
    expect(new Set(sources.map(({ cloud }) => cloud.name))).toEqual(
      new Set(['aws-demo', 'openstack-demo', 'vsphere-demo']),
    );
    expect(nodes).toHaveLength(5);
    for (const word of ['export AWS_ENDPOINT_URL=', 'export OS_AUTH_URL=', 'export GOVC_URL=', '/.nephograph/faults']) {
      expect(gateway.output()).toContain(word);
    }
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });

  it('fail as they are told, from the start and while they run', async () => {
    const args = ['serve', '--port', '0', '--demo-size', '5', '--demo-fault', 'vsphere-demo=denied'];
    const gateway = run([...args, '--demo-fault', 'aws-demo=error:503'], { text: 'deadlines: { source: 5s }' });
    const url = await addressOf(gateway);
    const query = '{ instances(maxAge: 0) { sources { cloud { name } status } } }';
    const statuses = async (): Promise<unknown> => {
      const { data } = await ask(url, query);
      const { sources } = (data as { instances: { sources: { cloud: { name: string }; status: string }[] } }).instances;
      return Object.fromEntries(sources.map(({ cloud, status }) => [cloud.name, status]));
    };
    expect(await statuses()).toEqual({ 'aws-demo': 'UNAVAILABLE', 'openstack-demo': 'OK', 'vsphere-demo': 'DENIED' });
    const faults = `${/vsphere, (?<url>http:\S+)/u.exec(gateway.output())?.groups?.['url']}/.nephograph/faults`;
    expect((await fetch(faults, { method: 'PUT', body: '[]' })).status).toBe(200);
    expect(await statuses()).toMatchObject({ 'vsphere-demo': 'OK' });
  });

  it('start alone, and say as JSON where they are', async () => {
    const clouds = run(['clouds', '--json', '--demo-size', '3']);
    const list = await vi.waitFor(
      () => JSON.parse(clouds.output()) as { name: string; url: string; environment: object }[],
      {
        timeout: 15_000,
      },
    );
    expect(list.map(({ name }) => name)).toEqual(['aws-demo', 'openstack-demo', 'vsphere-demo']);
    for (const { url, environment } of list) {
      expect((await fetch(`${url}/.nephograph/faults`)).status).toBe(200);
      expect(Object.values(environment).join(' ')).toContain(url);
    }
    clouds.child.kill('SIGINT');
    expect(await clouds.ended).toBe(0);
  });

  it("start alone on the ports that they are given, and say where in a shell's words", async () => {
    const clouds = run(['clouds', '--demo-size', '3']);
    await vi.waitFor(() => expect(clouds.output()).toContain('# Faults'), { timeout: 15_000 });
    const port =
      /export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:(?<port>\d+)/u.exec(clouds.output())?.groups?.['port'] ?? '';
    for (const line of clouds.output().split('\n')) expect(line).toMatch(/^(?:#.*|export [A-Z\d_]+=\S+|)$/u);
    const second = run(['clouds', '--aws-port', port]);
    expect(await second.ended).toBe(1);
    expect(second.errors()).toBe(`Port ${port} is taken. Choose another with --aws-port.\n`);
    const third = run(['serve', '--port', '0', '--aws-port', port]);
    expect(await third.ended).toBe(1);
    expect(third.errors()).toBe(`Port ${port} is taken. Choose another with --aws-port.\n`);
    clouds.child.kill('SIGTERM');
    expect(await clouds.ended).toBe(0);
    const fourth = run(['clouds', '--json', '--demo-size', '3', '--aws-port', port]);
    await vi.waitFor(() => expect(fourth.output()).toContain(`http://127.0.0.1:${port}`), { timeout: 15_000 });
  });
});
