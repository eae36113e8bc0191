/** What every answer of the embedded EC2 is made with: the call, the checks of ids, and how common parts are written. */
import type { Random } from '../../simulation/random.ts';
import type { Life } from './life.ts';
import type { Parameters } from './parameter.ts';
import type { SimulatedRegion, SimulatedWorld } from './model.ts';
import { Refusal } from './refusal.ts';
import type { XmlFields, XmlValue } from './xml.ts';

/** One call, understood: what is asked, and of which region. */
export interface Question {
  readonly parameters: Parameters;
  readonly region: SimulatedRegion;
  readonly world: SimulatedWorld;
  readonly life: Life;
  /** Draws ids for what is made. */
  readonly random: Random;
}

/** Answers an action: the fields of its response, without the request's id. */
export type Answer = (question: Question) => XmlFields;

/** Tags as `tagSet`. */
export function tagSet(tags: Readonly<Record<string, string>>): XmlValue {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** A time as EC2 writes it. */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}.000Z`;
}

/** How ids of a noun look, and what the errors about them are called. */
export interface IdRules {
  /** `i`, `vol`, `ami` … */
  readonly prefix: string;
  readonly malformed: string;
  readonly notFound: string;
  /** `instance`, as the messages have it. */
  readonly noun: string;
}

/** The things of these ids, in their order. One that is malformed or missing fails the whole call, as it really does. */
export function pickByIds<T>(
  ids: readonly string[],
  rules: IdRules,
  find: (id: string) => T | undefined,
): readonly T[] {
  const pattern = new RegExp(`^${rules.prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`, 'u');
  const malformed = ids.find((id) => !pattern.test(id));
  if (malformed !== undefined) throw new Refusal(rules.malformed, `Invalid id: "${malformed}"`);
  const distinct = [...new Set(ids)];
  const missing = distinct.filter((id) => find(id) === undefined);
  if (missing.length === 1) {
    throw new Refusal(rules.notFound, `The ${rules.noun} ID '${missing[0]}' does not exist`);
  }
  if (missing.length > 1) {
    throw new Refusal(rules.notFound, `The ${rules.noun} IDs '${missing.join(', ')}' do not exist`);
  }
  return distinct.map(find).filter((item) => item !== undefined);
}

/** Ids and a page size exclude each other. */
export function refuseBoth(question: Question, ids: readonly string[], idsName: string): void {
  if (ids.length > 0 && question.parameters.text('MaxResults') !== undefined) {
    throw new Refusal(
      'InvalidParameterCombination',
      `The parameter ${idsName} cannot be used with the parameter maxResults`,
    );
  }
}
