import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { type FileProblem, pathText } from './file-problem';

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML text as plain values, which still knows where each value was written. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** What makes it no YAML, and keys given twice. */
  readonly problems: readonly FileProblem[];
  /**
   * Of the value at this path, or of so many characters into its text; of its nearest written
   * parent when it is not there.
   */
  placeOf(path: readonly PropertyKey[], offset?: number): Place;
  /** Of the key that ends the path. */
  keyPlaceOf(path: readonly PropertyKey[]): Place;
}

export interface YamlOptions {
  readonly file: string;
  /** True: every scalar stays the text that was written (`0049`, `+49`, `no`). */
  readonly verbatim: boolean;
}

/** An alias that unfolds to more than this many nodes is an attack. */
const ALIASES_MAX = 1000;

/** Parses; never throws: what is wrong is in `problems`, and `value` is then undefined. */
export function readYaml(text: string, options: YamlOptions): YamlSource {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refused = (problem: Fault): YamlSource => ({
    file: options.file,
    value: undefined,
    problems: [{ file: options.file, severity: 'error', path: '', ...problem }],
    placeOf: () => START,
    keyPlaceOf: () => START,
  });
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      schema: options.verbatim ? 'failsafe' : 'core',
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
    });
    const faults = document.errors.map((error) => ({
      ...at(error.pos[0]),
      code: 'YAML_MALFORMED',
      reason: error.message,
    }));
    const source = sourceOf(document, at, { text, file: options.file });
    return faults.length === 0
      ? source
      : {
          ...source,
          value: undefined,
          problems: faults.map((fault) => ({
            file: options.file,
            severity: 'error',
            path: '',
            ...fault,
          })),
        };
  } catch (error) {
    return refused({ ...START, code: 'YAML_REFUSED', reason: reasonOf(error) });
  }
}

type Fault = Place & Pick<FileProblem, 'code' | 'reason'>;
type At = (offset: number) => Place;
const START: Place = { line: 1, column: 1 };

/** Nesting without end overflows the stack; aliases without end are refused by the library. */
const reasonOf = (error: unknown): string =>
  error instanceof RangeError
    ? 'it is nested too deeply'
    : error instanceof Error
      ? error.message
      : String(error);

interface Written {
  readonly text: string;
  readonly file: string;
}

function sourceOf(document: Document.Parsed, at: At, { text, file }: Written): YamlSource {
  const walk = (path: readonly PropertyKey[]) => locate(document, path);
  return {
    file,
    value: document.toJS({ maxAliasCount: ALIASES_MAX }),
    problems: duplicateKeys(document, at, file),
    placeOf: (path, offset) => {
      const { value, node } = walk(path);
      return at(offset !== undefined && isScalar(node) ? offsetIn(text, node, offset) : value);
    },
    keyPlaceOf: (path) => at(walk(path).key),
  };
}

/**
 * Where in the file the text of a scalar goes on after so many characters. Quotes, folded lines
 * and indents stand between; what is no space is the same in both (escapes count for more).
 */
function offsetIn(text: string, node: Scalar, offset: number): number {
  const [start, end] = node.range ?? [0, 0];
  const isBlock = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const value = String(node.value);
  if (value.trim() === '') return start;
  let ahead = value.slice(0, offset).replace(/\s/g, '').length;
  const isAtEnd = value.slice(offset).trim() === '';
  if (isAtEnd) ahead -= 1;
  let place = isBlock ? text.indexOf('\n', start) + 1 : start + Number(isQuoted);
  for (; place < end - 1; place += 1) {
    if (/\s/.test(text.charAt(place))) continue;
    if (ahead <= 0) break;
    ahead -= 1;
  }
  return isAtEnd ? place + 1 : place;
}

interface Offsets {
  readonly key: number;
  readonly value: number;
  /** Absent where the path is not written. */
  readonly node?: unknown;
}

/** Walks as far as the document goes; merged and missing keys end at the nearest parent. */
function locate(document: Document.Parsed, path: readonly PropertyKey[]): Offsets {
  let node: unknown = document.contents;
  let offsets: Offsets = { key: startOf(node) ?? 0, value: startOf(node) ?? 0 };
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => keyText(item.key) === String(part));
      if (!pair) return offsets;
      const key = startOf(pair.key) ?? offsets.key;
      offsets = { key, value: startOf(pair.value) ?? key };
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      const start = startOf(node) ?? offsets.value;
      offsets = { key: start, value: start };
    } else return offsets;
  }
  return { ...offsets, node };
}

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];

/** Keys as they become names in the plain value. */
const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

/** The library would let the later one win in silence. */
function duplicateKeys(document: Document.Parsed, at: At, file: string): FileProblem[] {
  const problems: FileProblem[] = [];
  visit(document, {
    Map: (_, map, ancestors) => {
      const seen = new Map<string, Place>();
      for (const { key } of map.items) {
        const name = keyText(key);
        const place = at(startOf(key) ?? 0);
        const first = seen.get(name);
        if (first === undefined) seen.set(name, place);
        if (first === undefined || name === '<<') continue;
        problems.push({
          file,
          ...place,
          severity: 'error',
          code: 'KEY_TWICE',
          path: pathText([...ancestorPath(ancestors), name]),
          reason: `"${name}" is given twice; the first is in line ${first.line}`,
          remedy: 'keep one of them, or give the other its own id',
        });
      }
    },
  });
  return problems;
}

const ancestorPath = (ancestors: readonly unknown[]): string[] =>
  ancestors.flatMap((node) => {
    const key = (node as { key?: unknown }).key;
    return key === undefined ? [] : [keyText(key)];
  });
