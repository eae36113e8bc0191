/** Several gateways over one store: each operation has one of them, and who was too slow changes nothing. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../../src/operations/sqlite-store.ts';
import type { Store } from '../../../src/operations/store.ts';
import { createScriptedCloud, type Word } from './scripted-cloud.ts';
import { creation, openWorkshop, operationIn, work } from './workshop.ts';

/** A store that gateways share, and that none of them closes. Whoever is cut off from it hears nothing of it any more. */
function sharedStore(): { store: Store; seenBy: () => { store: Store; cutOff: (gone: boolean) => void } } {
  const sqlite = openSqliteStore(':memory:');
  onTestFinished(() => sqlite.close());
  const store: Store = { ...sqlite, shared: true, close: () => Promise.resolve() };
  return {
    store,
    seenBy() {
      let gone = false;
      return {
        store: {
          ...store,
          renew: (lease) => (gone ? Promise.reject(new Error('The network is down.')) : store.renew(lease)),
        },
        cutOff: (now) => (gone = now),
      };
    },
  };
}

const long: readonly Word[] = Array.from({ length: 30 }, () => 'running');

describe('two gateways over one store', () => {
  it('leave each other what each has, and answer for both', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = long;
    const { store } = sharedStore();
    const one = await openWorkshop({ clouds: [cloud], store });
    const operation = operationIn(await one.mine.begin(creation('a', 'k')));
    await one.until(() => cloud.questions.length === 2);
    const two = await openWorkshop({ clouds: [cloud], store, hand: one });
    const laterAt = one.clock.now() + 60_000;
    await one.until(() => one.clock.now() > laterAt);
    expect(two.events.attention('a')).toEqual([]);
    expect(await two.mine.begin(creation('a', 'k'))).toMatchObject({ replayed: true, operation: { id: operation.id } });
    expect(await two.mine.begin(work('stop', 'a', `made-by-${operation.id.split('/')[1]}-0`))).toMatchObject({
      errors: [{ kind: 'Conflict', operation: { id: operation.id } }],
    });
    expect((await one.settled(operation)).state).toBe('SUCCEEDED');
    expect((await two.mine.byId(operation.id))?.state).toBe('SUCCEEDED');
    expect([...cloud.effects.values()]).toEqual([1]);
  });

  it('take over from one that is gone, which changes nothing when it comes back', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('hang');
    const { store, seenBy } = sharedStore();
    const view = seenBy();
    const one = await openWorkshop({ clouds: [cloud], store: view.store, sendDeadlineMs: 100_000 });
    const two = await openWorkshop({ clouds: [cloud], store, hand: one });
    const operation = operationIn(await one.mine.begin(creation('a', 'k')));
    await one.until(() => cloud.sending() === 1);
    view.cutOff(true);
    await one.until(() => two.events.attention('a').length === 1);
    expect((await two.settled(operation)).state).toBe('SUCCEEDED');
    view.cutOff(false);
    const records = (await store.byId(operation.id.split('/')[1] ?? ''))?.records;
    await one.until(() => one.events.attention('a').length === 0);
    expect((await store.byId(operation.id.split('/')[1] ?? ''))?.records).toEqual(records);
    expect((await one.mine.byId(operation.id))?.state).toBe('SUCCEEDED');
    expect([...cloud.effects.values()]).toEqual([1]);
  });
});
