/** The streams over a cloud that tells and one that does not, with operations that a test works by hand. */
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { InstanceVerbName } from '../../../connectors/contract/compute/instance-verb.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { formatOperationId, type InstanceId } from '../../../connectors/contract/ids.ts';
import type { Operation, StreamEvent, StreamQuery } from '../../../resolvers/context.ts';
import type { AtWork, OperationSource } from '../../../src/events/effect.ts';
import { openFeeds } from '../../../src/events/feeds.ts';
import type { StreamSettings } from '../../../src/events/hub.ts';
import { attendWork } from '../../../src/events/work-site.ts';
import { toldWorld } from '../../connectors/inventory/told-cloud.ts';

/** An operation, as far as the events look. */
export function operation(number: number, change: Partial<Operation> = {}): Operation {
  return Object.freeze({
    id: formatOperationId(`01ARZ3NDEKTSV4RRFFQ69G5F${String(number).padStart(2, '0')}`),
    kind: 'instance.stop',
    state: 'RUNNING',
    progress: null,
    steps: [],
    cloud: 'told',
    target: null,
    idempotencyKey: null,
    createdBy: 'anonymous',
    createdAt: number,
    startedAt: number,
    completedAt: null,
    error: null,
    cancelable: false,
    nativeTasks: [],
    foreign: false,
    ...change,
  });
}

/** A desk at which a test works. */
export function createDesk() {
  const changed = new Set<Parameters<OperationSource['changes']>[0]>();
  const affected = new Set<(type: 'begun' | 'settled', atWork: AtWork) => void>();
  const kept = new Map<string, Operation>();
  let working: readonly AtWork[] = [];
  const source: OperationSource = {
    changes(listener) {
      changed.add(listener);
      return () => void changed.delete(listener);
    },
    effects(listener) {
      affected.add(listener);
      return () => void affected.delete(listener);
    },
    attention: (connection) => working.filter(({ cloud }) => cloud === connection),
  };
  function tell(one: Operation): void {
    const isNew = !kept.has(one.id);
    kept.set(one.id, one);
    for (const listener of changed) listener(one, isNew);
  }
  return {
    source,
    kept,
    tell,
    listeners: () => changed.size + affected.size,
    /** Work that goes on in the journal's order: it is known, then told of, then has an effect. */
    work(
      verb: InstanceVerbName,
      state: Operation['state'],
      target: InstanceId | null,
      more: Partial<AtWork> & { readonly effect?: 'begun' | 'settled'; readonly number?: number } = {},
    ): void {
      const one = operation(more.number ?? 1, { kind: `instance.${verb}`, state, target });
      const atWork: AtWork = {
        verb,
        cloud: 'told',
        region: target === null ? null : 'r1',
        target,
        spec: null,
        operation: one,
        ...more,
      };
      const others = working.filter(({ operation: other }) => other.id !== one.id);
      working = state === 'RUNNING' || state === 'QUEUED' ? [...others, atWork] : others;
      tell(one);
      if (more.effect !== undefined) for (const listener of affected) listener(more.effect, atWork);
    },
  };
}

export function feedsWorld(desk = createDesk(), settings: Partial<StreamSettings> = {}) {
  const world = toldWorld();
  const forgotten: InstanceId[] = [];
  const { instances, workOn } = world.inventory;
  const endWork = attendWork({
    operations: desk.source,
    connections: ['told', 'mute'],
    instances,
    workOn,
    forget: (ids) => forgotten.push(...ids),
    host: world.host,
  });
  const open = openFeeds({
    instances,
    operations: desk.source,
    telling: ['told'],
    listOperations: async (clouds) => [...desk.kept.values()].filter(({ cloud }) => clouds?.includes(cloud) !== false),
    followOperation: () => {
      throw new CloudError('NOT_FOUND', 'No such operation.');
    },
    host: world.host,
    settings,
  });

  function readAll<V>(stream: AsyncIterable<StreamEvent<V>>) {
    const told: StreamEvent<V>[] = [];
    const state = { ended: false };
    async function go(): Promise<void> {
      for await (const event of stream) told.push(event);
      state.ended = true;
    }
    void go();
    return { told, state };
  }

  return {
    ...world,
    desk,
    open,
    endWork,
    forgotten,
    watch: (query: Partial<StreamQuery<Instance>> = {}, signal = new AbortController().signal) =>
      readAll(open.feeds.instances({ matches: () => true, ...query }, signal)),
    watchOperations: (query: Partial<StreamQuery<Operation>> = {}, signal = new AbortController().signal) =>
      readAll(open.feeds.operations({ matches: () => true, ...query }, signal)),
  };
}

/** Events in words, by native ids. */
export function words<V extends { readonly state: string }>(told: StreamEvent<V>[]): readonly string[] {
  return told
    .splice(0)
    .map(({ type, id, value }) =>
      [type, id?.split('/').at(-1), value?.state].filter((word) => word !== null && word !== undefined).join(' '),
    );
}
