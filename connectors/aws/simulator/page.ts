/** Pages: how many items an answer holds, and tokens for the rest that are good for the same question only. */
import { createHash } from 'node:crypto';
import type { Parameters } from './parameter.ts';
import { Refusal } from './refusal.ts';

/** The limits of one action's `MaxResults`. */
export interface PageLimits {
  readonly least: number;
  readonly most: number;
  /** Whether more than `most` is refused, or quietly cut down to it. */
  readonly over: 'refused' | 'cut';
}

/** Some of the items, and the token for the rest. */
export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** Items come in the order of their serial numbers, which never change; so what comes and goes meanwhile moves nothing. */
export interface Serial {
  readonly serial: number;
}

/** Cuts the page that was asked for. */
export function paged<T extends Serial>(
  all: readonly T[],
  parameters: Parameters,
  limits: PageLimits,
  region: string,
): Paged<T> {
  const size = sizeOf(parameters.text('MaxResults'), limits);
  const question = questionOf(parameters, region);
  const after = serialOf(parameters.text('NextToken'), question);
  const start = after === undefined ? 0 : all.findIndex(({ serial }) => serial > after);
  const items = start < 0 ? [] : all.slice(start, start + size);
  const last = items.at(-1);
  const more = last !== undefined && start + size < all.length;
  return { items, nextToken: more ? tokenOf(last.serial, question) : undefined };
}

function sizeOf(text: string | undefined, limits: PageLimits): number {
  if (text === undefined) return limits.most;
  const size = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(size)) {
    throw new Refusal('InvalidParameterValue', `Value ( ${text} ) for parameter maxResults is invalid.`);
  }
  if (size < limits.least) {
    throw new Refusal(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than or equal to ${limits.least}.`,
    );
  }
  if (size > limits.most && limits.over === 'refused') {
    throw new Refusal(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value less than or equal to ${limits.most}.`,
    );
  }
  return Math.min(size, limits.most);
}

function questionOf(parameters: Parameters, region: string): string {
  return JSON.stringify([parameters.action, region, parameters.filters()]);
}

function tokenOf(serial: number, question: string): string {
  return Buffer.from(`${serial}.${sealOf(serial, question)}`).toString('base64');
}

function serialOf(token: string | undefined, question: string): number | undefined {
  if (token === undefined) return undefined;
  const [serial, seal] = Buffer.from(token, 'base64').toString('latin1').split('.');
  if (serial === undefined || !/^\d{1,9}$/u.test(serial) || seal !== sealOf(Number(serial), question)) {
    throw new Refusal('InvalidPaginationToken', `The token '${token}' is invalid.`);
  }
  return Number(serial);
}

function sealOf(serial: number, question: string): string {
  return createHash('sha256').update(`${serial} ${question}`).digest('hex').slice(0, 32);
}
