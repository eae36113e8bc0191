/** The values of flags, checked; the same words whether they were typed or stood in the environment. */
import type { Flags, FlagValues } from './environment.ts';
import type { Mistake } from './mistake.ts';

/** Reads flags that are whole numbers. What is wrong is added to `mistakes`, and read as not set. */
export function flagNumber(values: FlagValues, mistakes: Mistake[]) {
  return (name: keyof Flags, least: number, most: number): number | undefined => {
    const value = values[name]?.[0];
    if (value === undefined) return undefined;
    const number = /^\d{1,10}$/u.test(value.text) ? Number(value.text) : Number.NaN;
    if (number >= least && number <= most) return number;
    const message = `expected a whole number from ${least} to ${most}, found ${JSON.stringify(value.text)}`;
    mistakes.push({ place: value.place, path: '', message });
    return undefined;
  };
}

/** Reads flags that are one of a few words. */
export function flagChoice(values: FlagValues, mistakes: Mistake[]) {
  return <C extends string>(name: keyof Flags, choices: readonly C[]): C | undefined => {
    const value = values[name]?.[0];
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value.text);
    if (choice !== undefined) return choice;
    const message = `expected one of ${choices.join(', ')}, found ${JSON.stringify(value.text)}`;
    mistakes.push({ place: value.place, path: '', message });
    return undefined;
  };
}

/** Reads switches: there, or `true`, `1`, `yes`. */
export function flagSwitch(values: FlagValues, mistakes: Mistake[]) {
  return (name: keyof Flags): boolean | undefined => {
    const value = values[name]?.[0];
    if (value === undefined) return undefined;
    if (['true', '1', 'yes'].includes(value.text)) return true;
    if (['false', '0', 'no'].includes(value.text)) return false;
    mistakes.push({
      place: value.place,
      path: '',
      message: `expected true or false, found ${JSON.stringify(value.text)}`,
    });
    return undefined;
  };
}
