/** Reads the parameters of the EC2 Query protocol: numbered lists, filters, page sizes. */
import type { SimulatedRequest } from '../../simulation/server.ts';
import { Refusal } from './refusal.ts';

/** A filter: any of the values, of the field that it names. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** The parameters of one call. */
export interface Parameters {
  readonly action: string;
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
  /** `InstanceId.1`, `InstanceId.2` … in the order of their numbers. */
  readonly list: (name: string) => readonly string[];
  readonly filters: () => readonly Filter[];
  /** Lists of things with fields: `Tag.1.Key`, `Tag.2.Key` … as the parameters of each, in the order of their numbers. */
  readonly groups: (name: string) => readonly Parameters[];
  /** Everything as it was asked for, whatever the order. */
  readonly all: () => readonly (readonly [string, string])[];
}

const mostFilters = 50;
const mostFilterValues = 200;
const longestFilterValue = 255;

/** Reads them from the body of a POST or the query of a GET. */
export function parametersOf(request: SimulatedRequest): Parameters {
  return parametersIn(request.method === 'GET' ? request.query : new URLSearchParams(request.body.toString('utf8')));
}

function parametersIn(form: URLSearchParams): Parameters {
  function list(name: string): readonly string[] {
    const numbered: [number, string][] = [];
    for (const [key, value] of form) {
      if (!key.startsWith(`${name}.`)) continue;
      const number = key.slice(name.length + 1);
      if (/^\d{1,6}$/u.test(number)) numbered.push([Number(number), value]);
    }
    return numbered.toSorted((a, b) => a[0] - b[0]).map(([, value]) => value);
  }

  function filters(): readonly Filter[] {
    const numbers = new Set<string>();
    for (const key of form.keys()) {
      const number = /^Filter\.(\d{1,6})\./u.exec(key)?.[1];
      if (number !== undefined) numbers.add(number);
    }
    if (numbers.size > mostFilters) {
      throw new Refusal('FilterLimitExceeded', `The maximum number of filters is ${mostFilters}.`);
    }
    return [...numbers].map((number) => filterOf(form.get(`Filter.${number}.Name`), list(`Filter.${number}.Value`)));
  }

  return {
    action: form.get('Action') ?? '',
    text: (name) => form.get(name) ?? undefined,
    flag: (name) => form.get(name) === 'true',
    list,
    filters,
    groups,
    all: () => [...form].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };

  function groups(name: string): readonly Parameters[] {
    const found = new Map<number, URLSearchParams>();
    for (const [key, value] of form) {
      const { number, rest } = /^(?<number>\d{1,6})\.(?<rest>.+)$/u.exec(afterDot(key, name))?.groups ?? {};
      if (number === undefined || rest === undefined) continue;
      const fields = found.get(Number(number)) ?? new URLSearchParams();
      fields.append(rest, value);
      found.set(Number(number), fields);
    }
    return [...found].toSorted(([a], [b]) => a - b).map(([, fields]) => parametersIn(fields));
  }
}

function afterDot(key: string, name: string): string {
  return key.startsWith(`${name}.`) ? key.slice(name.length + 1) : '';
}

function filterOf(name: string | null, values: readonly string[]): Filter {
  if (name === null || name === '') {
    throw new Refusal('InvalidParameterValue', 'The filter name may not be null or empty.');
  }
  if (values.length === 0) {
    throw new Refusal('InvalidParameterValue', `The filter '${name}' must have at least one value.`);
  }
  if (values.length > mostFilterValues) {
    throw new Refusal(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${mostFilterValues}.`,
    );
  }
  if (values.some((value) => value.length > longestFilterValue)) {
    throw new Refusal('InvalidParameterValue', `The maximum length for a filter value is ${longestFilterValue}.`);
  }
  return { name, values };
}
