/** Time in the embedded cloud: what is starting will run, what is stopping will stop, what is terminated fades away. */
import type { Clock } from '../../simulation/clock.ts';
import type { SimulatedInstance, SimulatedRegion, SimulatedWorld } from './model.ts';

const settleMs = 20_000;
/** Terminated instances stay visible for about an hour: that is how long they are remembered, whatever the pace. */
const fadeMs = 3_600_000;

/** Lets every instance that is between two states settle after a while, each a little later than the one before. */
export function beginLife(world: SimulatedWorld, clock: Clock, pace: number): void {
  for (const region of world.regions.values()) {
    let waiting = 0;
    for (const instance of region.instances.values()) {
      if (instance.state === 'running' || instance.state === 'stopped') continue;
      const settle = (settleMs + waiting * 500) * pace;
      waiting += 1;
      if (instance.state === 'terminated') fadeLater(region, instance, clock);
      else later(clock, settle, () => settled(region, instance, clock));
    }
    for (const volume of region.volumes.values()) {
      if (volume.state === 'creating') later(clock, settleMs * pace, () => (volume.state = 'available'));
      if (volume.state === 'deleting') later(clock, settleMs * pace, () => region.volumes.delete(volume.id));
    }
  }
}

function settled(region: SimulatedRegion, instance: SimulatedInstance, clock: Clock): void {
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
      fadeLater(region, instance, clock);
      break;
    case 'running':
    case 'stopped':
    case 'terminated':
      break;
    default:
      instance.state satisfies never;
  }
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

function fadeLater(region: SimulatedRegion, instance: SimulatedInstance, clock: Clock): void {
  clock.later(fadeMs, () => region.instances.delete(instance.id));
}

/** Without pace things have happened already. */
function later(clock: Clock, ms: number, then: () => unknown): void {
  if (ms <= 0) then();
  else clock.later(ms, then);
}
