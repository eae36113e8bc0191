/** A socket as it is on the wire: what a test sends, what comes back, and the code it is closed with. */
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly WireError[];
  } & readonly WireError[];
}

export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface RawSocket {
  readonly socket: WebSocket;
  readonly send: (message: unknown) => void;
  /** The next message that came; waits for it. */
  readonly next: () => Promise<Message>;
  /** What came and was not taken. */
  readonly waiting: () => readonly Message[];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Says hello, and waits until that is accepted. */
  readonly greet: (payload?: unknown) => Promise<void>;
  readonly subscribe: (id: string, query: string, variables?: Record<string, unknown>) => void;
}

/** Opens a socket to `http://…`; it is cut when the test is over. */
export async function openSocket(
  url: string,
  options: Omit<ClientOptions, 'protocol'> & { protocol?: string | string[]; path?: string } = {},
): Promise<RawSocket> {
  const { protocol = 'graphql-transport-ws', path = '/graphql', ...rest } = options;
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, rest);
  onTestFinished(() => socket.terminate());
  const messages: Message[] = [];
  let wake = (): void => undefined;
  socket.on('message', (data) => {
    messages.push(JSON.parse((data as Buffer).toString()) as Message);
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      wake();
    });
  });
  await once(socket, 'open');
  function send(message: unknown): void {
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }
  async function next(): Promise<Message> {
    while (messages.length === 0) {
      if (socket.readyState === WebSocket.CLOSED) throw new Error('The socket has closed.');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const [message] = messages.splice(0, 1);
    if (message === undefined) throw new Error('There was a message.');
    return message;
  }
  return {
    socket,
    send,
    next,
    waiting: () => messages,
    closed,
    async greet(payload) {
      send({ type: 'connection_init', payload });
      const answer = await next();
      if (answer.type !== 'connection_ack') throw new Error(`Not accepted: ${JSON.stringify(answer)}`);
    },
    subscribe(id, query, variables) {
      send({ id, type: 'subscribe', payload: { query, variables } });
    },
  };
}
