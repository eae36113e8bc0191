/** The SDK's own EC2 protocol, made to parse long answers slice by slice with a turn for everybody else between. */
import type { HttpResponse } from '@smithy/core/protocols';
import { slice } from './slice.ts';
import { turn } from './turn.ts';

/** The one part of the SDK's `ClientProtocol` that is changed. */
export interface Protocol {
  deserializeResponse(operation: unknown, context: unknown, response: HttpResponse): Promise<object>;
}

/** The same protocol in all else. */
export function slicing(protocol: Protocol): Protocol {
  async function deserializeResponse(operation: unknown, context: unknown, response: HttpResponse): Promise<object> {
    const body: unknown = response.body;
    if (response.statusCode >= 300 || !(body instanceof Uint8Array)) {
      return protocol.deserializeResponse(operation, context, response);
    }
    let whole: object | undefined;
    for (const document of slice(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))) {
      if (whole !== undefined) await turn();
      const part = await protocol.deserializeResponse(operation, context, {
        statusCode: response.statusCode,
        headers: { ...response.headers },
        body: Buffer.from(document),
      });
      whole = whole === undefined ? part : joined(whole, part);
    }
    return whole ?? {};
  }
  return Object.assign(Object.create(protocol) as Protocol, { deserializeResponse });
}

/** Slices repeat everything but their items, and items are the only list of an answer. */
function joined(whole: object, part: object): object {
  const all: Record<string, unknown> = { ...whole };
  for (const [name, value] of Object.entries(part)) {
    const known = all[name];
    if (Array.isArray(known) && Array.isArray(value)) all[name] = [...(known as unknown[]), ...(value as unknown[])];
  }
  return all;
}
