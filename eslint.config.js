/** The rules of the public face: every element described, Relay's shapes, one style of names. TypeScript is oxlint's. */
import * as plugin from '@graphql-eslint/eslint-plugin';

const { configs, parser } = plugin;
const [, names] = configs['flat/schema-recommended'].rules['@graphql-eslint/naming-convention'];

export default [
  {
    files: ['schema/**/*.graphql'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser,
      parserOptions: { graphQLConfig: { schema: 'schema/**/*.graphql' } },
    },
    plugins: { '@graphql-eslint': plugin },
    rules: {
      ...configs['flat/schema-recommended'].rules,
      ...configs['flat/schema-relay'].rules,
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      '@graphql-eslint/naming-convention': [
        'error',
        {
          ...names,
          // A cloud has instance types and volume types: there the word is the domain's.
          'ObjectTypeDefinition,ObjectTypeExtension': { forbiddenPrefixes: ['Type'] },
          'FieldDefinition[parent.name.value=Query]': {
            forbiddenPrefixes: ['query', 'get', 'list', 'all'],
            forbiddenSuffixes: ['Query', 'List'],
          },
        },
      ],
      // A line in quotes for what is said in a line, a block for more.
      '@graphql-eslint/description-style': 'off',
      // What a client can fetch again is a Node, and the interface demands its id; a tag or a page has none.
      '@graphql-eslint/strict-id-in-types': 'off',
      // An instance has an instance type; calling that field `type` would say something else.
      '@graphql-eslint/no-typename-prefix': 'off',
      // Roots are connections; the few tags or volumes of one thing are a plain list.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      // Paging backwards comes noun by noun; whoever has `last` must have `before`.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
    },
  },
];
