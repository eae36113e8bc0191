/** The world of the embedded AWS: the same for the same seed, and never standing still. */
import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { ask, clientOf, idsOf } from './client.ts';
import { embedded } from './embedded.ts';

describe('the world', () => {
  it('is the same for the same seed, another for another, and shared by two regions', async () => {
    const clock = createHandClock();
    const clouds = [
      await embedded({ seed: 3, clock }),
      await embedded({ seed: 3, clock }),
      await embedded({ seed: 4 }),
    ];
    const fleets = await Promise.all(clouds.map((cloud) => ask(clientOf(cloud))));
    expect(fleets[0]).toEqual(fleets[1]);
    expect(idsOf(fleets[0] ?? [])).not.toEqual(idsOf(fleets[2] ?? []));
    for (const region of ['us-east-1', 'eu-west-1']) {
      const instances = await ask(clientOf(clouds[0] ?? (await embedded()), { region }));
      expect(instances).toHaveLength(30);
      for (const { InstanceId: id } of instances) expect(id).toMatch(/^i-0[0-9a-f]{16}$/u);
    }
    expect(await ask(clientOf(clouds[0] ?? (await embedded()), { region: 'us-west-2' }))).toEqual([]);
  });

  it('goes on: what starts runs, what stops stops, what is terminated fades', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ size: 200, clock });
    const client = clientOf(cloud);
    async function counted(): Promise<Readonly<Record<string, number>>> {
      const states: Record<string, number> = {};
      for (const { State: state } of await ask(client))
        states[state?.Name ?? ''] = (states[state?.Name ?? ''] ?? 0) + 1;
      return states;
    }
    const before = await counted();
    for (const state of ['pending', 'running', 'shutting-down', 'stopped', 'stopping', 'terminated']) {
      expect(before[state]).toBeGreaterThan(0);
    }
    const leaving = await ask(client, { Filters: [{ Name: 'instance-state-name', Values: ['shutting-down'] }] });
    const roots = leaving.flatMap(({ BlockDeviceMappings: disks = [] }) => disks[0]?.Ebs?.VolumeId ?? []);
    clock.advance(60_000);
    const after = await counted();
    expect(Object.keys(after).toSorted()).toEqual(['running', 'stopped', 'terminated']);
    expect(after['terminated']).toBe((before['terminated'] ?? 0) + (before['shutting-down'] ?? 0));
    const kept = await client.send(new DescribeVolumesCommand({ Filters: [{ Name: 'volume-id', Values: roots }] }));
    expect(kept.Volumes).toEqual([]);
    clock.advance(3_700_000);
    expect(Object.keys(await counted()).toSorted()).toEqual(['running', 'stopped']);
  });

  it('has nothing on the way where nothing takes time', async () => {
    const fleet = await ask(clientOf(await embedded({ pace: 0 })));
    const states = new Set(fleet.map(({ State: state }) => state?.Name));
    expect(states).toEqual(new Set(['running', 'stopped', 'terminated']));
  });

  it('is big where it is asked to be, at once', async () => {
    const cloud = await embedded({ size: 10_000 });
    const page = await clientOf(cloud).send(new DescribeInstancesCommand({ MaxResults: 50 }));
    expect(page.NextToken).toBeDefined();
  });
});

describe('power', () => {
  it('goes by the states in between, and takes its time', async () => {
    const clock = createHandClock();
    const client = clientOf(await embedded({ clock }));
    const all = await ask(client);
    const running = all.find(({ State: state, PublicIpAddress: ip }) => state?.Name === 'running' && ip !== undefined);
    const id = running?.InstanceId ?? '';
    async function now(): Promise<readonly (string | undefined)[]> {
      const [instance] = await ask(client, { InstanceIds: [id] });
      return [instance?.State?.Name, instance?.StateReason?.Code, instance?.PublicIpAddress];
    }
    const stopping = await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    expect(stopping.StoppingInstances).toEqual([
      {
        InstanceId: id,
        CurrentState: { Code: 64, Name: 'stopping' },
        PreviousState: { Code: 16, Name: 'running' },
      },
    ]);
    expect(await now()).toEqual(['stopping', 'Client.UserInitiatedShutdown', running?.PublicIpAddress]);
    clock.advance(20_000);
    expect(await now()).toEqual(['stopped', 'Client.UserInitiatedShutdown', undefined]);
    await client.send(new StartInstancesCommand({ InstanceIds: [id] }));
    expect((await now())[0]).toBe('pending');
    clock.advance(20_000);
    const [started] = await ask(client, { InstanceIds: [id] });
    expect([started?.State?.Name, started?.LaunchTime?.getTime()]).toEqual(['running', clock.now() - 20_000]);
    await client.send(new RebootInstancesCommand({ InstanceIds: [id] }));
    expect((await now())[0]).toBe('running');
    await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    clock.advance(20_000);
    expect(await now()).toEqual(['terminated', 'Client.UserInitiatedShutdown', undefined]);
    await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    clock.advance(3_600_000);
    await expect(now()).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });

  it('is refused as a whole for one that is in no state for it, and nothing is done', async () => {
    const client = clientOf(await embedded());
    const all = await ask(client);
    function first(wanted: string): string {
      return all.find(({ State: state }) => state?.Name === wanted)?.InstanceId ?? '';
    }
    const ids = [first('running'), first('terminated')];
    const incorrect = { name: 'IncorrectInstanceState', $metadata: { httpStatusCode: 400 } };
    await expect(client.send(new StopInstancesCommand({ InstanceIds: ids }))).rejects.toMatchObject(incorrect);
    await expect(client.send(new StartInstancesCommand({ InstanceIds: ids }))).rejects.toMatchObject(incorrect);
    await expect(client.send(new RebootInstancesCommand({ InstanceIds: ids }))).rejects.toMatchObject(incorrect);
    await expect(client.send(new StartInstancesCommand({ InstanceIds: [first('stopping')] }))).rejects.toMatchObject(
      incorrect,
    );
    await expect(client.send(new StopInstancesCommand({ InstanceIds: [] }))).rejects.toMatchObject({
      name: 'MissingParameter',
    });
    const after = await ask(client, { InstanceIds: ids });
    expect(new Set(after.map(({ State: state }) => state?.Name))).toEqual(new Set(['running', 'terminated']));
  });

  it('can be turned elsewhere on the way', async () => {
    const clock = createHandClock();
    const client = clientOf(await embedded({ clock }));
    const [running] = await ask(client, { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] });
    const ids = [running?.InstanceId ?? ''];
    await client.send(new StopInstancesCommand({ InstanceIds: ids, Hibernate: true }));
    clock.advance(10_000);
    await client.send(new TerminateInstancesCommand({ InstanceIds: ids }));
    clock.advance(15_000);
    expect((await ask(client, { InstanceIds: ids }))[0]?.State?.Name).toBe('shutting-down');
    clock.advance(5_000);
    expect((await ask(client, { InstanceIds: ids }))[0]?.State?.Name).toBe('terminated');
  });
});
