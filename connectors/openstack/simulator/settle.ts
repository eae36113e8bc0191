/** What was under way when the cloud was started comes to its end after a while. */
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
};

const volumeEnds: Readonly<Record<string, string>> = {
  creating: 'available',
  'backing-up': 'available',
  reserved: 'available',
};

/** Starts the time; the answer stops it. At pace 0 everything has ended before this returns. */
export function settle(world: World, random: Random, clock: Clock, pace: number): () => void {
  const cancels: (() => void)[] = [];

  function later(callback: () => void): void {
    const ms = random.whole(10, 30) * 1000 * pace;
    if (ms === 0) callback();
    else cancels.push(clock.later(ms, callback));
  }

  for (const server of world.servers) {
    const end = ends[server.taskState ?? ''];
    if (end !== undefined) later(() => finish(server, end, clock.now()));
  }
  for (const volume of world.volumes) {
    const end = volumeEnds[volume.status];
    if (end !== undefined) {
      later(() => {
        volume.status = end;
      });
    }
  }
  return () => {
    for (const cancel of cancels) cancel();
  };
}

function finish(server: Server, [vmState, powerState]: readonly [string, number], now: number): void {
  server.vmState = vmState;
  server.powerState = powerState;
  server.taskState = null;
  server.updatedAt = now;
  server.launchedAt ??= now;
  if (server.host === '') server.host = 'compute-1';
  if (server.zone === '') server.zone = 'zone-a';
}
