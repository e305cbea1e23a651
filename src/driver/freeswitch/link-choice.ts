import type { EslLink } from './esl-link';
import { type EslLinkParts, eslNetLink } from './esl-net-link';
import { modeslLink } from './modesl-link';

export type EslLinkName = 'net' | 'modesl';

/** The link of that name; the library behind one is not loaded before it opens. */
export const eslLinkOf = (parts: EslLinkParts, link: EslLinkName = 'net'): EslLink =>
  link === 'modesl' ? modeslLink(parts) : eslNetLink(parts);
