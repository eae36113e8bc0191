/** Receipts: what is kept of begun work, so that it can be looked after, after a restart too. */
import type { Receipt as ReceiptText } from '../contract/task.ts';

/** Work that is done already, or was begun. */
export type Receipt =
  | { readonly kind: 'done' }
  /** A task of a machine, and the power that the machine has when it is done; null where that tells nothing. */
  | { readonly kind: 'task'; readonly task: string; readonly machine: string; readonly power: string | null }
  | { readonly kind: 'destroy'; readonly task: string; readonly machine: string }
  | {
      readonly kind: 'clone';
      readonly task: string;
      readonly uuid: string;
      readonly folder: string;
      readonly name: string;
    }
  /** A guest that was asked to shut down, and until when it is waited for. Milliseconds since 1970. */
  | { readonly kind: 'guest'; readonly machine: string; readonly until: number };

/** The receipt of what needed nothing to be done. */
export const done: ReceiptText = 'done';

/** Writes a receipt. */
export function formatReceipt(receipt: Receipt): ReceiptText {
  return receipt.kind === 'done' ? done : JSON.stringify(receipt);
}

/** Reads a receipt; undefined for what this connector has not written. */
export function parseReceipt(text: ReceiptText): Receipt | undefined {
  if (text === done) return { kind: 'done' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const kind = value.kind;
  const needed = typeof kind === 'string' ? fields[kind] : undefined;
  if (needed === undefined) return undefined;
  const held = value as Readonly<Record<string, unknown>>;
  const whole = Object.entries(needed).every(([field, types]) => types.includes(typeOf(held[field])));
  return whole ? (value as Receipt) : undefined;
}

/** The vSphere task that a receipt is of; null where it is of none. */
export function taskIdOf(text: ReceiptText): string | null {
  const receipt = parseReceipt(text);
  return receipt !== undefined && 'task' in receipt ? receipt.task : null;
}

const fields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  task: { task: ['string'], machine: ['string'], power: ['string', 'null'] },
  destroy: { task: ['string'], machine: ['string'] },
  clone: { task: ['string'], uuid: ['string'], folder: ['string'], name: ['string'] },
  guest: { machine: ['string'], until: ['number'] },
};

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
