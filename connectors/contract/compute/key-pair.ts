/** Key pairs: the public keys that a new instance lets in. */
import type { BatchLoad } from '../batch.ts';
import type { KeyPairId } from '../ids.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';

/** A key pair. Its name is its native id on all clouds that have them. */
export interface KeyPair extends Resource<'keyPairs'> {
  readonly fingerprint: string | null;
  /** OpenSSH text. */
  readonly publicKey: string | null;
  /** `rsa`, `ed25519`, `ssh`, `x509` … in the cloud's words. */
  readonly keyType: string | null;
}

/** What a connector does with key pairs. */
export interface KeyPairs {
  readonly load: BatchLoad<KeyPairId, KeyPair>;
  readonly list: List<KeyPair>;
}
