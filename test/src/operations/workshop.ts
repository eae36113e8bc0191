/** Operations over scripted clouds, a journal of their own and a clock turned by hand; killed and opened again at will. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Operation, OperationReply, OperationRequest, Operations } from '../../../resolvers/context.ts';
import type { Failpoint, FailpointName } from '../../../src/operations/failpoint.ts';
import { type OperationsOptions, type RunningOperations, startOperations } from '../../../src/operations/operations.ts';
import { openSqliteStore } from '../../../src/operations/sqlite-store.ts';
import type { Store } from '../../../src/operations/store.ts';
import { createHandHost, type HandHost, settle } from '../../connectors/hand-host.ts';
import { imageOf, instanceOf, type ScriptedCloud } from './scripted-cloud.ts';

/** A file of a test's own, removed when it is over. */
export function ownFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nephograph-operations-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, 'operations.db');
}

export interface Workshop extends RunningOperations, HandHost {
  readonly store: Store;
  readonly mine: Operations;
  /** Ends it as a power cut does: nothing that it was about to do happens any more. */
  readonly kill: () => Promise<void>;
  /** Turns the clock in steps of half a second until this is so. */
  readonly until: (holds: () => boolean | Promise<boolean>) => Promise<void>;
  /** Turns the clock until the operation rests: over, or waiting for a decision. */
  readonly settled: (operation: Operation) => Promise<Operation>;
  readonly as: (viewer: string) => Operations;
}

export interface WorkshopOptions extends Partial<OperationsOptions> {
  readonly clouds: readonly ScriptedCloud[];
  readonly path?: string;
  /** The world goes on where an earlier workshop has left it. */
  readonly hand?: HandHost;
  /** Is killed when so many places have been passed. */
  readonly killAt?: number | undefined;
  readonly passed?: (name: FailpointName) => void;
}

/** Opens a workshop. */
export async function openWorkshop(options: WorkshopOptions): Promise<Workshop> {
  const { clouds, path = ':memory:', killAt, passed, hand = createHandHost(), store: given, ...more } = options;
  const store = given ?? openSqliteStore(path);
  let places = 0;
  let dead = false;
  async function kill(): Promise<void> {
    if (dead) return;
    dead = true;
    await store.close();
  }
  const failpoint: Failpoint = (name) => {
    if (!dead) passed?.(name);
    places += 1;
    if (places === killAt) void kill();
    // Whoever is dead goes nowhere from here.
    return dead ? new Promise<void>(() => {}) : undefined;
  };
  const connectors = clouds.map(({ connector }) => connector);
  const started = await startOperations({ connectors, store, host: hand.host, failpoint, ...more });
  onTestFinished(async () => {
    if (!dead) await started.close();
  });
  const as = (viewer: string): Operations => started.operationsFor({ viewer: { name: viewer }, trace() {} });
  const mine = as('me');
  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let turns = 0; turns < 2000; turns += 1) {
      await settle();
      if (dead || (await holds())) return;
      hand.clock.advance(500);
    }
    throw new Error('It never came to that.');
  }
  const { host, clock, asleep, sleeps } = hand;
  return {
    ...started,
    host,
    clock,
    asleep,
    sleeps,
    async close() {
      dead = true;
      await started.close();
    },
    store,
    mine,
    as,
    kill,
    until,
    async settled({ id }) {
      const rests = new Set<string>(['SUCCEEDED', 'FAILED', 'CANCELLED', 'UNKNOWN_OUTCOME']);
      await until(async () => rests.has((await mine.byId(id))?.state ?? ''));
      return await present(mine, id);
    },
  };
}

async function present(operations: Operations, id: Operation['id']): Promise<Operation> {
  const operation = await operations.byId(id);
  if (operation === null) throw new Error(`${id} is not there.`);
  return operation;
}

/** A request to create; what differs is given. */
export function creation(cloud: string, key: string | null, more: Partial<OperationRequest> = {}): OperationRequest {
  const spec = { name: 'web', imageId: imageOf(cloud) };
  return { verb: 'create', cloud, spec, idempotencyKey: key, validateOnly: false, ...more };
}

/** A request to do something to an instance. */
export function work(
  verb: OperationRequest['verb'],
  cloud: string,
  native: string,
  more: Partial<OperationRequest> = {},
): OperationRequest {
  const spec = { instanceId: instanceOf(cloud, native) };
  return { verb, cloud, spec, idempotencyKey: null, validateOnly: false, ...more };
}

/** The operation of a reply that accepts. */
export function operationIn(reply: OperationReply): Operation {
  if (reply.type !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(reply)}`);
  return reply.operation;
}
