/** One call of vCenter's web services: an envelope there, an answer or a fault back. */
import { CloudError } from '../../contract/errors.ts';
import type { Pool, WireResponse } from '../../wire/pool.ts';
import { parseXmlInSlices, type XmlElement } from '../../wire/xml.ts';
import { faultError, statusError } from '../errors.ts';
import { at } from './decode.ts';
import { envelope, type Struct } from './encode.ts';

/** One of the services behind a vCenter's address. */
export interface Service {
  /** From the root of the server. */
  readonly path: string;
  readonly namespace: string;
  /** What the server shapes its answer by. */
  readonly soapAction: string;
}

/** What a call sends beside its arguments. */
export interface Credentials {
  readonly cookie?: string | undefined;
  /** XML for the header of the envelope. */
  readonly header?: string | undefined;
}

/** What came back: the response element, and the session cookie if the server set one. */
export interface Answer {
  readonly body: XmlElement;
  readonly cookie: string | undefined;
}

const cookiePattern = /(?:^|[,;\s])(vmware_soap_session=(?:"[^"]*"|[^;,\s]*))/u;

/** Calls once. Throws a `CloudError` for a fault, keyed on its type, and for anything that is not SOAP. */
export async function callSoap(
  pool: Pool,
  service: Service,
  method: Struct,
  credentials: Credentials,
  signal: AbortSignal,
  timeoutMs?: number,
): Promise<Answer> {
  const response = await pool.send(
    {
      method: 'POST',
      path: service.path,
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: service.soapAction,
        ...(credentials.cookie === undefined ? {} : { cookie: credentials.cookie }),
      },
      body: envelope(service.namespace, method, credentials.header),
      timeoutMs,
    },
    signal,
  );
  return {
    body: await bodyOf(response, method),
    cookie: cookiePattern.exec(response.headers['set-cookie'] ?? '')?.[1],
  };
}

async function bodyOf(response: WireResponse, method: Struct): Promise<XmlElement> {
  const soap = (response.headers['content-type'] ?? '').includes('xml');
  if (!soap || (response.status !== 200 && response.status !== 500)) {
    throw statusError(response.status, response.headers, method.struct);
  }
  const document = await parseXmlInSlices(response.body.toString('utf8'));
  const body = at(document, 'Body')?.children[0];
  if (body?.name === 'Fault') throw faultError(faultOf(body), method.struct);
  if (body?.name !== `${method.struct}Response`) {
    throw new CloudError('UNKNOWN', `${method.struct} was answered by something else.`);
  }
  return body;
}

function faultOf(fault: XmlElement): { type: string; text: string; about: string | undefined } {
  const detail = at(fault, 'detail')?.children[0];
  const type = detail?.xsiType ?? detail?.name.replace(/Fault$/u, '') ?? 'RuntimeFault';
  const about = detail?.children.find(({ name }) => subjects.has(name))?.text;
  return { type, text: at(fault, 'faultstring')?.text ?? '', about: about === '' ? undefined : about };
}

/** The fields in which faults name what they are about. */
const subjects: ReadonlySet<string> = new Set(['obj', 'object', 'name', 'invalidProperty', 'type', 'method']);
