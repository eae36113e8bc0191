/** What is taken from a notification: which server, and whose; and nothing from those that are about something else. */
import { describe, expect, it } from 'vitest';
import { readNotice } from '../../../connectors/openstack/wire/notification.ts';

const server = '4df1d8c0-394c-4dd3-a7d4-86dc67b4ea88';

/** As oslo.messaging writes it: JSON in JSON. */
function envelope(inner: unknown): Buffer {
  return Buffer.from(JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': JSON.stringify(inner) }));
}

function payload(data: unknown) {
  return { 'nova_object.name': 'InstanceUpdatePayload', 'nova_object.version': '2.0', 'nova_object.data': data };
}

describe('a notification', () => {
  it('says which server, and of which project', () => {
    const data = { uuid: server, tenant_id: 'p1', state: 'active', metadata: {} };
    const update = { event_type: 'instance.update', payload: payload(data) };
    expect(readNotice(envelope(update))).toEqual({ server, project: 'p1' });
    expect(readNotice(Buffer.from(JSON.stringify(update)))).toEqual({ server, project: 'p1' });
    const error = { event_type: 'instance.create.error', payload: payload({ uuid: server }) };
    expect(readNotice(envelope(error))).toEqual({ server, project: null });
  });

  it.each([
    ['another noun', { event_type: 'flavor.create', payload: payload({ uuid: server }) }],
    ['the scheduler', { event_type: 'scheduler.select_destinations.start', payload: payload({}) }],
    ['the old form', { event_type: 'compute.instance.update', payload: { instance_id: server } }],
    ['no payload', { event_type: 'instance.update' }],
    ['no server', { event_type: 'instance.update', payload: payload({}) }],
    ['a list', []],
  ])('is passed over: %s', (_, inner) => {
    expect(readNotice(envelope(inner))).toBeUndefined();
  });

  it.each(['', 'no json', '{"oslo.message":"no json"}', 'null'])('is passed over when it is %j', (text) => {
    expect(readNotice(Buffer.from(text))).toBeUndefined();
  });
});
