/** Filters of an embedded vCenter's property collectors, and waiting for what they have to tell. */
import { invalidArgument, notFound, VimFault } from './fault.ts';
import { type Reading, type Selection, selectionOf, valuesOf } from './property-collector.ts';
import { type Element, many, one, textIn } from './request.ts';
import type { Session } from './session.ts';
import { list, type Ref, struct, type Value, word } from './value.ts';

/** What a filter has told of one object: path by path, as it was written. */
type Told = ReadonlyMap<string, Value | undefined>;

/** A filter: what it selects, what it has told, and what may have changed since. */
export interface Filter {
  readonly ref: Ref;
  readonly spec: Element;
  selected: ReadonlyMap<string, Selection>;
  readonly told: Map<string, { readonly ref: Ref; readonly values: Told; readonly texts: ReadonlyMap<string, string> }>;
  readonly dirty: Set<string>;
  restructured: boolean;
}

interface Update {
  readonly filter: Ref;
  readonly value: Value;
}

/** A property collector of a session. */
export interface Collector {
  readonly ref: Ref;
  readonly filters: Map<string, Filter>;
  version: number;
  /** Updates that did not fit into the last answer. */
  backlog: Update[];
  /** The last answer, and the version it was asked with: for whom it was lost on the way. */
  last: { readonly asked: string; readonly answer: Value; readonly truncated: boolean } | undefined;
  /** Wakes whoever waits: something may have changed, or the wait is over by this fault. */
  wake: ((fault?: VimFault) => void) | undefined;
  readonly stop: () => void;
}

/** More objects than this no answer holds. */
const mostUpdates = 100;

/** Makes a collector, which hears of changes until it is stopped. */
export function createCollector(ref: Ref, { world }: Reading): Collector {
  const filters = new Map<string, Filter>();
  const unlisten = world.changes.listen({
    touched(value) {
      for (const { dirty } of filters.values()) dirty.add(value);
      collector.wake?.();
    },
    restructured() {
      for (const filter of filters.values()) filter.restructured = true;
      collector.wake?.();
    },
  });
  const collector: Collector = {
    ref,
    filters,
    version: 0,
    backlog: [],
    last: undefined,
    wake: undefined,
    stop() {
      unlisten();
      collector.wake?.(requestCanceled());
    },
  };
  return collector;
}

/** The fault of a wait that somebody has ended. */
export function requestCanceled(): VimFault {
  return new VimFault('RequestCanceled', {}, 'The request was canceled.');
}

/** CreateFilter. Throws a `VimFault` for a spec that selects nothing that there could be. */
export function addFilter(collector: Collector, ref: Ref, spec: Element, reading: Reading): Filter {
  const selected = selectionOf(reading, spec);
  const filter: Filter = { ref, spec, selected, told: new Map(), dirty: new Set(), restructured: true };
  collector.filters.set(ref.value, filter);
  collector.wake?.();
  return filter;
}

/** WaitForUpdatesEx. Undefined: nothing has changed within the time. */
export async function waitForUpdates(
  collector: Collector,
  method: Element,
  reading: Reading,
  gone: AbortSignal,
): Promise<Value | undefined> {
  const version = textIn(method, 'version') ?? '';
  const options = one(method, 'options');
  const maxWait = textIn(options, 'maxWaitSeconds');
  const most = Math.min(mostUpdates, Number(textIn(options, 'maxObjectUpdates') ?? mostUpdates));
  if (!(most >= 1)) throw invalidArgument('options.maxObjectUpdates');
  if (version === '') {
    collector.backlog = [];
    for (const filter of collector.filters.values()) {
      filter.told.clear();
      filter.restructured = true;
    }
  } else if (version !== String(collector.version)) {
    // The answer before this one was lost on its way; one that was cut short can be had once only.
    const { last } = collector;
    if (last?.asked === version && !last.truncated) return last.answer;
    throw new VimFault('InvalidCollectorVersion', {}, 'The version is not one of this collector.');
  }
  collector.wake?.(requestCanceled());
  const until = maxWait === undefined ? Number.POSITIVE_INFINITY : reading.world.clock.now() + Number(maxWait) * 1000;
  for (;;) {
    const updates = await collect(collector, reading, most, version);
    if (updates !== undefined) return updates;
    const ms = until - reading.world.clock.now();
    if (ms <= 0 || gone.aborted) return undefined;
    await changed(collector, reading, ms, gone);
  }
}

