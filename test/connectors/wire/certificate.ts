/** Certificates made at test time by openssl: one that signs itself, and an authority with a server under it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and its certificate, PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** Whether certificates can be made here. */
export const canMakeCertificates = spawnSync('openssl', ['version']).status === 0;

/** A certificate for this host (`DNS:name` or `IP:address`), signed by the authority, or by itself. */
export function makeIdentity(subject: string, altName: string, authority?: Identity): Identity {
  const folder = mkdtempSync(join(tmpdir(), 'nephograph-certificate-'));
  const file = (name: string) => join(folder, name);
  try {
    const request = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key')];
    const names = ['-subj', `/CN=${subject}`, '-addext', `subjectAltName=${altName}`];
    const signing: string[] = [];
    if (authority !== undefined) {
      execFileSync('openssl', ['pkey', '-out', file('ca.key')], { input: authority.key });
      execFileSync('openssl', ['x509', '-out', file('ca.cert')], { input: authority.cert });
      signing.push('-CA', file('ca.cert'), '-CAkey', file('ca.key'), '-addext', 'basicConstraints=critical,CA:FALSE');
    }
    execFileSync('openssl', ['req', '-x509', ...request, ...names, ...signing, '-days', '2', '-out', file('cert')], {
      stdio: 'ignore',
    });
    return { key: readFileSync(file('key'), 'utf8'), cert: readFileSync(file('cert'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
