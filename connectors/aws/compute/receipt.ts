/** What is written down of begun work, and read again after a restart. */
import { z } from 'zod';
import { formatId, type InstanceId } from '../../contract/ids.ts';
import type { Scope } from '../../contract/list.ts';
import type { Receipt } from '../../contract/task.ts';

const schema = z.object({
  /** `done` needs no looking after. */
  verb: z.enum(['create', 'start', 'stop', 'remove', 'done']),
  region: z.string(),
  account: z.string().nullable(),
  /** Native; null where it was never known. */
  instance: z.string().nullable(),
  /** When it was begun. Milliseconds since 1970. */
  at: z.number(),
  /** Until when the guest may take its time. Milliseconds since 1970; null where it may for ever. */
  until: z.number().nullable(),
});

/** Begun work. */
export type Work = Readonly<z.output<typeof schema>>;

/** As the journal keeps it. */
export function formatReceipt(work: Work): Receipt {
  return JSON.stringify(work);
}

/** Reads it back; undefined for a text that no release of this connector has written. */
export function parseReceipt(receipt: Receipt): Work | undefined {
  try {
    return schema.safeParse(JSON.parse(receipt)).data;
  } catch {
    return undefined;
  }
}

/** Where it is done. */
export function scopeOf({ region, account }: Work): Scope {
  return { region, account };
}

/** What it is done to. */
export function targetOf(connection: string, { region, instance }: Work): InstanceId | null {
  if (instance === null) return null;
  return formatId({ cloud: connection, region, collection: 'instances', native: instance });
}
