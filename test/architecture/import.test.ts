/** Who may import whom: each rule fires on a seeded fault, what the house allows passes, and so does the real tree. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, runTool, workspace } from './workspace.ts';

interface Cruise {
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly unknown[] }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

/** One import: from a file to another one, to a package, or to Node. A `type ` in front makes it a type-only one. */
type Edge = readonly [from: string, to: string];

async function cruise(folder: string): Promise<Cruise> {
  const args = ['--config', '.dependency-cruiser.js', '--output-type', 'json', '.'];
  const { stdout, stderr } = await runTool(folder, 'depcruise', ...args);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cruise;
}

function isFile(path: string): boolean {
  return path.endsWith('.ts');
}

function filesWith(edges: readonly Edge[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [from, marked] of edges) {
    const [word, to] = marked.startsWith('type ') ? ['type * as', marked.slice(5)] : ['* as', marked];
    const relative = posix.relative(posix.dirname(from), to);
    const path = relative.startsWith('.') ? relative : `./${relative}`;
    files[from] =
      `${files[from] ?? ''}import ${word} it${(files[from] ?? '').length} from '${isFile(to) ? path : to}';\n`;
    if (isFile(to) && !to.includes('missing')) files[to] ??= 'export const here = 1;\n';
  }
  return files;
}

