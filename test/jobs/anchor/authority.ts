import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONFIG = `
[tsa]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
crypto_device = builtin
[req]
distinguished_name = dn
[dn]
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
`;

/** A time-stamping authority made of openssl, with a certificate of its own. */
export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'leitstand-tsa-'));

  constructor() {
    writeFileSync(this.path('tsa.cnf'), CONFIG);
    writeFileSync(this.path('serial'), '01\n');
    this.openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2', '-subj', '/CN=Test Authority'],
      ...['-config', 'tsa.cnf', '-extensions', 'ext'],
    );
  }

  /** The TimeStampResp to a TimeStampReq. */
  answer(query: Buffer): Buffer {
    writeFileSync(this.path('query.tsq'), query);
    this.openssl(
      ...['ts', '-reply', '-config', 'tsa.cnf', '-section', 'tsa', '-queryfile', 'query.tsq'],
      ...['-signer', 'cert.pem', '-inkey', 'key.pem', '-out', 'reply.tsr'],
    );
    return readFileSync(this.path('reply.tsr'));
  }

  /** What openssl says of a stamp for just these bytes; throws where it is not of them. */
  verify(reply: Buffer, data: string): string {
    writeFileSync(this.path('given.tsr'), reply);
    writeFileSync(this.path('data'), data);
    return this.openssl(
      ...['ts', '-verify', '-data', 'data', '-in', 'given.tsr', '-CAfile', 'cert.pem'],
    );
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private openssl(...words: string[]): string {
    return execFileSync('openssl', words, { cwd: this.folder, stdio: 'pipe' }).toString();
  }
}
