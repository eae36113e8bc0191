/** Time in the embedded cloud: what is starting will run, what is stopping will stop, what is terminated fades away. */
import type { Clock } from '../../simulation/clock.ts';
import type { SimulatedInstance, SimulatedInstanceState, SimulatedRegion, SimulatedWorld } from './model.ts';

const settleMs = 20_000;
/** Terminated instances stay visible for about an hour: that is how long they are remembered, whatever the pace. */
const fadeMs = 3_600_000;

/** Who is told of states. */
export type StateListener = (region: SimulatedRegion, instance: SimulatedInstance) => void;

/** Power that is cut does not wait for the guest: it takes a fraction of the time. */
const forcedShare = 0.2;

/** Moves instances on. */
export interface Life {
  /** Lets all that is between two states in a new world settle, each a little later than the one before. */
  readonly begin: (world: SimulatedWorld) => void;
  /** Puts an instance into a state, out of which it settles by itself where it is one in between. */
  readonly turn: (
    region: SimulatedRegion,
    instance: SimulatedInstance,
    state: SimulatedInstanceState,
    reason: SimulatedInstance['reason'],
    forced?: boolean,
  ) => void;
  /** Hears of every state that an instance comes into from now on. */
  readonly heed: (listener: StateListener) => void;
  /** So many milliseconds of this world later. */
  readonly later: (ms: number, then: () => void) => void;
  readonly now: () => number;
}

/** Makes the life of a world. `pace` is a factor on how long things take. */
export function createLife(clock: Clock, pace: number): Life {
  const listeners: StateListener[] = [];

  function tell(region: SimulatedRegion, instance: SimulatedInstance): void {
    for (const listener of listeners) listener(region, instance);
  }

  /** Without pace things have happened already. */
  function later(ms: number, then: () => unknown): void {
    if (ms * pace <= 0) then();
    else clock.later(ms * pace, then);
  }

  function settleLater(region: SimulatedRegion, instance: SimulatedInstance, ms: number): void {
    const { state, turns } = instance;
    if (state === 'running' || state === 'stopped') return;
    if (state === 'terminated') clock.later(fadeMs, () => region.instances.delete(instance.id));
    else {
      later(ms, () => {
        // Somebody may have turned it elsewhere meanwhile.
        if (instance.turns === turns) settle(region, instance);
      });
    }
  }

  function settle(region: SimulatedRegion, instance: SimulatedInstance): void {
    switch (instance.state) {
      case 'pending':
        instance.state = 'running';
        instance.reason = undefined;
        break;
      case 'stopping':
        instance.state = 'stopped';
        break;
      case 'shutting-down':
        terminate(region, instance);
        instance.terminatedAt = clock.now();
        settleLater(region, instance, 0);
        break;
      case 'running':
      case 'stopped':
      case 'terminated':
        break;
      default:
        instance.state satisfies never;
    }
    tell(region, instance);
  }

  return {
    now: clock.now,
    begin(world) {
      for (const region of world.regions.values()) {
        let waiting = 0;
        for (const instance of region.instances.values()) {
          if (instance.state !== 'running' && instance.state !== 'stopped') waiting += 1;
          settleLater(region, instance, settleMs + waiting * 500);
        }
        for (const volume of region.volumes.values()) {
          if (volume.state === 'creating') later(settleMs, () => (volume.state = 'available'));
          if (volume.state === 'deleting') later(settleMs, () => region.volumes.delete(volume.id));
        }
      }
    },
    turn(region, instance, state, reason, forced = false) {
      instance.state = state;
      instance.reason = reason;
      instance.turns += 1;
      tell(region, instance);
      settleLater(region, instance, settleMs * (forced ? forcedShare : 1));
    },
    heed(listener) {
      listeners.push(listener);
    },
    later,
  };
}

/** Its root volume goes with it; the others are free again. */
function terminate(region: SimulatedRegion, instance: SimulatedInstance): void {
  instance.state = 'terminated';
  for (const { volume, deleteOnTermination } of instance.attachments) {
    volume.attachment = undefined;
    volume.state = 'available';
    if (deleteOnTermination) region.volumes.delete(volume.id);
  }
  instance.attachments.length = 0;
}
