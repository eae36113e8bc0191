/** `nephograph watch`: a subscription in a terminal, one line of JSON for each frame, over interruptions, until it ends. */
import { type DocumentNode, getOperationAST, GraphQLError, Kind, OperationTypeNode, parse } from 'graphql';
import { type Client, createClient, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { untilTold } from './ending.ts';

/** What is to be watched cannot be. */
export class UnwatchableError extends Error {}

/** The gateway was not there, or did not want to. */
export class WatchFailedError extends Error {}

export interface WatchOptions {
  readonly document: string;
  /** `http://127.0.0.1:4000`. */
  readonly url: string;
  /** A JSON object. */
  readonly variables: string;
}

/** Between attempts to connect again. Milliseconds. */
const shortestWait = 200;
const longestWait = 5000;

/** How the stream ended. */
type Ending = { readonly type: 'completed' } | { readonly type: 'failed'; readonly error: unknown };

/**
 * Prints frames on standard output until the subscription completes or the process is told to stop. A document with a
 * variable `$after` that selects `cursor` goes on where it was cut off; another begins anew. Rejects with an
 * `UnwatchableError` for what is no subscription, with a `WatchFailedError` for what was refused or cannot be reached.
 */
export async function watch({ document, url, variables: text }: WatchOptions): Promise<void> {
  const told = untilTold();
  const parsed = parseSubscription(document);
  const variables = parseVariables(text);
  const isResumable = hasVariable(parsed, 'after');
  const client = connect(url);
  let line = Promise.resolve();
  const ended = new Promise<Ending>((resolve) => {
    // The client sends this object again when it connects again: what stands in it then is where it goes on.
    client.subscribe(
      { query: document, variables },
      {
        next(result) {
          const cursor = isResumable ? cursorOf(result) : undefined;
          if (cursor !== undefined) variables['after'] = cursor;
          line = line.then(() => print(result));
        },
        error: (error) => resolve({ type: 'failed', error }),
        complete: () => resolve({ type: 'completed' }),
      },
    );
  });
  const ending = await Promise.race([ended, told]);
  // Where it is just trying to connect, it says that it could not.
  await client.dispose()?.catch(() => undefined);
  await line;
  if (typeof ending !== 'string' && ending.type === 'failed') throw new WatchFailedError(reasonOf(ending.error, url));
}

function connect(url: string): Client {
  let wasThere = false;
  return createClient({
    url: socketAddress(url),
    webSocketImpl: WebSocket,
    keepAlive: 15_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    // Who was never there is a mistake in the address; who was, comes back.
    shouldRetry: () => wasThere,
    async retryWait(attempt) {
      const wait = Math.min(longestWait, shortestWait * 2 ** attempt);
      await new Promise<void>((resolve) => setTimeout(() => resolve(), wait * (0.5 + Math.random() / 2)));
    },
    on: {
      connected() {
        wasThere = true;
      },
      closed(event) {
        if (wasThere) process.stderr.write(`${reasonOf(event, url)} Connecting again.\n`);
      },
    },
  });
}

function socketAddress(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    throw new UnwatchableError(`Not an address of a gateway, such as http://127.0.0.1:4000: ${JSON.stringify(url)}`);
  }
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  if (address.pathname === '/') address.pathname = '/graphql';
  return address.href;
}

function parseSubscription(text: string): DocumentNode {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) throw new UnwatchableError(String(error));
    throw error;
  }
  const operation = getOperationAST(document);
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION) return document;
  throw new UnwatchableError('Only a subscription can be watched, and one at a time: subscription { … }');
}

function parseVariables(text: string): Record<string, unknown> {
  try {
    const variables: unknown = JSON.parse(text);
    if (typeof variables === 'object' && variables !== null && !Array.isArray(variables)) return { ...variables };
  } catch {
    // Said below.
  }
  throw new UnwatchableError(`--variables: expected a JSON object, found ${text}`);
}

function hasVariable(document: DocumentNode, name: string): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.variableDefinitions?.some(({ variable }) => variable.name.value === name) === true,
  );
}

/** Where a client goes on behind this frame, if the frame says so. */
function cursorOf({ data }: FormattedExecutionResult<Record<string, unknown>, unknown>): string | undefined {
  const [shown] = Object.values(data ?? {});
  if (typeof shown !== 'object' || shown === null || !('cursor' in shown)) return undefined;
  return typeof shown.cursor === 'string' ? shown.cursor : undefined;
}

/** What a script wants: the data itself; with its errors only where there are some. */
async function print({ data, errors }: FormattedExecutionResult<Record<string, unknown>, unknown>): Promise<void> {
  const text = JSON.stringify(errors === undefined ? data : { data, errors });
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

/** What went wrong, in a sentence: refused by the graph, by the protocol, or by the network. */
function reasonOf(error: unknown, url: string): string {
  if (Array.isArray(error)) return error.map((one: { readonly message: string }) => one.message).join('\n');
  if (typeof error === 'object' && error !== null && 'code' in error && 'reason' in error) {
    const reason = error.reason === '' ? '' : `: ${String(error.reason)}`;
    return `${url} has closed the connection (${String(error.code)}${reason}).`;
  }
  const cause =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return `${url} cannot be reached: ${cause}`;
}
