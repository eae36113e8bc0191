/** Chance that repeats itself: the same seed makes the same fleet on every machine. */

/** A seeded source of chance. Each draw moves it on, so the order of draws matters. */
export interface Random {
  /** From 0 inclusive to 1 exclusive. */
  readonly next: () => number;
  /** A whole number from `least` to `most`, both inclusive. */
  readonly whole: (least: number, most: number) => number;
  /** One of these. The caller guarantees that there is one. */
  readonly pick: <const C extends readonly [unknown, ...unknown[]]>(choices: C) => C[number];
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** So many hexadecimal digits. */
  readonly hex: (digits: number) => string;
  /** A version 4 UUID. */
  readonly uuid: () => string;
  /** A source of its own, that depends on the seed and the name alone and not on what was drawn before. */
  readonly fork: (name: string) => Random;
}

/** Makes a source of chance from a seed (mulberry32 over a hash of the seed). */
export function createRandom(seed: string | number): Random {
  let state = hash(String(seed));
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  function whole(least: number, most: number): number {
    return least + Math.floor(next() * (most - least + 1));
  }
  function hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += whole(0, 15).toString(16);
    return text;
  }
  return {
    next,
    whole,
    pick(choices) {
      return choices[whole(0, choices.length - 1)] ?? choices[0];
    },
    chance: (probability) => next() < probability,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(whole(0, 3))}${hex(3)}-${hex(12)}`,
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}
