/** What a method of an embedded vCenter is. */
import type { Reading } from './property-collector.ts';
import type { Element } from './request.ts';
import type { Session } from './session.ts';
import type { Value } from './value.ts';

/** A method: the order of its elements, who may call it, and what it answers. */
export interface Method {
  readonly order: readonly string[];
  /** Whether it is answered without a session. */
  readonly open?: boolean;
  readonly answer: (
    method: Element,
    reading: Reading,
    effects: Effects,
  ) => Value | undefined | Promise<Value | undefined>;
}

/** What a call does beside its answer. */
export interface Effects {
  signedIn: Session | undefined;
}
