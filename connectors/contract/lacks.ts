/** How a cloud says no: by name, with a reason, before anything is sent. */

/** A capability that is refused. The reason travels to the screen, so it is a sentence. */
export interface Lacks {
  readonly lacks: string;
}

/** Refuses a capability. */
export function lacks(reason: string): Lacks {
  return { lacks: reason };
}

/** Whether a capability is refused. */
export function isLacking(capability: unknown): capability is Lacks {
  return typeof capability === 'object' && capability !== null && 'lacks' in capability;
}
