import type { BundleFinding, BundleVerdict, OwnEvidence } from '../store/ledger/bundle-folder';
import type { Column } from './columns';
import type { Session } from './context';
import { EXIT, type ExitCode } from './exit-code';
import { printJson, printLine, printNote, printPairs, printTable } from './print';

const SHOWN_MAX = 20;

/** Tells a person, or with `--json` a script, what came out; the exit code says if it is good. */
export function printVerdict(session: Session, verdict: BundleVerdict, own: OwnEvidence): ExitCode {
  const code = verdict.isGood ? EXIT.ok : EXIT.differs;
  if (session.json) {
    printJson(session, { ...verdict, isKeyYours: own.key !== undefined });
    return code;
  }
  const { paint } = session;
  const { bundle, findings } = verdict;
  const range = bundle ? `${bundle.log}, leaves ${rangeText(bundle)}` : 'the bundle';
  printLine(
    session,
    verdict.isGood ? paint.good(`good: ${range}`) : paint.bad(`NOT GOOD: ${range}`),
  );
  printPairs(session, pairs(verdict, own));
  if (verdict.isGood) return code;
  printLine(session);
  printTable(session, columns(session, findings[0]), findings.slice(0, SHOWN_MAX), '');
  if (findings.length > SHOWN_MAX) printNote(session, `and ${findings.length - SHOWN_MAX} more`);
  printNote(session, 'what each means: docs/ledger-format.md; keep the bundle as evidence');
  return code;
}

const rangeText = ({ from, to, size }: NonNullable<BundleVerdict['bundle']>): string =>
  from === 0 && to === size ? `0 to ${size - 1}, all of them` : `${from} to ${to - 1} of ${size}`;

function pairs(verdict: BundleVerdict, own: OwnEvidence): [string, string | undefined][] {
  const { bundle, entries, types, sources, checkpoints, disclosures, outstanding } = verdict;
  const { keptCheckpoints, keys, provenTo } = verdict;
  if (bundle === undefined) return [];
  const counts = Object.entries(types).map(([type, count]) => `${count} ${type}`);
  return [
    ['log', bundle.origin],
    ['entries', `${entries}: ${counts.join(', ')}`],
    ['sources', String(sources)],
    ['proven', provenText(provenTo, bundle.from)],
    ['checkpoints', `${checkpoints} of the log, ${keptCheckpoints} of yours`],
    ['keys', keyText(keys, own)],
    ['disclosed', disclosures === 0 ? undefined : `${disclosures} values, as they were sealed`],
    ...outstanding.map(({ sourceId, n, announcedN }): [string, string] => [
      'announced',
      `${announcedN - n} more entries of ${sourceId}: signed for, not delivered yet`,
    ]),
  ];
}

const provenText = (provenTo: number, from: number): string =>
  provenTo > from ? `up to leaf ${provenTo - 1}, by signed roots` : 'nothing of it';

function keyText(keys: number, { key }: OwnEvidence): string {
  const count = keys === 1 ? 'one' : `${keys}, each signed for by the one before`;
  if (key !== undefined) return `${count}; yours is trusted`;
  return `${count}; taken from the bundle itself: give yours with --key`;
}

function columns({ paint }: Session, first?: BundleFinding): Column<BundleFinding>[] {
  return [
    {
      title: 'FINDING',
      value: ({ code }) => code,
      paint: (text, finding) => (finding === first ? paint.bad(text) : text),
    },
    { title: 'LEAF', align: 'right', value: leafText },
    { title: 'WHERE', value: ({ where }) => where, widthMin: 12 },
    { title: 'HOW IT IS KNOWN', value: ({ how }) => how, widthMin: 24 },
  ];
}

/** `17`, or `3-60` where it is one of them. */
export function leafText({ leaf, until }: BundleFinding): string {
  if (leaf === undefined || until === undefined) return '-';
  return until - leaf <= 1 ? String(leaf) : `${leaf}-${until - 1}`;
}
