/** What each verb is known to have made of its instance, and when the cloud is believed instead. */
import { describe, expect, it } from 'vitest';
import type { Instance, InstanceState } from '../../../connectors/contract/compute/instance.ts';
import type { InstanceVerbName } from '../../../connectors/contract/compute/instance-verb.ts';
import { formatId } from '../../../connectors/contract/ids.ts';
import { settledBy, type Written, writtenBy } from '../../../src/events/written.ts';
import type { AtWork } from '../../../src/events/effect.ts';
import { instance, instanceId } from '../../connectors/clay-cloud.ts';
import { operation } from './feeds-world.ts';

const id = instanceId('a');
const imageId = formatId({ cloud: 'clay', region: 'r1', collection: 'images', native: 'i' });
const keyPairId = formatId({ cloud: 'clay', region: 'r1', collection: 'keyPairs', native: 'my key' });

function work(verb: InstanceVerbName, spec: AtWork['spec'] = null): AtWork {
  return { verb, cloud: 'clay', region: 'r1', target: id, spec, operation: operation(1) };
}

function said(state: InstanceState, change: Partial<Instance> = {}): Instance {
  return { ...instance(id, 5), state, ...change };
}

/** Shown and believed, for each state the cloud may still say. */
function told(written: Written | undefined, states: readonly InstanceState[]): readonly string[] {
  return states.map((state) => {
    const record = said(state);
    const seen = written?.confirmed(record) === true ? record : written?.shows(record);
    return `${state} > ${seen?.state ?? '-'}`;
  });
}

describe('work that has begun', () => {
  it.each([
    [
      'start',
      ['STOPPED > STARTING', 'SUSPENDED > STARTING', 'STARTING > STARTING', 'RUNNING > RUNNING', 'ERROR > ERROR'],
    ],
    ['stop', ['RUNNING > STOPPING', 'STOPPING > STOPPING', 'STOPPED > STOPPED', 'ERROR > ERROR']],
    ['reboot', ['RUNNING > REBOOTING', 'REBOOTING > REBOOTING', 'STOPPED > STOPPED']],
    ['remove', ['RUNNING > DELETING', 'STOPPED > DELETING', 'DELETING > DELETING', 'DELETED > DELETED']],
  ] as const)('%s is on its way until the cloud says more', (verb, expected) => {
    const states = expected.map((words) => words.split(' ')[0] as InstanceState);
    const written = writtenBy(work(verb), id, 9);
    expect(told(written, states)).toEqual(expected);
    expect(written?.shows(null)).toBe(null);
  });

  it('has made what was asked for, until the cloud has it', () => {
    const spec = { name: 'web', imageId, keyPairId, zone: 'z', tags: [{ key: 'k', value: 'v' }] };
    const written = writtenBy(work('create', spec), id, 9);
    expect(written?.shows(null)).toMatchObject({
      id,
      nativeId: 'a',
      name: 'web',
      imageId,
      keyPairName: 'my key',
      zone: 'z',
      state: 'PROVISIONING',
      tags: [{ key: 'k', value: 'v', origin: 'NATIVE_KV' }],
      observedAt: 9,
    });
    const record = said('STOPPED');
    expect([written?.confirmed(null), written?.confirmed(record), written?.shows(record)]).toEqual([
      false,
      true,
      record,
    ]);
    expect(writtenBy(work('create'), id, 9)).toBe(undefined);
  });

  it('has set tags and removed others', () => {
    const spec = { instanceId: id, set: [{ key: 'a', value: '2' }], remove: ['b'] };
    const written = writtenBy(work('setTags', spec), id, 9);
    const tag = (key: string, value: string) => ({ key, value, origin: 'METADATA' as const });
    const before = said('RUNNING', { tags: [tag('a', '1'), tag('b', '1'), tag('c', '1')] });
    const after = written?.shows(before);
    expect(after?.tags).toEqual([tag('c', '1'), tag('a', '2')]);
    expect(written?.shows(said('RUNNING'))?.tags).toEqual([{ key: 'a', value: '2', origin: 'NATIVE_KV' }]);
    expect([before, after ?? null, null].map((record) => written?.confirmed(record))).toEqual([false, true, false]);
    expect(written?.shows(null)).toBe(null);
    expect(writtenBy(work('setTags'), id, 9)).toBe(undefined);
  });
});

describe('work that has succeeded', () => {
  it.each([
    ['start', 'RUNNING'],
    ['reboot', 'RUNNING'],
    ['stop', 'STOPPED'],
  ] as const)('%s has led to %s, until the cloud was asked again', (verb, state) => {
    const written = settledBy(work(verb), 9);
    expect(written?.shows(said('PAUSED'))?.state).toBe(state);
    expect(written?.shows(null)).toBe(null);
    expect([8, 9].map((observedAt) => written?.confirmed(said('ERROR', { observedAt })))).toEqual([false, true]);
    expect(written?.confirmed(null)).toBe(false);
  });

  it('remove has left nothing but what the cloud itself calls deleted', () => {
    const written = settledBy(work('remove'), 9);
    expect(written?.shows(said('RUNNING'))).toBe(null);
    expect([said('RUNNING'), said('DELETED'), null].map((record) => written?.confirmed(record))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('of other kinds leaves things as they were shown before', () => {
    expect([settledBy(work('create'), 9), settledBy(work('setTags'), 9)]).toEqual([undefined, undefined]);
  });
});
