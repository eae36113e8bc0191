/** The embedded SQS, as the SDK sees it: what is received stays until it is deleted, and waits for whoever waits. */
import { StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { ask, clientOf } from './client.ts';
import { counts, embedded } from './embedded.ts';

async function opened(region = 'us-east-1', size = 0) {
  const clock = createHandClock();
  const cloud = await embedded({ clock, size });
  const client = new SQSClient({
    region,
    endpoint: cloud.url,
    credentials: {
      accessKeyId: cloud.environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: cloud.environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
  });
  const QueueUrl = String(cloud.settings['queueUrl']);
  async function receive(more: Readonly<Record<string, number>> = {}) {
    const { Messages: messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }),
    );
    return messages;
  }
  async function send(body: string): Promise<void> {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  }
  return { clock, cloud, client, QueueUrl, receive, send };
}

describe('the queue', () => {
  it('is found by its name, and counts what it holds', async () => {
    const { client, QueueUrl, receive, send } = await opened();
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'nephograph-events' }))).QueueUrl).toBe(QueueUrl);
    for (const body of ['a', 'b', 'c']) await send(body);
    await receive({ MaxNumberOfMessages: 2 });
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    expect((await client.send(asked)).Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '2',
    });
  });

  it('gives a message again when it was not deleted in time, and never one that was', async () => {
    const { clock, client, QueueUrl, receive, send } = await opened();
    for (const body of ['a', 'b']) await send(body);
    const messages = await receive();
    expect(messages.map(({ Body: body }) => body)).toEqual(['a', 'b']);
    expect(await receive()).toEqual([]);
    const [first] = messages;
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: '0', ReceiptHandle: first?.ReceiptHandle },
          { Id: '1', ReceiptHandle: '?' },
        ],
      }),
    );
    expect(deleted).toMatchObject({ Successful: [{ Id: '0' }], Failed: [{ Id: '1', Code: 'ReceiptHandleIsInvalid' }] });
    clock.advance(30_000);
    expect((await receive()).map(({ Body: body }) => body)).toEqual(['b']);
  });

  it('holds an answer back until there is something, or the time is over', async () => {
    const { clock, cloud, receive, send } = await opened();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await expect.poll(() => counts(cloud.calls())['ReceiveMessage']).toBe(1);
    await send('a');
    expect((await waiting).map(({ Body: body }) => body)).toEqual(['a']);
    const vain = receive({ WaitTimeSeconds: 20 });
    await expect.poll(() => counts(cloud.calls())['ReceiveMessage']).toBe(2);
    clock.advance(20_000);
    expect(await vain).toEqual([]);
  });

  it('refuses what SQS refuses', async () => {
    const { client, QueueUrl, receive } = await opened();
    await expect(receive({ WaitTimeSeconds: 21 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(receive({ MaxNumberOfMessages: 11 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const none = { name: 'QueueDoesNotExist' };
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'other' }))).rejects.toMatchObject(none);
    const other = await opened('eu-west-1');
    await expect(other.receive()).rejects.toMatchObject(none);
    const empty = new DeleteMessageBatchCommand({ QueueUrl, Entries: [] });
    await expect(client.send(empty)).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
  });
});

describe('EC2', () => {
  it('tells the queue of each state, some of them twice and some late', async () => {
    const { clock, cloud, receive } = await opened('us-east-1', 60);
    const ec2 = clientOf(cloud);
    // What was on its way in the new world has come to its end, and the last of its late events too.
    clock.advance(90_000);
    const away = { VisibilityTimeout: 43_200 };
    for (let left = await receive(away); left.length > 0; left = await receive(away));
    const running = await ask(ec2, { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] });
    const ids = running.flatMap(({ InstanceId: id }) => id ?? []);
    await ec2.send(new StopInstancesCommand({ InstanceIds: ids }));
    clock.advance(20_000);
    await ec2.send(new StartInstancesCommand({ InstanceIds: ids }));
    clock.advance(25_000);
    const told: string[] = [];
    for (let some = await receive(); some.length > 0; some = await receive()) {
      told.push(...some.map(({ Body: body = '' }) => body));
    }
    const events = told.map(
      (body) => JSON.parse(body) as { id: string; region: string; detail: Record<string, string> },
    );
    const distinct = new Map(events.map((event) => [event.id, event]));
    expect(distinct.size).toBe(ids.length * 4);
    expect(events.length).toBeGreaterThan(distinct.size);
    const byInstance = Map.groupBy(distinct.values(), ({ detail }) => detail['instance-id']);
    const orders = [...byInstance.values()].map((each) => each.map(({ detail }) => detail['state']).join(' '));
    expect(orders).toContain('stopping stopped pending running');
    expect(new Set(orders).size).toBeGreaterThan(1);
    for (const each of orders)
      expect(each.split(' ').toSorted()).toEqual(['pending', 'running', 'stopped', 'stopping']);
  });
});
