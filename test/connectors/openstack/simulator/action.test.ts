/** What may be done to servers of the embedded Nova, and what comes of it. */
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../../connectors/simulation/clock.ts';
import type { Server } from '../../../../connectors/openstack/simulator/world.ts';
import { speaking, visit, type Visitor } from './client.ts';

function serverIn(visitor: Visitor, vmState: string): Server {
  const found = visitor.cloud.world.servers.find(
    (server) =>
      server.vmState === vmState &&
      server.taskState === null &&
      server.projectId === visitor.projectId &&
      !server.locked &&
      server.volumes.length > 0,
  );
  if (found === undefined) throw new Error(`No server with a volume is ${vmState}.`);
  return found;
}

function act(visitor: Visitor, server: Server, action: unknown) {
  return visitor.send('POST', `/compute/v2.1/servers/${server.id}/action`, action, speaking('compute 2.90'));
}

describe('the embedded Nova', () => {
  it.each([
    [{ 'os-stop': null }, 'active', 'powering-off', 'stopped'],
    [{ 'os-start': null }, 'stopped', 'powering-on', 'active'],
    [{ reboot: { type: 'SOFT' } }, 'active', 'rebooting', 'active'],
    [{ reboot: { type: 'HARD' } }, 'stopped', 'rebooting_hard', 'active'],
    [{ pause: null }, 'active', 'pausing', 'paused'],
    [{ suspend: null }, 'active', 'suspending', 'suspended'],
  ])('answers %j of what is %s with 202, shows it at once, and ends it later', async (action, from, task, to) => {
    const clock = createHandClock();
    await using visitor = await visit({ clock, size: 200 });
    const server = serverIn(visitor, from);
    const said = await act(visitor, server, action);
    expect([said.status, said.text]).toEqual([202, '']);
    expect([server.vmState, server.taskState]).toEqual([from, task]);
    clock.advance(6_000);
    expect([server.vmState, server.taskState]).toEqual([to, null]);
  });

  it('refuses what its state, another task, or a lock does not allow', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock, size: 200 });
    const server = serverIn(visitor, 'active');
    expect(await act(visitor, server, { 'os-start': null })).toMatchObject({
      status: 409,
      body: {
        conflictingRequest: {
          code: 409,
          message: `Cannot 'start' instance ${server.id} while it is in vm_state active`,
        },
      },
    });
    await act(visitor, server, { 'os-stop': null });
    expect((await act(visitor, server, { pause: null })).text).toContain('while it is in task_state powering-off');
    clock.advance(6_000);
    await act(visitor, server, { lock: null });
    expect((await act(visitor, server, { 'os-start': null })).text).toContain(`Instance ${server.id} is locked`);
    await act(visitor, server, { unlock: null });
    expect((await act(visitor, server, { 'os-start': null })).status).toBe(202);
    expect((await act(visitor, server, { levitate: null })).status).toBe(400);
    expect((await act(visitor, server, { reboot: { type: 'GENTLE' } })).status).toBe(400);
    expect((await act(visitor, server, 'no json')).status).toBe(400);
  });

  it('deletes: first it is deleting, then it is gone, and its port with it, and its volume is free', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock, size: 200 });
    const server = serverIn(visitor, 'active');
    const path = `/compute/v2.1/servers/${server.id}`;
    const ports = `/network/v2.0/ports?device_id=${server.id}`;
    expect((await visitor.get(ports)).text).toContain(server.id);
    expect((await visitor.send('DELETE', path)).status).toBe(204);
    expect((await visitor.get(path)).body).toMatchObject({ server: { 'OS-EXT-STS:task_state': 'deleting' } });
    clock.advance(6_000);
    expect((await visitor.get(path)).status).toBe(404);
    expect((await visitor.get(ports)).body).toMatchObject({ ports: [] });
    for (const volume of server.volumes) expect(volume).toMatchObject({ status: 'available', attachment: null });
    expect((await visitor.send('DELETE', path)).status).toBe(404);
  });
});
