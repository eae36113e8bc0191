/** The room that all lists share: when it is full, those not asked for the longest are dropped. */
import { LRUCache } from 'lru-cache';

/** A bound in bytes over things that live elsewhere. */
export interface Room {
  /** Something now takes so many bytes; `drop` lets go of it when others need the room. */
  readonly hold: (name: string, bytes: number, drop: () => void) => void;
  /** It was asked for. */
  readonly touch: (name: string) => void;
  /** It is gone by itself. */
  readonly release: (name: string) => void;
}

/** Makes a room of so many bytes. Nothing larger than that is ever held: the caller guarantees it. */
export function createRoom(maxBytes: number): Room {
  const held = new LRUCache<string, { readonly drop: () => void }>({
    maxSize: maxBytes,
    dispose: ({ drop }, _, reason) => {
      if (reason === 'evict') drop();
    },
  });
  return {
    hold(name, bytes, drop) {
      held.set(name, { drop }, { size: Math.max(1, bytes) });
    },
    touch(name) {
      held.get(name);
    },
    release(name) {
      held.delete(name);
    },
  };
}
