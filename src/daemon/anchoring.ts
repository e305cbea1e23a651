import type { AnchorConfig } from '../config/anchor-schema';
import type { Anchor } from '../jobs/anchor/anchor';
import { FolderAnchor } from '../jobs/anchor/folder-anchor';
import { HttpAnchor, TimeStampAnchor } from '../jobs/anchor/http-anchor';
import { AnchoringJob } from '../jobs/anchoring';
import type { RoutineSetting } from '../jobs/routine';
import { SqlAnchorStore } from '../store/ledger/anchor-store';
import type { Database } from './database';

/** Each minute, to all anchors of the configuration. */
export const makeAnchoring = (
  setting: RoutineSetting,
  database: Database,
  anchors: readonly AnchorConfig[],
): AnchoringJob =>
  new AnchoringJob({
    ...setting,
    anchors: anchors.map(anchorOf),
    store: new SqlAnchorStore(database.sessions),
  });

function anchorOf(config: AnchorConfig): Anchor {
  const { anchorId } = config;
  if (config.kind === 'folder') return new FolderAnchor(anchorId, config.folder);
  const { url, token } = config;
  const options = { anchorId, url, ...(token !== undefined && { token }) };
  return config.kind === 'http' ? new HttpAnchor(options) : new TimeStampAnchor(options);
}
