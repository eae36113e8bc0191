/** What the states of EC2 mean in ours. */
import type { InstanceState, PowerState } from '../../contract/compute/instance.ts';

/** What is known of an instance's state. */
export interface NativeState {
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
  readonly name: string;
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
  readonly reasonCode: string | undefined;
  readonly createdAt: Date | undefined;
  readonly launchedAt: Date | undefined;
}

/** The same in our words. */
export interface MappedState {
  readonly state: InstanceState;
  readonly powerState: PowerState;
  /** The native word, while it is on its way to another. */
  readonly transition: string | null;
  /** False for a word that this table does not have. */
  readonly known: boolean;
}

/** All states there are, with their codes 0, 16, 32, 48, 64 and 80. */
export const nativeStates = ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'] as const;

/** The reasons of a machine that never ran: the launch itself has failed. */
const failedLaunches: ReadonlySet<string> = new Set([
  'Server.InsufficientInstanceCapacity',
  'Server.InternalError',
  'Client.InternalError',
  'Client.InvalidSnapshot.NotFound',
  'Client.VolumeLimitExceeded',
]);

/** An instance is made and started within moments; who starts later than this has run and was stopped before. */
const firstStartMs = 10_000;

/** Maps a state. */
export function mapState(native: NativeState): MappedState {
  switch (native.name) {
    case 'pending':
      return moving(wasThereBefore(native) ? 'STARTING' : 'PROVISIONING', 'UNKNOWN', native.name);
    case 'running':
      return resting('RUNNING', 'ON');
    case 'stopping':
      return moving(hibernates(native) ? 'SUSPENDING' : 'STOPPING', 'ON', native.name);
    case 'stopped':
      return hibernates(native) ? resting('SUSPENDED', 'SUSPENDED') : resting('STOPPED', 'OFF');
    case 'shutting-down':
      return moving('DELETING', 'ON', native.name);
    case 'terminated':
      return resting(failedLaunches.has(native.reasonCode ?? '') ? 'ERROR' : 'DELETED', 'OFF');
    default:
      return { state: 'UNKNOWN', powerState: 'UNKNOWN', transition: null, known: false };
  }
}

function resting(state: InstanceState, powerState: PowerState): MappedState {
  return { state, powerState, transition: null, known: true };
}

function moving(state: InstanceState, powerState: PowerState, transition: string): MappedState {
  return { state, powerState, transition, known: true };
}

function hibernates({ reasonCode }: NativeState): boolean {
  return reasonCode === 'Client.UserInitiatedHibernate';
}

function wasThereBefore({ createdAt, launchedAt }: NativeState): boolean {
  return (
    createdAt !== undefined && launchedAt !== undefined && launchedAt.getTime() - createdAt.getTime() > firstStartMs
  );
}