/** Each edge with the rules that it breaks; the second half of a circle is reported with the first. */
const faults: readonly (readonly [rules: readonly string[], ...edge: Edge])[] = [
  [['no-circles'], 'src/server/a.ts', 'src/server/b.ts'],
  [[], 'src/server/b.ts', 'src/server/a.ts'],
  [['no-circles'], 'connectors/contract/a.ts', 'type connectors/contract/b.ts'],
  [[], 'connectors/contract/b.ts', 'type connectors/contract/a.ts'],
  [['no-unresolved'], 'src/server/http.ts', 'src/server/missing.ts'],
  [['tests-are-the-top'], 'src/server/tested.ts', 'test/fleet.ts'],
  [['no-development-packages'], 'src/server/dev.ts', 'prettier'],
  [['connectors-look-only-down', 'wire-knows-the-contract'], 'connectors/wire/up.ts', 'src/server/limit.ts'],
  [['connectors-look-only-down', 'cloud-knows-contract-batching-wire'], 'connectors/aws/up.ts', 'resolvers/context.ts'],
  [['connectors-look-only-down', 'loading-knows-batching'], 'connectors/loading/up.ts', 'type resolvers/context.ts'],
  [['connectors-know-no-graphql'], 'connectors/loading/graph.ts', 'graphql'],
  [['connectors-know-no-graphql'], 'connectors/vsphere/graph.ts', '@graphql-tools/schema'],
  [['contract-imports-nothing'], 'connectors/contract/node.ts', 'node:fs'],
  [['contract-imports-nothing'], 'connectors/contract/npm.ts', 'zod'],
  [['contract-imports-nothing'], 'connectors/contract/ours.ts', 'type connectors/batching/split.ts'],
  [['batching-is-pure'], 'connectors/batching/node.ts', 'node:timers'],
  [['batching-is-pure'], 'connectors/batching/npm.ts', 'dataloader'],
  [['batching-is-pure'], 'connectors/batching/wire.ts', 'connectors/wire/pool.ts'],
  [['wire-knows-the-contract'], 'connectors/wire/batching.ts', 'connectors/batching/split.ts'],
  [['wire-knows-the-contract'], 'connectors/wire/cloud.ts', 'connectors/aws/settings.ts'],
  [['loading-knows-batching'], 'connectors/loading/wire.ts', 'connectors/wire/pool.ts'],
  [['loading-knows-batching'], 'connectors/loading/inventory.ts', 'connectors/inventory/store.ts'],
  [['loading-knows-batching'], 'connectors/loading/clouds.ts', 'connectors/clouds.ts'],
  [['inventory-knows-batching'], 'connectors/inventory/loading.ts', 'connectors/loading/cache.ts'],
  [['inventory-knows-batching'], 'connectors/inventory/cloud.ts', 'type connectors/vsphere/session.ts'],
  [['simulation-knows-the-contract'], 'connectors/simulation/wire.ts', 'connectors/wire/pool.ts'],
  [['simulation-knows-the-contract'], 'connectors/simulation/cloud.ts', 'connectors/aws/simulator/world.ts'],
  [['cloud-knows-contract-batching-wire'], 'connectors/aws/other.ts', 'connectors/openstack/errors.ts'],
  [['cloud-knows-contract-batching-wire'], 'connectors/aws/compute/loading.ts', 'connectors/loading/cache.ts'],
  [['cloud-knows-contract-batching-wire'], 'connectors/aws/inventory.ts', 'connectors/inventory/store.ts'],
  [['cloud-knows-contract-batching-wire'], 'connectors/aws/self.ts', 'connectors/aws/simulator/world.ts'],
  [['cloud-knows-contract-batching-wire'], 'connectors/vsphere/kit.ts', 'connectors/simulation/clock.ts'],
  [['cloud-knows-contract-batching-wire'], 'connectors/newcloud/list.ts', 'connectors/clouds.ts'],
  [['simulator-knows-contract-simulation'], 'connectors/aws/simulator/self.ts', 'connectors/aws/errors.ts'],
  [['simulator-knows-contract-simulation'], 'connectors/aws/simulator/own.ts', 'connectors/aws/wire/query.ts'],
  [['simulator-knows-contract-simulation'], 'connectors/aws/simulator/wire.ts', 'type connectors/wire/pool.ts'],
  [['simulator-knows-contract-simulation'], 'connectors/aws/simulator/twin.ts', 'connectors/openstack/simulator/a.ts'],
  [['clouds-are-a-list'], 'connectors/clouds.ts', 'connectors/aws/settings.ts'],
  [['clouds-are-a-list'], 'connectors/clouds.ts', 'connectors/wire/pool.ts'],
  [['embedded-clouds-are-a-list'], 'connectors/embedded.ts', 'connectors/openstack/index.ts'],
  [['two-lists-only'], 'connectors/third.ts', 'connectors/contract/call.ts'],
  [['resolvers-know-contract-loading'], 'resolvers/up.ts', 'type src/events/hub.ts'],
  [['resolvers-know-contract-loading'], 'resolvers/compute/store.ts', 'connectors/inventory/store.ts'],
  [['resolvers-know-contract-loading'], 'resolvers/compute/cloud.ts', 'connectors/aws/index.ts'],
  [['resolvers-know-contract-loading'], 'resolvers/compute/clouds.ts', 'connectors/clouds.ts'],
  [['resolvers-know-contract-loading'], 'resolvers/compute/batch.ts', 'connectors/batching/split.ts'],
  [['resolvers-do-no-io'], 'resolvers/compute/io.ts', 'node:fs'],
  [['resolvers-use-graphql-only'], 'resolvers/compute/npm.ts', 'undici'],
  [['clouds-only-by-the-list'], 'src/gateway.ts', 'connectors/aws/index.ts'],
  [['clouds-only-by-the-list'], 'src/cli/clouds.ts', 'connectors/aws/simulator/index.ts'],
  [['lists-only-where-all-meets'], 'src/server/cloud.ts', 'connectors/clouds.ts'],
  [['lists-only-where-all-meets'], 'src/events/cloud.ts', 'connectors/embedded.ts'],
  [['siblings-meet-in-the-gateway'], 'src/server/sibling.ts', 'src/access/viewer.ts'],
  [['siblings-meet-in-the-gateway'], 'src/telemetry/sibling.ts', 'type src/events/hub.ts'],
  [['siblings-meet-in-the-gateway'], 'src/operations/up.ts', 'src/gateway.ts'],
  [['config-is-handed-down'], 'src/server/config.ts', 'src/config/load.ts'],
  [['gateway-under-the-command-line'], 'src/gateway.ts', 'src/cli/serve.ts'],
  [['main-is-the-end'], 'src/cli/again.ts', 'src/main.ts'],
];

