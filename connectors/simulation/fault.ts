/** The ways in which an embedded cloud can be made to fail, and the rules that say when. */

/**
 * `hang`: never answers. `latency`: answers later. `throttle`, `denied`, `expired`: refuses in the cloud's own words
 * (too many calls, no permission, a sign-in that is no longer good). `reset`: the connection is cut before the
 * answer. `truncate`: cut in the middle of it. `error`: an HTTP status with no body of the cloud's own. `lost`: what
 * was asked is done, and the connection is closed without an answer. `drop`: the same, and nothing is done.
 * `task-error`: the task that is begun ends in an error, where a cloud has tasks; else nothing.
 */
export type Fault =
  | {
      readonly kind: 'hang' | 'throttle' | 'reset' | 'truncate' | 'denied' | 'expired' | 'lost' | 'drop' | 'task-error';
    }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'error'; readonly status: number };

/** A fault, and which calls it hits. */
export type FaultRule = Fault & {
  /** Only calls whose action (`DescribeInstances`, `GET /servers/detail` …) contains this; else all. */
  readonly action?: string | undefined;
  /** Only so many calls; else until the rule is taken away. */
  readonly times?: number | undefined;
  /** Only a share of the calls, 0 to 1; else each. */
  readonly probability?: number | undefined;
};

/** The rules in force, in their order; the first that hits decides, but latency adds to what comes after it. */
export interface Faults {
  readonly rules: () => readonly FaultRule[];
  /** Replaces all rules; an empty list makes the cloud well again. */
  readonly set: (rules: readonly FaultRule[]) => void;
  /** The faults that hit this call. */
  readonly strike: (action: string) => readonly Fault[];
}

/** Makes a set of rules. `chance` decides about rules with a probability. */
export function createFaults(chance: () => number, initial: readonly FaultRule[] = []): Faults {
  let rules: { readonly rule: FaultRule; left: number }[] = [];
  function set(next: readonly FaultRule[]): void {
    rules = next.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
  }
  set(initial);
  return {
    rules: () => rules.filter(({ left }) => left > 0).map(({ rule }) => rule),
    set,
    strike(action) {
      const hits: Fault[] = [];
      for (const entry of rules) {
        if (entry.left <= 0) continue;
        if (entry.rule.action !== undefined && !action.includes(entry.rule.action)) continue;
        if (entry.rule.probability !== undefined && chance() >= entry.rule.probability) continue;
        entry.left -= 1;
        hits.push(entry.rule);
        if (entry.rule.kind !== 'latency') break;
      }
      return hits;
    },
  };
}

/** The words in which a fault is asked for: `hang latency:MS throttle reset truncate error:STATUS denied expired lost drop task-error`. */
export const faultWords =
  'hang, latency:MS, throttle, reset, truncate, error:STATUS, denied, expired, lost, drop or task-error';

/** Reads a fault in those words, with an optional `@ACTION` behind it; `undefined` when it is none. */
export function parseFault(text: string): FaultRule | undefined {
  const match = /^(?<kind>[a-z]+(?:-[a-z]+)?)(?::(?<number>\d{1,9}))?(?:@(?<action>.+))?$/u.exec(text);
  const { kind, number, action } = match?.groups ?? {};
  const only = action === undefined ? {} : { action };
  switch (kind) {
    case 'latency':
      return number === undefined ? undefined : { kind, ms: Number(number), ...only };
    case 'error': {
      const status = Number(number);
      return status >= 400 && status <= 599 ? { kind, status, ...only } : undefined;
    }
    case 'hang':
    case 'throttle':
    case 'reset':
    case 'truncate':
    case 'denied':
    case 'expired':
    case 'lost':
    case 'drop':
    case 'task-error':
      return number === undefined ? { kind, ...only } : undefined;
    default:
      return undefined;
  }
}
