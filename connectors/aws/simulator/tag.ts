/** Answers CreateTags and DeleteTags, and checks the tags of whatever is made. */
import type { Answer, Question } from './answer.ts';
import type { Tagged } from './filter.ts';
import type { Parameters } from './parameter.ts';
import { Refusal } from './refusal.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

/** The tags of `Tag.1.Key`, `Tag.1.Value` and so on. */
export function tagsIn(parameters: Parameters): Readonly<Record<string, string>> {
  return Object.fromEntries(parameters.groups('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? '']));
}

/** Refuses what may not be a tag, and more than there may be with those that are there already. */
export function checkTags(tags: Readonly<Record<string, string>>, already: number): void {
  for (const [key, value] of Object.entries(tags)) {
    if (key === '') throw new Refusal('InvalidParameterValue', 'Tag key cannot be empty.');
    if (/^aws:/iu.test(key)) {
      throw new Refusal('InvalidParameterValue', "Tag keys starting with 'aws:' are reserved for internal use");
    }
    if (key.length > longestKey) {
      throw new Refusal('InvalidParameterValue', `Tag key exceeds the maximum length of ${longestKey} characters`);
    }
    if (value.length > longestValue) {
      throw new Refusal('InvalidParameterValue', `Tag value exceeds the maximum length of ${longestValue} characters`);
    }
  }
  if (already + Object.keys(tags).length > mostTags) {
    throw new Refusal('TagLimitExceeded', `More than ${mostTags} tags specified`);
  }
}

export const createTags: Answer = (question) => {
  const resources = resourcesOf(question);
  const tags = tagsIn(question.parameters);
  if (Object.keys(tags).length === 0) {
    throw new Refusal('MissingParameter', 'The request must contain the parameter tagSet');
  }
  for (const { tags: known } of resources) {
    checkTags(tags, Object.keys(known).filter((key) => tags[key] === undefined).length);
  }
  for (const resource of resources) resource.tags = { ...resource.tags, ...tags };
  return { return: true };
};

/** A tag with a value goes only where it has this value; without any, all but the reserved ones go. */
export const deleteTags: Answer = (question) => {
  const { parameters } = question;
  const doomed = parameters.groups('Tag').map((tag) => ({ key: tag.text('Key'), value: tag.text('Value') }));
  for (const resource of resourcesOf(question)) {
    const kept = Object.entries(resource.tags).filter(
      ([key, value]) =>
        (doomed.length === 0 && key.startsWith('aws:')) ||
        (doomed.length > 0 &&
          !doomed.some(({ key: gone, value: only }) => gone === key && (only === undefined || only === value))),
    );
    resource.tags = Object.fromEntries(kept);
  }
  return { return: true };
};

/** Whatever has these ids. One that nothing has spoils it for all. */
function resourcesOf({ parameters, region }: Question): readonly Tagged[] {
  const ids = parameters.list('ResourceId');
  if (ids.length === 0) {
    throw new Refusal('MissingParameter', 'The request must contain the parameter resourceIdSet');
  }
  const listed = [region.vpcs, region.subnets, region.groups, region.keyPairs, region.images].flat();
  return ids.map((id) => {
    const found = region.instances.get(id) ?? region.volumes.get(id) ?? listed.find((candidate) => candidate.id === id);
    if (found !== undefined) return found;
    if (!/^[a-z]+-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u.test(id)) {
      throw new Refusal('InvalidID', `The ID '${id}' is not valid`);
    }
    const [code, noun] = missing[id.split('-')[0] ?? ''] ?? ['InvalidID.NotFound', ''];
    throw new Refusal(code, `The ${noun}ID '${id}' does not exist`);
  });
}

const missing: Readonly<Record<string, readonly [code: string, noun: string]>> = {
  ami: ['InvalidAMIID.NotFound', 'image '],
  i: ['InvalidInstanceID.NotFound', 'instance '],
  key: ['InvalidKeyPair.NotFound', 'key pair '],
  sg: ['InvalidGroup.NotFound', 'security group '],
  subnet: ['InvalidSubnetID.NotFound', 'subnet '],
  vol: ['InvalidVolume.NotFound', 'volume '],
  vpc: ['InvalidVpcID.NotFound', 'vpc '],
};
