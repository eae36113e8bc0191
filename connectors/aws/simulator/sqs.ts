/** Answers SQS in its JSON protocol: the reading half, and SendMessage. */
import { createHash } from 'node:crypto';
import type { SimulatedRequest, SimulatedResponse } from '../../simulation/server.ts';
import type { Message, Queue } from './queue.ts';
import { Refusal } from './refusal.ts';

/** The name of the queue that hears of instances, in every region. */
export const queueName = 'nephograph-events';

/** What a call is answered from. */
export interface QueueRoom {
  readonly queue: Queue;
  /** The queue's own URL. */
  readonly url: string;
  readonly arn: string;
}

type Fields = Readonly<Record<string, unknown>>;
type QueueAnswer = (room: QueueRoom, fields: Fields, gone: AbortSignal) => Fields | Promise<Fields>;

/** The action of a request to SQS: `ReceiveMessage`; undefined for all others. */
export function queueActionOf(request: SimulatedRequest): string | undefined {
  return /^AmazonSQS\.(?<action>\w+)$/u.exec(request.headers['x-amz-target'] ?? '')?.groups?.['action'];
}

/** Answers one, or throws the refusal. */
export async function answerQueue(
  request: SimulatedRequest,
  action: string,
  room: QueueRoom,
  requestId: string,
): Promise<SimulatedResponse> {
  const perform = actions[action];
  if (perform === undefined) throw new Refusal('InvalidAction', `The action ${action} is not valid for this endpoint.`);
  const fields = await perform(room, fieldsOf(request), request.gone);
  return {
    status: 200,
    headers: { 'x-amzn-requestid': requestId, 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(fields),
  };
}

/** An error of SQS. The names that the older protocol had for them travel in a header. */
export function renderQueueRefusal(refusal: Refusal, requestId: string): SimulatedResponse {
  const older = refusal.code === 'QueueDoesNotExist' ? 'AWS.SimpleQueueService.NonExistentQueue' : refusal.code;
  return {
    status: refusal.status,
    headers: {
      'x-amzn-requestid': requestId,
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-query-error': `${older};Sender`,
    },
    body: JSON.stringify({ __type: `com.amazonaws.sqs#${refusal.code}`, message: refusal.message }),
  };
}

function fieldsOf(request: SimulatedRequest): Fields {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Fields;
  } catch {
    // What is no JSON is refused below.
  }
  throw new Refusal('SerializationException', 'The request is not JSON.');
}

const actions: Readonly<Record<string, QueueAnswer>> = {
  GetQueueUrl({ url }, fields) {
    if (fields['QueueName'] !== queueName) throw noQueue();
    return { QueueUrl: url };
  },
  ListQueues: ({ url }) => ({ QueueUrls: [url] }),
  GetQueueAttributes(room, fields) {
    known(room, fields);
    const { visible, inFlight } = room.queue.counts();
    return {
      Attributes: {
        QueueArn: room.arn,
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        VisibilityTimeout: '30',
      },
    };
  },
  async ReceiveMessage(room, fields, gone) {
    known(room, fields);
    const most = whole(fields, 'MaxNumberOfMessages', 1, 1, 10);
    const seconds = whole(fields, 'WaitTimeSeconds', 0, 0, 20);
    const visibility = whole(fields, 'VisibilityTimeout', 30, 0, 43_200);
    const messages = await room.queue.receive(most, seconds * 1000, visibility * 1000, gone);
    return messages.length === 0 ? {} : { Messages: messages.map(messageFields) };
  },
  DeleteMessage(room, fields) {
    known(room, fields);
    if (!room.queue.remove(textIn(fields, 'ReceiptHandle'))) throw badHandle();
    return {};
  },
  DeleteMessageBatch(room, fields) {
    known(room, fields);
    const entries = (Array.isArray(fields['Entries']) ? fields['Entries'] : []) as readonly Fields[];
    if (entries.length === 0) {
      throw new Refusal('EmptyBatchRequest', 'There should be at least one DeleteMessageBatchRequestEntry.');
    }
    if (entries.length > 10) {
      throw new Refusal('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
    }
    const done = entries.map((entry) => ({
      id: textIn(entry, 'Id'),
      ok: room.queue.remove(textIn(entry, 'ReceiptHandle')),
    }));
    return {
      Successful: done.filter(({ ok }) => ok).map(({ id }) => ({ Id: id })),
      Failed: done
        .filter(({ ok }) => !ok)
        .map(({ id }) => ({ Id: id, SenderFault: true, Code: 'ReceiptHandleIsInvalid', Message: badHandle().message })),
    };
  },
  SendMessage(room, fields) {
    known(room, fields);
    const body = textIn(fields, 'MessageBody');
    return { MessageId: room.queue.send(body), MD5OfMessageBody: digest(body) };
  },
};

function messageFields({ id, body, receiptHandle, sentAt, receiveCount }: Message): Fields {
  return {
    MessageId: id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: digest(body),
    Body: body,
    Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: String(receiveCount) },
  };
}

function known(room: QueueRoom, fields: Fields): void {
  if (fields['QueueUrl'] !== room.url) throw noQueue();
}

function whole(fields: Fields, name: string, usual: number, least: number, most: number): number {
  const value = fields[name] ?? usual;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Refusal(
    'InvalidParameterValue',
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new Refusal('MissingParameter', `The request must contain the parameter ${name}.`);
}

function digest(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function noQueue(): Refusal {
  return new Refusal('QueueDoesNotExist', 'The specified queue does not exist.');
}

function badHandle(): Refusal {
  return new Refusal('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
}
