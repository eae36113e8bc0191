/** EventBridge, as far as it tells of instances: each state that one comes into, now and then twice or late. */
import type { Random } from '../../simulation/random.ts';
import { isoTime } from './answer.ts';
import type { Life } from './life.ts';
import type { SimulatedInstanceState } from './model.ts';
import type { Queue } from './queue.ts';

/** Shares of events that are told twice, and that are overtaken by later ones. */
const twice = 0.1;
const late = 0.1;
const lateMs = 3_000;

/** Tells the queue what becomes of the instances of all regions. */
export function feedEvents(life: Life, accountId: string, queue: Queue, random: Random): void {
  life.heed((region, { id, state }) => {
    const body = JSON.stringify(eventOf(accountId, region.name, id, state, life.now(), random.uuid()));
    function send(): void {
      queue.send(body);
      if (random.chance(twice)) queue.send(body);
    }
    if (random.chance(late)) life.later(lateMs, send);
    else send();
  });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
function eventOf(
  accountId: string,
  region: string,
  id: string,
  state: SimulatedInstanceState,
  now: number,
  eventId: string,
) {
  return {
    version: '0',
    id: eventId,
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    account: accountId,
    time: isoTime(now).replace('.000Z', 'Z'),
    region,
    resources: [`arn:aws:ec2:${region}:${accountId}:instance/${id}`],
    detail: { 'instance-id': id, state },
  };
}
