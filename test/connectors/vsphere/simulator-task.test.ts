/** The embedded vCenter's tasks and notices are as a real one's. Spoken to in SOAP, without the connector. */
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { embedded, speaker } from './embedded.ts';

const fault = (type: string) => new RegExp(`xsi:type="${type}"`, 'u');
const returned = (text: string) => /<returnval[^>]*>([^<]*)</u.exec(text)?.[1] ?? '';
const manager = (type: string) => `<_this type="${type}">${type}</_this>`;

async function vcenter() {
  const clock = createHandClock();
  const cloud = await embedded({ size: 30, clock });
  const one = speaker(cloud);
  await one.signIn();
  clock.advance(21_000);
  const machines = await read(
    `<propSet><type>VirtualMachine</type><pathSet>runtime.powerState</pathSet><pathSet>config.template</pathSet><pathSet>runtime.connectionState</pathSet></propSet>`,
    `<objectSet><obj type="ContainerView">${returned((await one.say(`<CreateContainerView xmlns="urn:vim25">${manager('ViewManager')}<container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive></CreateContainerView>`)).text)}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet>`,
  );
  function machine(power: string, template = false): string {
    const found = machines
      .split('<objects>')
      .find((text) => text.includes(`>${power}<`) && text.includes(`>${template}<`) && text.includes('>connected<'));
    return /<obj type="VirtualMachine">([^<]+)</u.exec(found ?? '')?.[1] ?? '';
  }
  async function read(properties: string, objects: string): Promise<string> {
    const { text } = await one.say(
      `<RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet>${properties}${objects}</specSet><options/></RetrievePropertiesEx>`,
    );
    return text;
  }
  const property = (type: string, value: string, path: string): Promise<string> =>
    read(
      `<propSet><type>${type}</type><pathSet>${path}</pathSet></propSet>`,
      `<objectSet><obj type="${type}">${value}</obj></objectSet>`,
    );
  const call = async (method: string, value: string, more = '', type = 'VirtualMachine') =>
    (await one.say(`<${method} xmlns="urn:vim25"><_this type="${type}">${value}</_this>${more}</${method}>`)).text;
  const infoOf = (task: string): Promise<string> => property('Task', task, 'info');
  const clone = async (name: string, config = ''): Promise<string> => {
    const folder = await child('dc-01/vm/production');
    const pool = await child('dc-01/host/cluster-a/Resources');
    return await call(
      'CloneVM_Task',
      machine('poweredOff', true),
      `<folder type="Folder">${folder}</folder><name>${name}</name><spec><location><pool type="ResourcePool">${pool}</pool></location><template>false</template>${config}<powerOn>false</powerOn></spec>`,
    );
  };
  const child = async (path: string): Promise<string> =>
    returned(
      (
        await one.say(
          `<FindByInventoryPath xmlns="urn:vim25">${manager('SearchIndex')}<inventoryPath>${path}</inventoryPath></FindByInventoryPath>`,
        )
      ).text,
    );
  return { cloud, clock, ...one, machine, property, call, infoOf, clone };
}

describe('a view of a list', () => {
  it('is changed and begun anew, and says what there is not', async () => {
    const { machine, call } = await vcenter();
    const [on, off] = [machine('poweredOn'), machine('poweredOff')];
    const view = returned(await call('CreateListView', 'ViewManager', '', 'ViewManager'));
    const object = (name: string, value: string) => `<${name} type="VirtualMachine">${value}</${name}>`;
    const unresolved = async (method: string, ...objects: readonly string[]) =>
      [...(await call(method, view, objects.join(''), 'ListView')).matchAll(/<returnval[^>]*>([^<]*)</gu)].map(
        ([, value]) => value,
      );
    const listed = async () => {
      const text = await read(view);
      return [...text.matchAll(/<obj type="VirtualMachine">([^<]+)</gu)].map(([, value]) => value);
    };
    const read = async (list: string) =>
      await call(
        'RetrievePropertiesEx',
        'propertyCollector',
        `<specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet><objectSet><obj type="ListView">${list}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ListView</type><path>view</path></selectSet></objectSet></specSet><options/>`,
        'PropertyCollector',
      );
    expect(await unresolved('ModifyListView', object('add', on), object('add', 'vm-none'))).toEqual(['vm-none']);
    expect(await listed()).toEqual([on]);
    expect(await unresolved('ModifyListView', object('add', off), object('remove', on))).toEqual([]);
    expect(await listed()).toEqual([off]);
    expect(await unresolved('ResetListView', object('obj', on))).toEqual([]);
    expect(await listed()).toEqual([on]);
    expect(await call('ResetListView', 'none', '', 'ListView')).toMatch(fault('ManagedObjectNotFound'));
  });
});

