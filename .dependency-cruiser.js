/** Who may import whom. Each rule is proven to fire, and the real tree to pass, by test/architecture/import.test.ts. */

/** The folders of `connectors/` that are no cloud. Every other folder there is one. */
const rooms = 'contract|batching|wire|loading|inventory|simulation';
const cloud = `^connectors/(?!(?:${rooms})/)([^/]+)`;

/** Everything that belongs to the project, as against npm's and Node's. */
const ours = '^(?:src|resolvers|connectors|schema|test)/';

/** From one place to anything of ours but what is named. `$1` is the first group of `from`. */
function only(name, comment, from, allowed) {
  return { name, comment, severity: 'error', from: { path: from }, to: { path: ours, pathNot: allowed } };
}

function never(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

export default {
  forbidden: [
    never(
      'no-circles',
      'Modules that need each other are one module; type-only circles count.',
      {},
      { circular: true },
    ),
    never('no-unresolved', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
    never('tests-are-the-top', 'Nothing that runs knows its tests.', { pathNot: '^test/' }, { path: '^test/' }),
    never(
      'no-development-packages',
      'What runs needs only what is installed with it. Types do not run.',
      { path: '^(?:src|resolvers|connectors)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    ),

    // connectors: the ground floor
    never(
      'connectors-look-only-down',
      'The clouds and their machinery can be used without the gateway.',
      { path: '^connectors/' },
      { path: '^(?:src|resolvers|schema)/' },
    ),
    never(
      'connectors-know-no-graphql',
      'The clouds and their machinery can be used without GraphQL.',
      { path: '^connectors/' },
      { path: 'node_modules/(?:graphql|graphql-[^/]+|@graphql-[^/]+|@apollo|@as-integrations|fastify)/' },
    ),
    never(
      'contract-imports-nothing',
      'What everybody signs depends on nobody: not on our code, not on npm, not on Node.',
      { path: '^connectors/contract/' },
      { pathNot: '^connectors/contract/' },
    ),
    never(
      'batching-is-pure',
      'Batching is functions over the contract: no Node, no npm, nobody else of ours.',
      { path: '^connectors/batching/' },
      { pathNot: '^connectors/(?:batching|contract)/' },
    ),
    only(
      'wire-knows-the-contract',
      'HTTP for clouds knows nothing that is peculiar to one of them.',
      '^connectors/wire/',
      '^connectors/(?:wire|contract)/',
    ),
    only(
      'loading-knows-batching',
      'The read path of a request knows no cloud and no live store.',
      '^connectors/loading/',
      '^connectors/(?:loading|batching|contract)/',
    ),
    only(
      'inventory-knows-batching',
      'The live store knows no cloud and no request.',
      '^connectors/inventory/',
      '^connectors/(?:inventory|batching|contract)/',
    ),
    only(
      'simulation-knows-the-contract',
      'The kit for embedded clouds knows none of them.',
      '^connectors/simulation/',
      '^connectors/(?:simulation|contract)/',
    ),
    only(
      'cloud-knows-contract-batching-wire',
      'A cloud never sees another cloud, the loaders above it, or the simulator that imitates it.',
      `${cloud}/(?!simulator/)`,
      ['^connectors/(?:contract|batching|wire)/', '^connectors/$1/(?!simulator/)'],
    ),
    only(
      'simulator-knows-contract-simulation',
      'A simulator never sees the connector that it imitates: a shared mistake would agree with itself.',
      `${cloud}/simulator/`,
      ['^connectors/(?:contract|simulation)/', '^connectors/$1/simulator/'],
    ),
    only('clouds-are-a-list', 'The list of clouds is one line for each index.ts.', '^connectors/clouds\\.ts$', [
      '^connectors/contract/',
      '^connectors/[^/]+/index\\.ts$',
    ]),
    only(
      'embedded-clouds-are-a-list',
      'The list of embedded clouds is one line for each simulator.',
      '^connectors/embedded\\.ts$',
      ['^connectors/(?:contract|simulation)/', '^connectors/[^/]+/simulator/'],
    ),
    never(
      'two-lists-only',
      'Beside its rooms and clouds, connectors has the two lists and nothing else.',
      { path: '^connectors/(?!clouds\\.ts$|embedded\\.ts$)[^/]+$' },
      {},
    ),

    // resolvers: the middle floor
    only(
      'resolvers-know-contract-loading',
      'From GraphQL to loaders; what lives above is reached through resolvers/context.ts.',
      '^resolvers/',
      ['^resolvers/', '^connectors/(?:contract|loading)/'],
    ),
    never(
      'resolvers-do-no-io',
      'A resolver maps; whatever leaves the process is done by someone else.',
      { path: '^resolvers/' },
      { dependencyTypes: ['core'] },
    ),
    never(
      'resolvers-use-graphql-only',
      'Of npm, resolvers need the GraphQL packages.',
      { path: '^resolvers/' },
      { path: 'node_modules/', pathNot: 'node_modules/(?:graphql|graphql-[^/]+|@graphql-[^/]+)/' },
    ),

    // src: the top floor
    never(
      'clouds-only-by-the-list',
      'The gateway learns of a cloud from connectors/clouds.ts or connectors/embedded.ts.',
      { path: '^src/' },
      { path: `${cloud}/` },
    ),
    never(
      'lists-only-where-all-meets',
      'Which clouds there are is for the composition root and the command line to know.',
      { path: '^src/', pathNot: '^src/(?:gateway\\.ts|main\\.ts|cli/)' },
      { path: '^connectors/(?:clouds|embedded)\\.ts$' },
    ),
    never(
      'siblings-meet-in-the-gateway',
      'The rooms of src know config and telemetry, and each other only through src/gateway.ts.',
      { path: '^src/([^/]+)/', pathNot: '^src/cli/' },
      { path: '^src/', pathNot: ['^src/$1/', '^src/(?:config|telemetry)/'] },
    ),
    never(
      'config-is-handed-down',
      'A room is given its settings: it may know their type, and never reads them.',
      { path: '^src/[^/]+/', pathNot: '^src/(?:cli|config)/' },
      { path: '^src/config/', dependencyTypesNot: ['type-only'] },
    ),
    never(
      'gateway-under-the-command-line',
      'The command line starts the gateway, never the other way.',
      { path: '^src/gateway\\.ts$' },
      { path: '^src/(?:main\\.ts|cli/)' },
    ),
    never('main-is-the-end', 'The process imports; nobody imports the process.', {}, { path: '^src/main\\.ts$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:coverage|node_modules/.*/node_modules)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
