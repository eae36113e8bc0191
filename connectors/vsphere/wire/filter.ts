/** A filter over all machines, and the long poll that tells what has changed behind it. */
import type { Call } from '../../contract/call.ts';
import { CloudError } from '../../contract/errors.ts';
import { escapeXml, type XmlElement } from '../../wire/xml.ts';
import type { InventoryView } from '../inventory-view.ts';
import type { Session, Sessions } from '../session.ts';
import { all, at, refOf, textOf } from './decode.ts';
import { struct } from './encode.ts';
import type { MoRef } from './moref.ts';
import { filterSpec } from './property-collector.ts';

/** An open filter. One wait at a time. */
export interface Filter {
  /**
   * The machines that have changed, come or gone since the last time, by reference; waits until there are some, or
   * answers none after a while. Throws the fault of a filter that is lost.
   */
  readonly next: (call: Call) => Promise<readonly string[]>;
  /** How far it has been told. */
  readonly cursor: () => string;
  /** Takes it away. Never throws. */
  readonly close: () => Promise<void>;
}

/** How long vCenter lets us wait, and how long we wait for its answer. The session lives on by it. */
const maxWaitSeconds = 120;
const waitTimeoutMs = (maxWaitSeconds + 30) * 1000;

/** A goodbye that nobody waits long for. Milliseconds. */
const goodbyeMs = 2_000;

/** Makes the collector and its filter, and takes in what there is. */
export async function openFilter(
  { sessions, inventory }: { readonly sessions: Sessions; readonly inventory: InventoryView },
  paths: readonly string[],
  call: Call,
): Promise<Filter> {
  return await sessions.with(call, async (session) => {
    const view = await inventory.viewIn(call, session);
    const { propertyCollector } = session.content;
    const made = await sessions.call(call, session, struct('CreatePropertyCollector', { _this: propertyCollector }));
    const collector = refOf(at(made, 'returnval'));
    if (collector === undefined) throw new CloudError('UNKNOWN', 'vCenter made no property collector.');
    const filter = filterOf(sessions, session, collector);
    try {
      const spec = filterSpec([{ type: 'VirtualMachine', paths }], [view], false);
      await sessions.call(call, session, struct('CreateFilter', { _this: collector, spec, partialUpdates: false }));
      await filter.start(call);
      return filter;
    } catch (thrown) {
      await filter.close();
      throw thrown;
    }
  });
}

function filterOf(
  sessions: Sessions,
  session: Session,
  collector: MoRef,
): Filter & { start: (call: Call) => Promise<void> } {
  /** What was told of each machine: vcsim tells of all anew when one comes. */
  const told = new Map<string, Map<string, string>>();
  let version = '';

  /** One wait; the answer is taken in whole, however many parts it has. */
  async function wait(call: Call, seconds: number): Promise<readonly string[]> {
    const changed = new Set<string>();
    let truncated = true;
    while (truncated) {
      const options = struct('WaitOptions', { maxWaitSeconds: seconds });
      const asked = version === '' ? undefined : version;
      const method = struct('WaitForUpdatesEx', { _this: collector, version: asked, options });
      const manner = { attempts: 1, timeoutMs: waitTimeoutMs, lingers: true };
      const set = at(await sessions.call(call, session, method, manner), 'returnval');
      if (set === undefined) break;
      version = at(set, 'version')?.text ?? version;
      truncated = at(set, 'truncated')?.text === 'true';
      for (const update of all(set, 'filterSet').flatMap((part) => all(part, 'objectSet'))) {
        const ref = refOf(at(update, 'obj'));
        if (ref?.type === 'VirtualMachine' && take(ref.value, update)) changed.add(ref.value);
      }
    }
    return [...changed];
  }

  /** Takes in what is told of a machine; false where that is no news. */
  function take(value: string, update: XmlElement): boolean {
    if (textOf(at(update, 'kind')) === 'leave') return told.delete(value);
    const known = told.get(value);
    const values = known ?? new Map<string, string>();
    told.set(value, values);
    let news = known === undefined;
    for (const change of all(update, 'changeSet')) {
      const name = at(change, 'name')?.text ?? '';
      const text = fingerprint(at(change, 'val'));
      news ||= (values.get(name) ?? '') !== text;
      values.set(name, text);
    }
    return news;
  }

  return {
    async start(call) {
      await wait(call, 0);
    },
    next: (call) => wait(call, maxWaitSeconds),
    cursor: () => `${collector.value}/${version}`,
    async close() {
      const signal = AbortSignal.timeout(goodbyeMs);
      const method = struct('DestroyPropertyCollector', { _this: collector });
      await sessions.call({ signal, trace: () => undefined }, session, method, { attempts: 1 }).catch(() => undefined);
    },
  };
}

/** A text that is equal for equal values, and empty for none. */
function fingerprint(value: XmlElement | undefined): string {
  if (value === undefined) return '';
  const inner = value.children.map(fingerprint).join('');
  return `<${value.name} ${value.attributes['type'] ?? ''}>${escapeXml(value.text)}${inner}`;
}