describe('a task', () => {
  it('takes its time, tells how far it is, and is told of by its machine', async () => {
    const { clock, machine, call, infoOf, property } = await vcenter();
    const off = machine('poweredOff');
    const task = returned(await call('PowerOnVM_Task', off));
    expect(task).toMatch(/^task-\d+$/u);
    clock.advance(1_500);
    const half = await infoOf(task);
    expect(half).toContain('<state>running</state>');
    expect(half).toContain('<progress>50</progress>');
    expect(await property('VirtualMachine', off, 'recentTask')).toContain(task);
    expect(await property('VirtualMachine', off, 'runtime.powerState')).toContain('>poweredOff<');
    clock.advance(1_500);
    expect(await infoOf(task)).toContain('<state>success</state>');
    expect(await property('VirtualMachine', off, 'runtime.powerState')).toContain('>poweredOn<');
    // Tools come with the guest, and so does its address.
    expect(await property('VirtualMachine', off, 'guest.toolsRunningStatus')).toContain('guestToolsNotRunning');
    expect(await call('ShutdownGuest', off)).toMatch(fault('ToolsUnavailable'));
    clock.advance(4_000);
    expect(await property('VirtualMachine', off, 'guest.toolsRunningStatus')).toContain('guestToolsRunning');
    clock.advance(11 * 60_000);
    expect(await property('VirtualMachine', off, 'recentTask')).not.toContain(task);
  });

  it('ends in the fault that a state brings, and not the call', async () => {
    const { machine, call, infoOf } = await vcenter();
    const info = await infoOf(returned(await call('PowerOffVM_Task', machine('poweredOff'))));
    expect(info).toContain('<state>error</state>');
    expect(info).toMatch(fault('InvalidPowerState'));
    expect(info).toContain('<requestedState>poweredOff</requestedState><existingState>poweredOff</existingState>');
    const destroy = await infoOf(returned(await call('Destroy_Task', machine('poweredOn'))));
    expect(destroy).toMatch(fault('InvalidPowerState'));
    expect(await call('PowerOnVM_Task', machine('poweredOff', true))).toMatch(fault('InvalidState'));
  });

  it('keeps others from its machine', async () => {
    const { clock, machine, call } = await vcenter();
    const on = machine('poweredOn');
    await call('ResetVM_Task', on);
    expect(await call('PowerOffVM_Task', on)).toMatch(fault('TaskInProgress'));
    clock.advance(2_000);
    expect(returned(await call('PowerOffVM_Task', on))).toMatch(/^task-/u);
  });

  it('can be cancelled where it is a clone, and leaves nothing', async () => {
    const { clock, call, infoOf, clone } = await vcenter();
    const task = returned(await clone('half-made'));
    clock.advance(2_000);
    expect(await call('CancelTask', task, '', 'Task')).not.toContain('Fault>');
    const info = await infoOf(task);
    expect(info).toMatch(fault('RequestCanceled'));
    expect(info).toContain('<cancelled>true</cancelled>');
    expect(await infoOf(returned(await clone('half-made')))).toContain('<state>running</state>');
  });
});

describe('a clone', () => {
  it('has its name from the start, and an instanceUuid of its own when another has it', async () => {
    const { clock, infoOf, clone, property } = await vcenter();
    const uuid = '33333333-2222-5333-8444-555555555555';
    const config = `<config><instanceUuid>${uuid}</instanceUuid><numCPUs>7</numCPUs></config>`;
    const first = returned(await clone('twice', config));
    const second = await infoOf(returned(await clone('twice', config)));
    expect(second).toMatch(fault('DuplicateName'));
    const other = returned(await clone('other', config));
    clock.advance(6_000);
    const made = /<result type="VirtualMachine"[^>]*>([^<]+)</u;
    const [one, two] = [made.exec(await infoOf(first))?.[1] ?? '', made.exec(await infoOf(other))?.[1] ?? ''];
    expect(await property('VirtualMachine', one, 'config.instanceUuid')).toContain(uuid);
    expect(await property('VirtualMachine', two, 'config.instanceUuid')).not.toContain(uuid);
    expect(await property('VirtualMachine', one, 'summary.config.numCpu')).toContain('>7<');
  });

  it('is held to the order of its spec', async () => {
    const { clone } = await vcenter();
    const config = '<config><numCPUs>2</numCPUs><instanceUuid>x</instanceUuid></config>';
    expect(await clone('wrong', config)).toMatch(fault('InvalidRequest'));
  });
});

describe('a reconfiguration', () => {
  it('of what somebody else has changed since is refused', async () => {
    const { clock, machine, call, property } = await vcenter();
    const off = machine('poweredOff');
    const version =
      /<val[^>]*>([^<]+)</u.exec(await property('VirtualMachine', off, 'config.changeVersion'))?.[1] ?? '';
    const spec = (cpus: number) => `<spec><changeVersion>${version}</changeVersion><numCPUs>${cpus}</numCPUs></spec>`;
    await call('ReconfigVM_Task', off, spec(3));
    clock.advance(2_000);
    expect(await call('ReconfigVM_Task', off, spec(4))).toMatch(fault('ConcurrentAccess'));
    expect(await property('VirtualMachine', off, 'summary.config.numCpu')).toContain('>3<');
  });
});

