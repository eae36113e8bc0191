/** The errors of the embedded EC2, in the words, the codes and the statuses of the original. */
import type { SimulatedResponse } from '../../simulation/server.ts';
import { renderDocument } from './xml.ts';

/** Thrown by whatever answers a call, to answer it with an error instead. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** How the error of a service is written: EC2 has a form of its own, all others share theirs. */
export function renderRefusal(service: string, refusal: Refusal, requestId: string): SimulatedResponse {
  const body =
    service === 'sts'
      ? renderDocument('ErrorResponse', 'https://sts.amazonaws.com/doc/2011-06-15/', {
          Error: { Type: 'Sender', Code: refusal.code, Message: refusal.message },
          RequestId: requestId,
        })
      : renderDocument('Response', undefined, {
          Errors: { Error: { Code: refusal.code, Message: refusal.message } },
          RequestID: requestId,
        });
  return { status: refusal.status, headers: answerHeaders(requestId), body };
}

/** The headers that every answer has. */
export function answerHeaders(requestId: string): Readonly<Record<string, string>> {
  return {
    'x-amzn-requestid': requestId,
    'cache-control': 'no-cache, no-store',
    'content-type': 'text/xml;charset=UTF-8',
    server: 'AmazonEC2',
  };
}
