/** What is under way in the embedded OpenStack comes to its end after a while. */
import type { Clock } from '../../simulation/clock.ts';
import type { Random } from '../../simulation/random.ts';
import type { Server, World } from './world.ts';

/** What a server becomes when what is done to it has ended: vm_state and power_state. */
const ends: Readonly<Record<string, readonly [vmState: string, powerState: number]>> = {
  scheduling: ['active', 1],
  spawning: ['active', 1],
  'powering-off': ['stopped', 4],
  'powering-on': ['active', 1],
  rebooting: ['active', 1],
  rebooting_hard: ['active', 1],
  image_uploading: ['active', 1],
  migrating: ['active', 1],
  resize_migrating: ['resized', 1],
  pausing: ['paused', 3],
  unpausing: ['active', 1],
  suspending: ['suspended', 4],
  resuming: ['active', 1],
  deleting: ['deleted', 0],
};

const volumeEnds: Readonly<Record<string, string>> = {
  creating: 'available',
  'backing-up': 'available',
  reserved: 'available',
};

/** How things go on. */
export interface Course {
  /** Begins to do something to a server. It is seen at once, and ends after some seconds times the pace. */
  readonly begin: (server: Server, taskState: string) => void;
  /** Nothing goes on any more. */
  readonly stop: () => void;
}

/** Starts the time. At pace 0 all that is under way in the new world has ended before this returns. */
export function startCourse(world: World, random: Random, clock: Clock, pace: number): Course {
  const cancels = new Set<() => void>();

  function later(seconds: number, callback: () => void): void {
    const ms = seconds * 1000 * pace;
    if (ms === 0) {
      callback();
      return;
    }
    const cancel = clock.later(ms, () => {
      cancels.delete(cancel);
      callback();
    });
    cancels.add(cancel);
  }

  function endAfter(seconds: number, server: Server): void {
    const end = ends[server.taskState ?? ''];
    if (end !== undefined) later(seconds, () => finish(server, end, clock.now()));
  }

  for (const server of world.servers) if (server.taskState !== null) endAfter(random.whole(10, 30), server);
  for (const volume of world.volumes) {
    const end = volumeEnds[volume.status];
    if (end === undefined) continue;
    later(random.whole(10, 30), () => {
      volume.status = end;
    });
  }
  return {
    begin(server, taskState) {
      server.taskState = taskState;
      server.updatedAt = clock.now();
      endAfter(random.whole(2, 6), server);
    },
    stop() {
      for (const cancel of cancels) cancel();
    },
  };
}

function finish(server: Server, [vmState, powerState]: readonly [string, number], now: number): void {
  server.vmState = vmState;
  server.powerState = powerState;
  server.taskState = null;
  server.updatedAt = now;
  if (vmState === 'deleted') {
    server.terminatedAt = now;
    for (const volume of server.volumes) {
      volume.attachment = null;
      volume.status = 'available';
    }
    return;
  }
  server.launchedAt ??= now;
  if (server.host === '') server.host = 'compute-1';
  if (server.zone === '') server.zone = 'zone-a';
}