describe('a wait for updates', () => {
  const none = '<options><maxWaitSeconds>0</maxWaitSeconds></options>';

  async function filtered() {
    const all = await vcenter();
    const { say, machine } = all;
    const collector = returned(
      (
        await say(
          '<CreatePropertyCollector xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this></CreatePropertyCollector>',
        )
      ).text,
    );
    const [on, off] = [machine('poweredOn'), machine('poweredOff')];
    const objects = [on, off]
      .map((value) => `<objectSet><obj type="VirtualMachine">${value}</obj></objectSet>`)
      .join('');
    const report = '<reportMissingObjectsInResults>true</reportMissingObjectsInResults>';
    const filter = returned(
      await all.call(
        'CreateFilter',
        collector,
        `<spec><propSet><type>VirtualMachine</type><pathSet>runtime.powerState</pathSet></propSet>${objects}${report}</spec><partialUpdates>false</partialUpdates>`,
        'PropertyCollector',
      ),
    );
    const wait = (version: string, options = none): Promise<string> =>
      all.call(
        'WaitForUpdatesEx',
        collector,
        (version === '' ? '' : `<version>${version}</version>`) + options,
        'PropertyCollector',
      );
    const versionIn = (text: string) => /<version>([^<]+)</u.exec(text)?.[1] ?? '';
    return { ...all, collector, filter, on, off, wait, versionIn };
  }

  it('tells all first, then what has changed, in parts where it must', async () => {
    const { wait, versionIn, on, off } = await filtered();
    const first = await wait(
      '',
      '<options><maxWaitSeconds>0</maxWaitSeconds><maxObjectUpdates>1</maxObjectUpdates></options>',
    );
    expect(first).toContain('<truncated>true</truncated>');
    expect(first.match(/<kind>enter<\/kind>/gu)).toHaveLength(1);
    const second = await wait(versionIn(first));
    expect(second).not.toContain('<truncated>');
    expect(`${first}${second}`).toContain(on);
    expect(`${first}${second}`).toContain(off);
    expect(await wait(versionIn(second))).toContain(
      '<WaitForUpdatesExResponse xmlns="urn:vim25"></WaitForUpdatesExResponse>',
    );
  });

  it('is woken by a change, and answers again what was lost on its way', async () => {
    const { clock, wait, versionIn, call, on, cloud } = await filtered();
    const version = versionIn(await wait(''));
    const waiting = wait(version, '<options><maxWaitSeconds>300</maxWaitSeconds></options>');
    await expect.poll(() => cloud.calls().filter(({ action }) => action === 'WaitForUpdatesEx').length).toBe(2);
    await call('PowerOffVM_Task', on);
    clock.advance(2_000);
    const told = await waiting;
    expect(told).toContain('<kind>modify</kind>');
    expect(told).toContain('>poweredOff<');
    expect(await wait(version)).toBe(told);
    expect(await wait('nonsense')).toMatch(fault('InvalidCollectorVersion'));
  });

  it('ends after its time, when cancelled, and when its session ends', async () => {
    const { clock, wait, versionIn, call, collector, cloud, say } = await filtered();
    const version = versionIn(await wait(''));
    const waits = (): number => cloud.calls().filter(({ action }) => action === 'WaitForUpdatesEx').length;
    const long = '<options><maxWaitSeconds>300</maxWaitSeconds></options>';
    const [timed] = [wait(version, long)];
    await expect.poll(waits).toBe(2);
    clock.advance(300_000);
    expect(await timed).toContain('<WaitForUpdatesExResponse xmlns="urn:vim25"></WaitForUpdatesExResponse>');
    const cancelled = wait(version, long);
    await expect.poll(waits).toBe(3);
    await call('CancelWaitForUpdates', collector, '', 'PropertyCollector');
    expect(await cancelled).toMatch(fault('RequestCanceled'));
    const ended = wait(version, long);
    await expect.poll(waits).toBe(4);
    await say(`<Logout xmlns="urn:vim25">${manager('SessionManager')}</Logout>`);
    expect(await ended).toMatch(fault('RequestCanceled'));
  });

  it('tells of what has gone, and of nothing once its filter is destroyed', async () => {
    const { clock, wait, versionIn, call, off, filter, on } = await filtered();
    const version = versionIn(await wait(''));
    await call('Destroy_Task', off);
    clock.advance(2_000);
    const told = await wait(version);
    expect(told).toContain(`<kind>leave</kind><obj type="VirtualMachine">${off}</obj>`);
    await call('DestroyPropertyFilter', filter, '', 'PropertyFilter');
    await call('PowerOffVM_Task', on);
    clock.advance(2_000);
    expect(await wait(versionIn(told))).not.toContain('<filterSet>');
  });
});

describe('disabledMethod', () => {
  it('says what the power rules out', async () => {
    const { machine, property } = await vcenter();
    const on = await property('VirtualMachine', machine('poweredOn'), 'disabledMethod');
    expect(on).toContain('PowerOnVM_Task');
    expect(on).toContain('Destroy_Task');
    expect(on).not.toContain('PowerOffVM_Task');
    const off = await property('VirtualMachine', machine('poweredOff'), 'disabledMethod');
    expect(off).toContain('ShutdownGuest');
    expect(off).not.toContain('Destroy_Task');
    expect(await property('VirtualMachine', machine('poweredOff', true), 'disabledMethod')).toContain(
      'ReconfigVM_Task',
    );
  });
});