const allowed: readonly Edge[] = [
  ['connectors/contract/connector.ts', 'connectors/contract/compute/instance.ts'],
  ['connectors/batching/split.ts', 'type connectors/contract/batch.ts'],
  ['connectors/wire/pool.ts', 'undici'],
  ['connectors/wire/pool.ts', 'node:tls'],
  ['connectors/wire/pool.ts', 'connectors/contract/errors.ts'],
  ['connectors/loading/cache.ts', 'lru-cache'],
  ['connectors/loading/cache.ts', 'connectors/batching/split.ts'],
  ['connectors/inventory/store.ts', 'connectors/batching/split.ts'],
  ['connectors/simulation/server.ts', 'node:http'],
  ['connectors/simulation/server.ts', 'connectors/contract/ids.ts'],
  ['connectors/aws/index.ts', 'connectors/aws/compute/instance.ts'],
  ['connectors/aws/compute/instance.ts', '@aws-sdk/client-ec2'],
  ['connectors/aws/compute/instance.ts', 'connectors/batching/split.ts'],
  ['connectors/aws/compute/instance.ts', 'connectors/wire/pool.ts'],
  ['connectors/aws/compute/instance.ts', 'connectors/contract/compute/instance.ts'],
  ['connectors/aws/simulator/index.ts', 'connectors/aws/simulator/wire/query.ts'],
  ['connectors/aws/simulator/index.ts', 'connectors/simulation/server.ts'],
  ['connectors/aws/simulator/index.ts', 'connectors/contract/ids.ts'],
  ['connectors/clouds.ts', 'connectors/aws/index.ts'],
  ['connectors/embedded.ts', 'connectors/aws/simulator/index.ts'],
  ['connectors/embedded.ts', 'type connectors/simulation/server.ts'],
  ['resolvers/index.ts', 'resolvers/compute/instance.ts'],
  ['resolvers/compute/instance.ts', 'graphql'],
  ['resolvers/compute/instance.ts', 'graphql-scalars'],
  ['resolvers/compute/instance.ts', 'connectors/contract/ids.ts'],
  ['resolvers/compute/instance.ts', 'type connectors/loading/cache.ts'],
  ['src/server/schema.ts', 'resolvers/index.ts'],
  ['src/server/schema.ts', 'type src/config/settings.ts'],
  ['src/server/schema.ts', 'src/telemetry/log.ts'],
  ['src/server/schema.ts', '@apollo/server'],
  ['src/server/schema.ts', 'type fast-check'],
  ['src/gateway.ts', 'src/server/schema.ts'],
  ['src/gateway.ts', 'src/config/settings.ts'],
  ['src/gateway.ts', 'connectors/clouds.ts'],
  ['src/cli/serve.ts', 'src/gateway.ts'],
  ['src/cli/serve.ts', 'connectors/embedded.ts'],
  ['src/main.ts', 'src/cli/serve.ts'],
  ['test/all.test.ts', 'connectors/aws/simulator/index.ts'],
  ['test/all.test.ts', 'connectors/aws/index.ts'],
  ['test/all.test.ts', 'src/gateway.ts'],
  ['test/all.test.ts', 'vitest'],
];

/** A package or a module of Node by its name; a file by its path, also when it is not there. */
function nameOf(path: string, from: string): string {
  const name = /node_modules\/(?<name>@[^/]+\/[^/]+|[^/]+)/u.exec(path)?.groups?.['name'];
  if (name !== undefined) return name;
  return path.startsWith('.') ? posix.join(posix.dirname(from), path) : path.replace(/^node:/u, '');
}

function stated(rule: string, from: string, to: string): string {
  return `${rule}: ${from} → ${nameOf(to.replace(/^type /u, ''), from)}`;
}

describe('import rules', () => {
  it('fire, each and all, and on nothing else', async () => {
    await using sown = await workspace(filesWith(faults.map(([, ...edge]) => edge)));
    const { summary } = await cruise(sown.folder);
    const seen = new Set(summary.violations.map(({ rule, from, to }) => stated(rule.name, from, to)));
    const expected = faults.flatMap(([rules, from, to]) => rules.map((rule) => stated(rule, from, to)));
    expect([...seen].toSorted()).toEqual(expected.toSorted());
    expect(new Set(faults.flatMap(([rules]) => rules))).toEqual(
      new Set(summary.ruleSetUsed.forbidden.map((rule) => rule.name)),
    );
  });

  it('let pass what the house allows', async () => {
    await using sown = await workspace(filesWith(allowed));
    const { modules, summary } = await cruise(sown.folder);
    expect(summary.violations).toEqual([]);
    const edges = modules.reduce((sum, module) => sum + module.dependencies.length, 0);
    expect(edges).toBeGreaterThanOrEqual(allowed.length);
  });

  it('are kept by the real tree', async () => {
    const { modules, summary } = await cruise(root);
    expect(summary.violations.map(({ rule, from, to }) => stated(rule.name, from, to))).toEqual([]);
    // A cruiser that cannot read TypeScript finds one module and no fault.
    const ours = modules.filter((module) => /^(?:src|resolvers|connectors|test)\/.*\.ts$/u.test(module.source));
    expect(ours.length).toBeGreaterThanOrEqual(100);
  });
});
