/** A client of a stream of instances that can be cut off at any moment, and comes back with its last cursor. */
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Message } from './server/live/raw-socket.ts';

/** What a client has been told of an instance. */
export interface Told {
  readonly name: string | null;
  readonly state: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

interface InstanceEvent {
  readonly type: string;
  readonly id: string | null;
  readonly cursor: string;
  readonly instance: Told | null;
  readonly complete: boolean | null;
}

/** Such a client. */
export interface CutClient {
  /** Everything that is there, as far as it was told. */
  readonly known: ReadonlyMap<string, Told>;
  /** How many frames of each type it was sent. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether everything that was not told of is not there, as it was last told; undefined until it is told. */
  readonly isComplete: () => boolean | undefined;
  /** When it is next told that an instance is in this state, on `performance.now`. */
  readonly when: (id: string, state: string) => Promise<number>;
  /** How often it was ever connected. */
  readonly connections: () => number;
  /** Cuts the connection without a word, and connects again. */
  readonly cut: () => void;
  /** Goes for good. */
  readonly leave: () => void;
}

const query = `subscription ($after: String) {
  instances(after: $after) { type id cursor complete instance { name state tags { key value } } }
}`;

/** Connects to `http://…`. */
export function openCutClient(url: string): CutClient {
  const known = new Map<string, Told>();
  const counts = new Map<string, number>();
  const hopes = new Map<string, (at: number) => void>();
  let after: string | undefined;
  let isComplete: boolean | undefined;
  let connections = 0;
  let socket = connect();
  let isOver = false;
  function leave(): void {
    isOver = true;
    socket.terminate();
  }
  onTestFinished(leave);

  function take({ type, id, cursor, instance, complete }: InstanceEvent): void {
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if (type === 'RESYNC') known.clear();
    if (id !== null && instance !== null) {
      known.set(id, instance);
      hopes.get(`${id} ${instance.state}`)?.(performance.now());
    }
    if (id !== null && type === 'DELETE') known.delete(id);
    isComplete = complete ?? isComplete;
    after = cursor;
  }

  function connect(): WebSocket {
    connections += 1;
    const opened = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    opened.on('open', () => opened.send('{"type":"connection_init"}'));
    opened.on('message', (data) => {
      // What arrives behind the cut was lost.
      if (opened !== socket) return;
      const message = JSON.parse((data as Buffer).toString()) as Message;
      if (message.type === 'connection_ack') {
        opened.send(JSON.stringify({ id: 's', type: 'subscribe', payload: { query, variables: { after } } }));
      } else if (message.type === 'next') take(message.payload?.data?.['instances'] as InstanceEvent);
    });
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (opened === socket && !isOver) socket = connect();
    });
    return opened;
  }

  return {
    known,
    counts,
    isComplete: () => isComplete,
    connections: () => connections,
    when: (id, state) =>
      new Promise((resolve) => {
        hopes.set(`${id} ${state}`, resolve);
      }),
    leave,
    cut() {
      const before = socket;
      socket = connect();
      before.terminate();
    },
  };
}
