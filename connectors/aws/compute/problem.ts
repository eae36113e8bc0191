/** Checks that all plans make: that what is named is there, and tags are such as EC2 takes. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { Id } from '../../contract/ids.ts';
import type { TagSetting } from '../../contract/compute/instance-verb.ts';
import type { SpecProblem } from '../../contract/task.ts';

/** A problem, in short. */
export function problem(
  code: SpecProblem['code'],
  path: readonly string[],
  message: string,
  candidates?: SpecProblem['candidates'],
): SpecProblem {
  return { code, path, message, ...(candidates === undefined ? {} : { candidates }) };
}

/** The things of these ids, and a problem for each that is not there. Throws what leaves open whether it is. */
export async function present<I extends Id, V>(
  load: BatchLoad<I, V>,
  ids: readonly I[],
  path: readonly string[],
  call: Call,
): Promise<{ readonly found: readonly V[]; readonly problems: readonly SpecProblem[] }> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return { found: [], problems: [] };
  const { values, failures } = await load(distinct, call);
  const problems = distinct.flatMap((id): readonly SpecProblem[] => {
    const failure = failures?.get(id);
    if (failure !== undefined && failure.code !== 'INVALID') throw failure;
    if (failure !== undefined) return [problem('INVALID', path, failure.message)];
    return values.has(id) ? [] : [problem('NOT_FOUND', path, `There is no ${id}.`)];
  });
  return { found: distinct.flatMap((id) => values.get(id) ?? []), problems };
}

const mostTags = 50;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export function tagProblems(tags: readonly TagSetting[], path: readonly string[]): readonly SpecProblem[] {
  const problems = tags.flatMap(({ key, value }): readonly SpecProblem[] => {
    if (key === '' || key.length > 128) {
      return [problem('INVALID', path, 'The key of a tag has 1 to 128 characters.')];
    }
    if (/^aws:/iu.test(key)) {
      return [problem('INVALID', path, `The key ${key} is reserved for AWS: keys do not start with "aws:".`)];
    }
    return value.length > 256
      ? [problem('INVALID', path, `The value of the tag ${key} has more than 256 characters.`)]
      : [];
  });
  const keys = tags.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) problems.push(problem('INVALID', path, `The tag ${twice} is there twice.`));
  if (tags.length > mostTags) problems.push(problem('INVALID', path, `An instance has at most ${mostTags} tags.`));
  return problems;
}