/** Waits for a change, so long at the most. */
function changed(collector: Collector, { world, session }: Reading, ms: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = Number.isFinite(ms) ? world.clock.later(ms, () => end()) : () => undefined;
    const end = (fault?: VimFault): void => {
      if (collector.wake === end) collector.wake = undefined;
      cancel();
      gone.removeEventListener('abort', left);
      if (session !== undefined) session.lastActive = world.clock.now();
      if (fault === undefined) resolve();
      else reject(fault);
    };
    const left = (): void => end();
    gone.addEventListener('abort', left);
    collector.wake = end;
  });
}

/** What there is to tell now: some of the backlog, which is filled from the filters when it is empty. */
async function collect(
  collector: Collector,
  reading: Reading,
  most: number,
  asked: string,
): Promise<Value | undefined> {
  if (collector.backlog.length === 0) {
    for (const filter of collector.filters.values()) collector.backlog.push(...differences(filter, reading));
  }
  if (collector.backlog.length === 0) return undefined;
  const now = collector.backlog.splice(0, most);
  const truncated = collector.backlog.length > 0;
  collector.version += 1;
  const sets = Map.groupBy(now, ({ filter }) => filter);
  const answer = struct('UpdateSet', {
    version: String(collector.version),
    filterSet: list(
      'PropertyFilterUpdate',
      [...sets].map(([filter, updates]) =>
        struct('PropertyFilterUpdate', {
          filter,
          objectSet: list(
            'ObjectUpdate',
            updates.map(({ value }) => value),
          ),
        }),
      ),
    ),
    truncated: truncated ? true : undefined,
  });
  collector.last = { asked, answer, truncated };
  return answer;
}

function differences(filter: Filter, reading: Reading): readonly Update[] {
  const updates: Update[] = [];
  const add = (kind: string, obj: Ref, changeSet: readonly Value[] = [], missing?: Value): void => {
    updates.push({
      filter: filter.ref,
      value: struct('ObjectUpdate', {
        kind: word('ObjectUpdateKind', kind),
        obj,
        changeSet: list('PropertyChange', changeSet),
        missingSet: missing,
      }),
    });
  };
  const candidates = filter.restructured ? undefined : [...filter.dirty];
  if (filter.restructured) {
    filter.selected = selectionOf(reading, filter.spec);
    for (const [value, { ref }] of filter.told) {
      if (filter.selected.has(value)) continue;
      filter.told.delete(value);
      add('leave', ref);
    }
  }
  for (const value of candidates ?? filter.selected.keys()) {
    const selection = filter.selected.get(value);
    if (selection === undefined) continue;
    const before = filter.told.get(value);
    // Of what was told before only what was touched can be another.
    if (before !== undefined && !filter.dirty.has(value)) continue;
    const { values, texts } = valuesOf(selection);
    const changes = [...texts]
      .filter(([path, text]) => (before === undefined ? text !== '' : before.texts.get(path) !== text))
      .map(([path]) => changeOf(path, values.get(path)));
    filter.told.set(value, { ref: selection.object.ref, values, texts });
    if (before === undefined) add('enter', selection.object.ref, changes);
    else if (changes.length > 0) add('modify', selection.object.ref, changes);
  }
  filter.restructured = false;
  filter.dirty.clear();
  return updates;
}

/** A value that was unset is assigned without one. */
function changeOf(name: string, value: Value | undefined): Value {
  return struct('PropertyChange', {
    name,
    op: word('PropertyChangeOp', 'assign'),
    val: value === undefined ? undefined : { any: value },
  });
}

const collectors = new WeakMap<Session, Map<string, Collector>>();

/** The property collectors of a session, by reference: the one that each has, and those that it has made. */
export function collectorsOf(session: Session): Map<string, Collector> {
  const known = collectors.get(session);
  if (known !== undefined) return known;
  const own = new Map<string, Collector>();
  collectors.set(session, own);
  session.ending.add(() => {
    for (const collector of own.values()) collector.stop();
  });
  return own;
}

/** The collector that a method is called of; it is there for its own session only. */
export function collectorOf(target: Ref, { session }: Reading): Collector {
  const collector = session === undefined ? undefined : collectorsOf(session).get(target.value);
  if (collector === undefined) throw notFound(target);
  return collector;
}

/** The `spec` of a filter. */
export function filterSpec(method: Element): Element {
  const [spec] = many(method, 'spec');
  if (spec === undefined) throw invalidArgument('spec');
  return spec;
}
