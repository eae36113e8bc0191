/** Key pairs: DescribeKeyPairs, and what its answer means. */
import type { KeyPairInfo } from '@aws-sdk/client-ec2';
import type { KeyPair, KeyPairs } from '../../contract/compute/key-pair.ts';
import { isoTime, tagsOf, toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Sight } from '../read.ts';
import type { Session } from '../session.ts';

/** Up to 255 characters of ASCII; `*`, `?` and the backslash are not plain text in a filter. EC2 gives all on one page. */
const noun: Noun<'keyPairs', KeyPairInfo, KeyPair> = {
  collection: 'keyPairs',
  native: /^(?![ -~]*[*?\\])[ -~]{1,255}$/u,
  action: 'DescribeKeyPairs',
  mostInFilter: 200,
  pageSize: 1000,
  async ask({ sdk, client, signal }, { filter }) {
    const command = new sdk.DescribeKeyPairsCommand({
      ...(filter === undefined ? {} : { Filters: [{ Name: 'key-name', Values: [...filter] }] }),
      IncludePublicKey: true,
    });
    const { KeyPairs: rows = [] } = await client.send(command, { abortSignal: signal });
    return { rows };
  },
  record,
};

/** What this connector does with key pairs. */
export function createKeyPairs(session: Session): KeyPairs {
  return createReads(session, noun);
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_KeyPairInfo.html */
function record(row: KeyPairInfo, sight: Sight): KeyPair | undefined {
  const id = idIn(sight, 'keyPairs', row.KeyName);
  if (id === null || row.KeyName === undefined) return undefined;
  return {
    id,
    nativeId: row.KeyName,
    name: row.KeyName,
    tags: tagsOf(row.Tags).tags,
    projectId: null,
    createdAt: isoTime(row.CreateTime),
    observedAt: sight.observedAt,
    native: toJson(row),
    fingerprint: row.KeyFingerprint ?? null,
    publicKey: row.PublicKey === undefined || row.PublicKey === '' ? null : row.PublicKey.trim(),
    keyType: row.KeyType ?? null,
  };
}
