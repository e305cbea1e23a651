import type { SourceHead } from './entry';
import { LedgerError } from './ledger-error';
import { HASH_BYTES } from './merkle-tree';
import { bytesOfBase64 } from './strict-base64';

const HEAD = 'head ';

/** The extension lines of a checkpoint that name each source's newest entry, in order of id. */
export const headLines = (heads: ReadonlyMap<string, SourceHead>): string[] =>
  [...heads.keys()].sort().map((id) => {
    const { n, leaf } = heads.get(id) as SourceHead;
    return `${HEAD}${id} ${n} ${leaf}`;
  });

/**
 * The heads that a checkpoint names, by source. Extension lines of another kind are left alone.
 *
 * @throws LedgerError CHECKPOINT_MALFORMED
 */
export function parseHeads(extensions: readonly string[]): ReadonlyMap<string, SourceHead> {
  const heads = new Map<string, SourceHead>();
  let before = '';
  for (const line of extensions) {
    if (!line.startsWith(HEAD)) continue;
    const [, id = '', count = '', leaf = ''] =
      /^head ([^ ]+) ([1-9][0-9]{0,14}) ([A-Za-z0-9+/=]{44})$/.exec(line) ?? [];
    if (bytesOfBase64(leaf)?.length !== HASH_BYTES) throw malformed('is no head of a source');
    if (id <= before) throw malformed('stands in the wrong order, or twice');
    heads.set(id, { n: Number(count), leaf });
    before = id;
  }
  return heads;
}

const malformed = (what: string): LedgerError =>
  new LedgerError('CHECKPOINT_MALFORMED', 'checkpoint', `one of its lines ${what}`, REMEDY);

const REMEDY = 'compare it with the checkpoint that was published';
