/** What is sent to one socket, how long it may take to be taken, and whether anybody is still there. */
import type { WebSocket } from 'ws';

/** The codes that we close sockets with; those of the protocol itself are in graphql-ws. */
export const closeCode = {
  /** The gateway ends. Clients connect again, and go on from their last cursor. */
  restart: 1012,
  /** The client has read nothing for too long, or has asked for more than it takes. It may connect again. */
  slow: 4413,
  /** Our own mistake; the log has it. */
  failed: 4500,
} as const;

export interface Outlet {
  /** Ends when it has been given to the system; a reader who is too slow never comes that far. */
  readonly send: (text: string) => Promise<void>;
  /** Says why, and goodbye; who does not answer is cut off. */
  readonly close: (code?: number, reason?: string) => void;
  /** The socket has closed: nothing is left to look after. */
  readonly end: () => void;
}

/** A quiet socket is asked whether it is there. Milliseconds. */
const pingMs = 12_000;

/** How long a client may take to say goodbye before it is cut off. Milliseconds. */
const goodbyeMs = 1000;

/** More than this is not kept for a client. Bytes. */
const mostUnsent = 8 * 1024 * 1024;

/** Begins to look after a socket. `onSlow` is told before a slow one is closed. */
export function createOutlet(socket: WebSocket, slowMs: number, onSlow: () => void): Outlet {
  let unsent = 0;
  /** When something was last taken, or there was nothing to take. */
  let movedAt = performance.now();
  let pingedAt = movedAt;
  let isAnswered = true;
  const looking = setInterval(look, Math.max(10, Math.min(1000, slowMs / 5))).unref();

  let goodbye: NodeJS.Timeout | undefined;

  function end(): void {
    clearInterval(looking);
    clearTimeout(goodbye);
  }

  function close(code?: number, reason?: string): void {
    clearInterval(looking);
    if (goodbye !== undefined) return;
    socket.close(code, reason);
    goodbye = setTimeout(() => socket.terminate(), goodbyeMs);
  }

  function closeSlow(): void {
    onSlow();
    close(closeCode.slow, 'Too slow: go on from the last cursor');
  }

  function look(): void {
    const now = performance.now();
    if (unsent > 0 && now - movedAt > slowMs) {
      closeSlow();
    } else if (!isAnswered && now - pingedAt > slowMs) {
      end();
      socket.terminate();
    } else if (isAnswered && now - pingedAt > pingMs && socket.readyState === socket.OPEN) {
      pingedAt = now;
      isAnswered = false;
      socket.ping();
    }
  }

  socket.on('pong', () => {
    isAnswered = true;
  });

  return {
    close,
    end,
    async send(text) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > mostUnsent) {
        closeSlow();
        return;
      }
      if (unsent === 0) movedAt = performance.now();
      unsent += 1;
      const sent = Promise.withResolvers<void>();
      socket.send(text, () => {
        unsent -= 1;
        movedAt = performance.now();
        // Whether it arrived or the socket broke: that is told when it closes.
        sent.resolve();
      });
      await sent.promise;
    },
  };
}
