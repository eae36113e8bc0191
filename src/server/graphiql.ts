/** GraphiQL, served whole from this process: no byte of it comes from anywhere else, and a policy says so to the browser. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { firstQuery } from './first-query.ts';

/** What the page may do: load from here, ask here, and nothing else. CodeMirror and the icons style themselves inline. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>nephograph</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/graphiql.css" />
    <link rel="stylesheet" href="/graphiql/page.css" />
  </head>
  <body>
    <div id="graphiql">Loading GraphiQL …</div>
    <script src="/graphiql/react.js"></script>
    <script src="/graphiql/react-dom.js"></script>
    <script src="/graphiql/graphiql.js"></script>
    <script src="/graphiql/page.js"></script>
  </body>
</html>
`;

const css = `html, body, #graphiql { height: 100%; margin: 0; }\n`;

const script = `const socket = new URL('/graphql', location.href);
socket.protocol = socket.protocol === 'https:' ? 'wss:' : 'ws:';
const fetcher = GraphiQL.createFetcher({ url: '/graphql', subscriptionUrl: socket.href });
const root = ReactDOM.createRoot(document.getElementById('graphiql'));
root.render(React.createElement(GraphiQL, {
  fetcher,
  defaultQuery: ${JSON.stringify(firstQuery)},
  defaultHeaders: '{ "x-nephograph-trace": "upstream" }',
  defaultEditorToolsVisibility: false,
  shouldPersistHeaders: false,
}));
`;

const scriptType = 'text/javascript; charset=utf-8';
const styleType = 'text/css; charset=utf-8';

/** Where each asset stands in its package, which exports only its code. */
const assets = [
  { path: '/graphiql/react.js', type: scriptType, package: 'react', file: 'umd/react.production.min.js' },
  { path: '/graphiql/react-dom.js', type: scriptType, package: 'react-dom', file: 'umd/react-dom.production.min.js' },
  { path: '/graphiql/graphiql.js', type: scriptType, package: 'graphiql', file: 'graphiql.min.js' },
  { path: '/graphiql/graphiql.css', type: styleType, package: 'graphiql', file: 'graphiql.min.css' },
] as const;

const require = createRequire(import.meta.url);

/** Adds the page at `/` and what it loads. Assets are read when first asked for. */
export function addGraphiql(app: FastifyInstance): void {
  app.get('/', async (_request, reply) => {
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cross-origin-opener-policy', 'same-origin')
      .send(html);
  });
  app.get('/graphiql/page.css', async (_request, reply) => reply.type(styleType).send(css));
  app.get('/graphiql/page.js', async (_request, reply) => reply.type(scriptType).send(script));
  for (const asset of assets) {
    let text: Promise<string> | undefined;
    app.get(asset.path, async (_request, reply) => {
      text ??= readFile(join(dirname(require.resolve(`${asset.package}/package.json`)), asset.file), 'utf8');
      return reply
        .type(asset.type)
        .header('cache-control', 'public, max-age=3600')
        .send(await text);
    });
  }
}
