/** What `npm start` and `npm run clouds` print leads the clouds' own clients to the embedded clouds, as it stands. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { awsDescribe, type ClientEnvironment, govcFind, govcMachines, type Listed, openstackList } from './client.ts';
import { openGateway, type OpenGateway, openProcess } from './gateway.ts';
import { seeFleet } from './graph.ts';
import { lines, machinesThatAreInstances, novaPrinted, seenLines } from './same.ts';

const run = promisify(execFile);

/** The environment after a shell has read the printed lines that set something, as a person would paste them. */
async function pasted(printed: string): Promise<ClientEnvironment> {
  const exports = printed.split('\n').filter((line) => /^\s*export /u.test(line));
  const { stdout } = await run('bash', ['-c', `${exports.join('\n')}\nenv -0`], { env: {} });
  const entries = stdout
    .split('\0')
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]);
  return Object.fromEntries(entries.filter(([name]) => /^(?:AWS|OS|GOVC)_/u.test(name ?? '')));
}

/** What each cloud's own client lists. The AWS fleet stands in two regions. */
const listings: Readonly<Record<string, (environment: ClientEnvironment) => Promise<readonly Listed[]>>> = {
  'aws-demo': async (environment) => [
    ...(await awsDescribe('instances', environment, '--region', 'us-east-1')),
    ...(await awsDescribe('instances', environment, '--region', 'eu-west-1')),
  ],
  'openstack-demo': (environment) => openstackList('server', environment),
  'vsphere-demo': async (environment) =>
    machinesThatAreInstances(await govcMachines(await govcFind(environment), environment)),
};
const clouds = Object.entries(listings);

describe('npm run clouds', () => {
  let environment: ClientEnvironment;
  beforeAll(async () => {
    const opened = await openProcess(['clouds', '--demo-size', '20', '--demo-seed', '3'], (printed) => {
      if (!printed.includes('# Faults:')) throw new Error('Not everything is printed yet.');
    });
    environment = await pasted(opened.printed());
    return opened.close;
  });

  it.each(clouds)('%s is found by its own client', async (_, list) => {
    expect(await list(environment)).toHaveLength(20);
  });
});

describe('npm start', () => {
  let gateway: OpenGateway;
  let environment: ClientEnvironment;
  beforeAll(async () => {
    gateway = await openGateway('--demo-size', '20', '--demo-seed', '3');
    environment = await pasted(gateway.printed());
    return gateway.close;
  });

  it.each(clouds)('%s is found by its own client, with the fleet that the graph shows', async (name, list) => {
    const printed = name === 'openstack-demo' ? novaPrinted : undefined;
    // Time goes on in these clouds, and the two looks are not the same moment: once in a while they must agree.
    await vi.waitFor(
      async () => {
        const [seen, listed] = [await seeFleet(gateway.url, name), await list(environment)];
        expect(listed).toHaveLength(20);
        expect(seenLines(seen, printed)).toEqual(lines(listed));
      },
      { timeout: 90_000, interval: 500 },
    );
  });
});
