import type { z } from 'zod';
import type { FileProblem } from '../file-problem';
import { parseAt, problemAt, type Refusal, type Spot } from '../shape-problem';
import type { YamlSource } from '../yaml-source';
import { idRefusal } from './text-value';

/** Collects what is wrong while the file is read, and gives out what is right. */
export class Reading {
  readonly problems: FileProblem[] = [];

  constructor(readonly source: YamlSource) {}

  spot(...path: readonly PropertyKey[]): Spot {
    return { source: this.source, path };
  }

  take(problem: FileProblem): void {
    this.problems.push(problem);
  }

  /** The parsed value, or undefined after its problems are noted. */
  parse<T>(schema: z.ZodType<T>, value: unknown, spot: Spot): T | undefined {
    const parsed = parseAt(schema, value, spot);
    if (parsed.ok) return parsed.value;
    this.problems.push(...parsed.problems);
    return undefined;
  }

  /** Each entry of a section; one that cannot be read is left out and does not hide the others. */
  each<T>(section: string, read: (id: string, value: unknown) => T | undefined): readonly T[] {
    const map = (this.source.value as Record<string, unknown>)[section];
    if (map === undefined || map === '') return [];
    if (map === null || typeof map !== 'object' || Array.isArray(map)) {
      const reason = `"${section}" is not a map of entries by id`;
      const remedy = `write each entry as "id:" under "${section}:"`;
      this.take(problemAt(this.spot(section), [], { code: 'VALUE_INVALID', reason, remedy }));
      return [];
    }
    return Object.entries(map).flatMap(([id, value]) => read(id, value) ?? []);
  }

  /** The entries of a section that one schema describes. */
  entries<W, T>(section: string, reader: EntryReader<W, T>): readonly T[] {
    return this.each(section, (id, value) => {
      const spot = this.spot(section, id);
      this.judgeId(id, spot, reader.idRefusal);
      const written = this.parse(reader.schema, value, spot);
      return written === undefined ? undefined : reader.entry(id, written);
    });
  }

  /** False after a problem was noted. */
  judgeId(id: string, spot: Spot, judge = idRefusal): boolean {
    const refusal = judge(id);
    if (refusal) this.take(problemAt(spot, [], { ...refusal, onKey: true }));
    return refusal === null;
  }
}

export interface EntryReader<W, T> {
  readonly schema: z.ZodType<W>;
  readonly entry: (id: string, written: W) => T;
  /** What the key has to be; default: an id. */
  readonly idRefusal?: (id: string) => Refusal | null;
}
