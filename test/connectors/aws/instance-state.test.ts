/** Every state of an EC2 instance, with every circumstance that changes what it means. */
import { describe, expect, it } from 'vitest';
import { mapState, nativeStates } from '../../../connectors/aws/compute/instance-state.ts';
import { attachmentStates, volumeStates } from '../../../connectors/aws/storage/volume.ts';

const morning = new Date('2026-01-01T08:00:00Z');
const moments = new Date('2026-01-01T08:00:05Z');
const restarted = new Date('2026-01-01T08:00:25Z');
const later = new Date('2026-01-02T08:00:00Z');

function mapped(name: string, reasonCode?: string, createdAt: Date | undefined = morning, launchedAt = later): string {
  const { state, powerState, transition, known } = mapState({ name, reasonCode, createdAt, launchedAt });
  return [state, powerState, transition ?? '-', known ? '' : 'unknown to the table'].join(' ').trim();
}

describe('instance states', () => {
  it.each([
    ['pending', undefined, moments, 'PROVISIONING UNKNOWN pending'],
    ['pending', undefined, restarted, 'STARTING UNKNOWN pending'],
    ['pending', undefined, later, 'STARTING UNKNOWN pending'],
    ['running', undefined, later, 'RUNNING ON -'],
    ['stopping', 'Client.UserInitiatedShutdown', later, 'STOPPING ON stopping'],
    ['stopping', undefined, later, 'STOPPING ON stopping'],
    ['stopping', 'Client.UserInitiatedHibernate', later, 'SUSPENDING ON stopping'],
    ['stopped', 'Client.UserInitiatedShutdown', later, 'STOPPED OFF -'],
    ['stopped', 'Client.InstanceInitiatedShutdown', later, 'STOPPED OFF -'],
    ['stopped', 'Server.ScheduledStop', later, 'STOPPED OFF -'],
    ['stopped', 'Client.UserInitiatedHibernate', later, 'SUSPENDED SUSPENDED -'],
    ['shutting-down', 'Client.UserInitiatedShutdown', later, 'DELETING ON shutting-down'],
    ['terminated', 'Client.UserInitiatedShutdown', later, 'DELETED OFF -'],
    ['terminated', 'Server.SpotInstanceTermination', later, 'DELETED OFF -'],
    ['terminated', undefined, later, 'DELETED OFF -'],
    ['terminated', 'Server.InternalError', later, 'ERROR OFF -'],
    ['terminated', 'Server.InsufficientInstanceCapacity', later, 'ERROR OFF -'],
    ['terminated', 'Client.InternalError', later, 'ERROR OFF -'],
    ['terminated', 'Client.InvalidSnapshot.NotFound', later, 'ERROR OFF -'],
    ['terminated', 'Client.VolumeLimitExceeded', later, 'ERROR OFF -'],
    ['dreaming', undefined, later, 'UNKNOWN UNKNOWN - unknown to the table'],
    ['', undefined, later, 'UNKNOWN UNKNOWN - unknown to the table'],
  ])('%s (%s)', (name, reason, launchedAt, expected) => {
    expect(mapped(name, reason, morning, launchedAt)).toBe(expected);
  });

  it('are all in the table, whatever the reason', () => {
    for (const name of nativeStates) {
      for (const reason of [undefined, 'pending', 'Client.UserInitiatedHibernate', 'Server.InternalError', 'new']) {
        expect(mapState({ name, reasonCode: reason, createdAt: undefined, launchedAt: undefined })).toMatchObject({
          known: true,
          state: expect.not.stringMatching('UNKNOWN'),
        });
      }
    }
  });

  it('do not guess a restart where the times are missing', () => {
    expect(mapState({ name: 'pending', reasonCode: undefined, createdAt: undefined, launchedAt: later }).state).toBe(
      'PROVISIONING',
    );
  });
});

describe('volume states', () => {
  it('are all in the table', () => {
    expect(volumeStates).toEqual({
      creating: 'CREATING',
      available: 'AVAILABLE',
      'in-use': 'IN_USE',
      deleting: 'DELETING',
      deleted: 'DELETED',
      error: 'ERROR',
    });
    expect(Object.keys(attachmentStates)).toEqual(['attaching', 'detaching', 'busy']);
  });
});
