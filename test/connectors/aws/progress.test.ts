/** What each state of an instance says about work that was begun on it: every verb by every state, early and late. */
import { describe, expect, it } from 'vitest';
import type { nativeStates } from '../../../connectors/aws/compute/instance-state.ts';
import { progressOf } from '../../../connectors/aws/compute/progress.ts';
import { formatReceipt, parseReceipt, type Work } from '../../../connectors/aws/compute/receipt.ts';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { idOf } from './embedded.ts';

const id = idOf('instances', 'i-0deaddeaddeaddead');
const begunAt = 1_000_000;
const soon = begunAt + 1_000;
const later = begunAt + 60_000;

function work(verb: Work['verb'], until: number | null = null): Work {
  return { verb, region: 'us-east-1', account: null, instance: 'i-0deaddeaddeaddead', at: begunAt, until };
}

/** An instance as far as progress looks at it. */
function instance(nativeState: string, reason?: string, state: Instance['state'] = 'RUNNING'): Instance {
  return {
    id,
    nativeId: 'i-0deaddeaddeaddead',
    name: null,
    tags: [],
    projectId: null,
    createdAt: null,
    observedAt: 0,
    native: reason === undefined ? {} : { StateReason: { Code: reason, Message: `${reason}: so it is` } },
    state,
    transition: null,
    nativeState,
    powerState: 'UNKNOWN',
    zone: null,
    hostName: null,
    imageId: null,
    instanceTypeId: null,
    keyPairName: null,
    volumeIds: [],
    networkIds: [],
    addresses: [],
  };
}

type Row = readonly [soon: string, later: string];

const same = (state: string): Row => [state, state];

const table: Readonly<Record<Work['verb'], Readonly<Record<(typeof nativeStates)[number], Row>>>> = {
  create: {
    pending: same('running'),
    running: same('succeeded'),
    'shutting-down': same('succeeded'),
    terminated: same('succeeded'),
    stopping: same('succeeded'),
    stopped: same('succeeded'),
  },
  start: {
    pending: same('running'),
    running: same('succeeded'),
    'shutting-down': ['running', 'failed'],
    terminated: ['running', 'failed'],
    stopping: ['running', 'failed'],
    stopped: ['running', 'failed'],
  },
  stop: {
    pending: same('failed'),
    running: ['running', 'failed'],
    'shutting-down': same('failed'),
    terminated: same('failed'),
    stopping: same('running'),
    stopped: same('succeeded'),
  },
  remove: {
    pending: ['running', 'failed'],
    running: ['running', 'failed'],
    'shutting-down': same('running'),
    terminated: same('succeeded'),
    stopping: ['running', 'failed'],
    stopped: ['running', 'failed'],
  },
  done: {
    pending: same('succeeded'),
    running: same('succeeded'),
    'shutting-down': same('succeeded'),
    terminated: same('succeeded'),
    stopping: same('succeeded'),
    stopped: same('succeeded'),
  },
};

const rows = Object.entries(table).flatMap(([verb, states]) =>
  Object.entries(states).map(([state, expected]) => [verb as Work['verb'], state, expected] as const),
);

describe('progress', () => {
  it.each(rows)('of %s, when it is %s', (verb, state, expected) => {
    const told = [soon, later].map((now) => progressOf(work(verb), instance(state), now));
    expect(told.map((progress) => progress.state)).toEqual(expected);
    for (const { fraction, target, error, state: step } of told) {
      expect([fraction, target, error !== null]).toEqual([null, id, step === 'failed']);
    }
  });

  it('of a stop is over for its first step when the guest has had its time', () => {
    expect(progressOf(work('stop', later), instance('stopping'), later - 1).state).toBe('running');
    expect(progressOf(work('stop', later), instance('stopping'), later).state).toBe('succeeded');
  });

  it('of a launch that AWS could not make says why', () => {
    const failed = progressOf(work('create'), instance('terminated', 'Server.InternalError', 'ERROR'), soon);
    expect(failed.error).toMatchObject({ code: 'CONFLICT', nativeCode: 'Server.InternalError' });
    expect(failed.error?.message).toContain(
      'could not be launched, and is terminated: Server.InternalError: so it is.',
    );
    const full = instance('terminated', 'Server.InsufficientInstanceCapacity', 'ERROR');
    expect(progressOf(work('create'), full, soon).error).toMatchObject({ code: 'QUOTA' });
  });

  it('of a start that AWS could not make fails at once, and one that is not yet seen does not', () => {
    const broken = instance('stopped', 'Server.InsufficientInstanceCapacity');
    expect(progressOf(work('start'), broken, soon)).toMatchObject({ state: 'failed', error: { code: 'QUOTA' } });
    const before = instance('stopped', 'Client.UserInitiatedShutdown');
    expect(progressOf(work('start'), before, soon).state).toBe('running');
  });
});

describe('a receipt', () => {
  it('is read back as it was written, and nothing else is one', () => {
    expect(parseReceipt(formatReceipt(work('stop', later)))).toEqual(work('stop', later));
    for (const text of ['', 'nonsense', '{}', '[]', '{"verb":"resize"}', 'null']) {
      expect(parseReceipt(text)).toBeUndefined();
    }
  });
});
