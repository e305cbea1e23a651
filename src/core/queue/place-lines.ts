import { type Contact, comparePlaces } from '../contact/contact';
import { merged, SortedLine } from '../sorted-line';

type Compare = (a: Contact, b: Contact) => number;

/**
 * Contacts of one queue, a line for each priority. What waits count as rises along a line, or along
 * each of two parts of it, those who are late and the others, so that neither a count nor a search
 * has to walk it.
 */
export class PlaceLines {
  private readonly lines = new Map<number, SortedLine<Contact>>();

  get size(): number {
    let size = 0;
    for (const line of this.lines.values()) size += line.length;
    return size;
  }

  *[Symbol.iterator](): Iterator<Contact> {
    for (const line of this.lines.values()) yield* line;
  }

  /** Returns the line that the contact stands in from now on. */
  insert(contact: Contact): SortedLine<Contact> {
    let line = this.lines.get(contact.priority);
    if (!line) {
      line = new SortedLine(comparePlaces);
      this.lines.set(contact.priority, line);
    }
    line.insert(contact);
    return line;
  }

  /**
   * How many come before one by an order that, within either part of a line, is that of places.
   * Who is late must stand before all who are not.
   */
  countBefore(contact: Contact, compare: Compare, isLate: (one: Contact) => boolean): number {
    const isBefore = (other: Contact): boolean => compare(other, contact) < 0;
    let count = 0;
    for (const line of this.lines.values()) {
      const late = line.placeAfter(isLate);
      count += line.placeAfter(isBefore, 0, late) + line.placeAfter(isBefore, late) - late;
    }
    return count;
  }

  /** All by an order that within each line is that of places, the first first. */
  inOrder(compare: Compare): Iterable<Contact> {
    return merged([...this.lines.values()], compare);
  }
}
