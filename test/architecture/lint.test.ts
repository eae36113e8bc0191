/** The linters see what they are there for: each rule that the house counts on finds its seeded fault. */
import { describe, expect, it } from 'vitest';
import { runTool, workspace } from './workspace.ts';

interface CodeReport {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

interface SchemaReport {
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

const union = `type Light = 'red' | 'green';\n`;

/** A source, and the rule that must find it. */
const code: Readonly<Record<string, readonly [rule: string, text: string]>> = {
  'src/promise.ts': ['typescript(no-floating-promises)', `async function go() {}\nexport function f() {\n  go();\n}\n`],
  'src/misuse.ts': [
    'typescript(no-misused-promises)',
    `declare function ask(): Promise<boolean>;\nexport function f() {\n  if (ask()) return 1;\n  return 2;\n}\n`,
  ],
  'src/switch.ts': [
    'typescript(switch-exhaustiveness-check)',
    `${union}export function f(light: Light) {\n  switch (light) {\n    case 'red':\n      return 1;\n  }\n  return 2;\n}\n`,
  ],
  'src/any.ts': ['typescript(no-explicit-any)', `export function f(x: any) {\n  return String(x);\n}\n`],
  'src/bang.ts': ['typescript(no-non-null-assertion)', `export function f(x?: string) {\n  return x!;\n}\n`],
  'src/ignore.ts': ['typescript(ban-ts-comment)', `// @ts-ignore\nexport const a: number = 'a';\n`],
  'src/throw.ts': ['typescript(only-throw-error)', `export function f() {\n  throw 'no';\n}\n`],
  'src/default.ts': ['import(no-default-export)', `export default 1;\n`],
  'src/console.ts': ['eslint(no-console)', `export function f() {\n  console.log('here');\n}\n`],
  'src/equal.ts': ['eslint(eqeqeq)', `export function f(a: string) {\n  return a == 'b';\n}\n`],
  'src/long.ts': ['eslint(max-lines)', Array.from({ length: 401 }, (_, i) => `export const a${i} = ${i};\n`).join('')],
};

/** What passes: 400 lines that count, with comments and blank lines beside them; a default that was written. */
const passing: Readonly<Record<string, string>> = {
  'src/full.ts': Array.from({ length: 400 }, (_, i) => `// ${i}\n\nexport const b${i} = ${i};\n`).join(''),
  'src/decided.ts': `${union}export function f(light: Light) {\n  switch (light) {\n    case 'red':\n      return 1;\n    default:\n      return 2;\n  }\n}\n`,
};

describe('oxlint', () => {
  it('finds each fault, and no other', async () => {
    const seeds = Object.fromEntries(Object.entries(code).map(([path, [, text]]) => [path, text]));
    await using sown = await workspace({ ...seeds, ...passing });
    const { stdout, stderr, code: exit } = await runTool(sown.folder, 'oxlint', '--type-aware', '-f', 'json', 'src');
    expect(stderr).toBe('');
    expect(exit).toBe(1);
    const { diagnostics } = JSON.parse(stdout) as CodeReport;
    const seen = diagnostics.map(({ filename, code: rule }) => `${filename}: ${rule}`);
    expect([...new Set(seen)].toSorted()).toEqual(
      Object.entries(code)
        .map(([path, [rule]]) => `${path}: ${rule}`)
        .toSorted(),
    );
  });
});

const schema = `"""Where reading begins."""
type Query {
  "One thing."
  thing("Its id." id: ID!): Thing
  "All things."
  things("How many." first: Int, "After which." after: String): ThingConnection!
  # fault: query
}
"""What has an id."""
interface Node {
  "The id."
  id: ID!
}
"""A thing."""
type Thing implements Node {
  "The id."
  id: ID!
  "Its light."
  light: Light
  # fault: thing
}
"""A light."""
enum Light {
  "Stop."
  RED
  # fault: light
}
"""Some things."""
type ThingConnection {
  "Each with its place."
  edges: [ThingEdge!]!
  "Where the page is."
  pageInfo: PageInfo!
}
"""A thing and its place."""
type ThingEdge {
  "The thing."
  node: Thing!
  # fault: edge
  "Its place."
  cursor: String!
}
"""Where a page is."""
type PageInfo {
  "Whether more comes."
  hasNextPage: Boolean!
  "Whether more came."
  hasPreviousPage: Boolean!
  "The first place."
  startCursor: String
  "The last place."
  endCursor: String
}
`;

async function lintSchema(text: string): Promise<readonly string[]> {
  await using sown = await workspace({ 'schema/schema.graphql': text });
  const { stdout, stderr } = await runTool(sown.folder, 'eslint', '--format', 'json', 'schema');
  if (stdout === '') throw new Error(stderr);
  const reports = JSON.parse(stdout) as readonly SchemaReport[];
  return reports.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
}

describe('graphql-eslint', () => {
  it('passes what follows the house', async () => {
    expect(await lintSchema(schema)).toEqual([]);
  });

  it('finds each fault, and no other', async () => {
    const faults: readonly (readonly [place: string, text: string, rule: string])[] = [
      ['thing', 'size: Int', 'require-description'],
      ['thing', '"Its height."\n  height(unit: Int): Int', 'require-description'],
      ['light', 'GREEN', 'require-description'],
      ['light', '"Go."\n  yellow', 'naming-convention'],
      ['query', '"All things."\n  listThings: Thing', 'naming-convention'],
      ['query', '"Some things."\n  every: ThingConnection!', 'relay-arguments'],
      ['thing', '"Its age."\n  age: Int @deprecated', 'require-deprecation-reason'],
    ];
    const sown = faults.reduce(
      (text, [place, fault]) => text.replace(`# fault: ${place}`, `${fault}\n  # fault: ${place}`),
      schema.replace(/"Its place."\n {2}cursor: String!\n/u, ''),
    );
    const rules = [...faults.map(([, , rule]) => rule), 'relay-edge-types'];
    expect((await lintSchema(sown)).toSorted()).toEqual(rules.map((rule) => `@graphql-eslint/${rule}`).toSorted());
  });

  it('finds an unknown type', async () => {
    const found = await lintSchema(schema.replace('# fault: thing', '"Its size."\n  size: Size'));
    expect(found).toEqual([expect.stringContaining('Unknown type "Size"')]);
  });
});
