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

/** A new server's way: what it needs is made when its turn comes. */
export interface Boot {
  /** Whether a host is found; else what the fault says. */
  readonly place: () => string | null;
  /** Makes its ports; or what the fault says. */
  readonly wire: () => string | null;
}

/** How things go on. */
export interface Course {
  readonly now: () => number;
  /** Begins to do something to a server. It is seen at once, and ends after some seconds times the pace. */
  readonly begin: (server: Server, taskState: string) => void;
  /** Boots a new server: scheduling, networking, spawning; then it is active, or an error. */
  readonly boot: (server: Server, boot: Boot) => void;
  /** Whatever is begun while this runs ends in an error. */
  readonly doomed: <T>(run: () => T) => T;
  /** Nothing goes on any more. */
  readonly stop: () => void;
}

const doom = 'The hypervisor has ended it with an error.';

/** Starts the time. At pace 0 all that is under way in the new world has ended before this returns. */
export function startCourse(world: World, random: Random, clock: Clock, pace: number): Course {
  const cancels = new Set<() => void>();
  let dooming = false;

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

  function endAfter(seconds: number, server: Server, fault: string | null = null): void {
    const { taskState } = server;
    const end = ends[taskState ?? ''];
    if (end === undefined) return;
    later(seconds, () => {
      // Something else may have been begun meanwhile, such as to delete it.
      if (server.taskState !== taskState) return;
      if (fault === null) finish(world, server, end, clock.now());
      else fail(server, fault);
    });
  }

  /** One step of a boot: seen for some seconds, unless the server is being deleted meanwhile. */
  function stage(server: Server, taskState: string | null, seconds: number, next: () => void): void {
    server.taskState = taskState;
    server.updatedAt = clock.now();
    later(seconds, () => {
      if (server.vmState === 'building' && server.taskState === taskState) next();
    });
  }

  function fail(server: Server, fault: string): void {
    server.vmState = 'error';
    server.taskState = null;
    server.updatedAt = clock.now();
    // Nova writes the reason down a moment later.
    later(0.2, () => {
      server.fault = fault;
    });
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
    now: clock.now,
    begin(server, taskState) {
      server.taskState = taskState;
      server.updatedAt = clock.now();
      endAfter(random.whole(2, 6), server, dooming ? doom : null);
    },
    boot(server, { place, wire }) {
      const fate = dooming ? doom : null;
      stage(server, 'scheduling', 1, () => {
        const fault = place();
        if (fault !== null) {
          fail(server, fault);
          return;
        }
        // Between two steps there is a moment without a task, which is not the end.
        stage(server, null, 0.2, () => {
          stage(server, 'networking', 1, () => {
            const unwired = wire();
            if (unwired !== null) {
              fail(server, unwired);
              return;
            }
            server.taskState = 'spawning';
            server.updatedAt = clock.now();
            endAfter(random.whole(2, 4), server, fate);
          });
        });
      });
    },
    doomed(run) {
      dooming = true;
      try {
        return run();
      } finally {
        dooming = false;
      }
    },
    stop() {
      for (const cancel of cancels) cancel();
    },
  };
}

function finish(world: World, server: Server, [vmState, powerState]: readonly [string, number], now: number): void {
  server.vmState = vmState;
  server.powerState = powerState;
  server.taskState = null;
  server.updatedAt = now;
  if (vmState === 'deleted') {
    server.terminatedAt = now;
    // Tags go with it: what is deleted is not found by them.
    server.tags = [];
    for (const volume of server.volumes) {
      volume.attachment = null;
      volume.status = 'available';
      if (volume.leaves !== true) continue;
      world.volumesById.delete(volume.id);
      world.volumes.splice(world.volumes.indexOf(volume), 1);
    }
    return;
  }
  server.launchedAt ??= now;
  if (server.host === '') server.host = 'compute-1';
  if (server.zone === '') server.zone = 'zone-a';
}
