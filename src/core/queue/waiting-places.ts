import { type Contact, comparePlaces } from '../contact/contact';
import { SortedLine } from '../sorted-line';
import { type Requirement, requirementKey } from './requirement';
import type { WaitPlace } from './wait-class';

/** Who waits in which wait class, in order: the place of a contact without a walk. Derived. */
export class WaitingPlaces {
  /** By queue and requirement, then by priority. */
  private readonly lines = new Map<string, Map<number, SortedLine<Contact>>>();
  private readonly entries = new Map<string, { line: SortedLine<Contact>; contact: Contact }>();

  /** By requirement and priority: a queue has few of either, and all who join share them. */
  private readonly known = new WeakMap<Requirement, Map<number, WaitPlace>>();

  /** Where contacts of a queue wait that ask this at first. */
  placeAt(queueId: string, requirement: Requirement, priority: number): WaitPlace {
    const byPriority = this.known.get(requirement) ?? new Map<number, WaitPlace>();
    const found = byPriority.get(priority);
    if (found) return found;
    const key = requirementKey(requirement);
    const place = { lineKey: `${queueId} ${key}`, classKey: `${priority} ${key}`, priority };
    this.known.set(requirement, byPriority.set(priority, place));
    return place;
  }

  insert(contact: Contact): void {
    this.remove(contact);
    const { place } = contact;
    if (!place) return;
    const line = this.lineAt(place);
    line.insert(contact);
    this.entries.set(contact.contactId, { line, contact });
  }

  remove({ contactId }: Contact): void {
    const entry = this.entries.get(contactId);
    if (!entry) return;
    entry.line.remove(entry.contact);
    this.entries.delete(contactId);
  }

  /** How many wait in a class. */
  countIn({ lineKey, priority }: WaitPlace): number {
    return this.lines.get(lineKey)?.get(priority)?.length ?? 0;
  }

  /** The one of a class that has waited for the longest. */
  head({ lineKey, priority }: WaitPlace): Contact | undefined {
    return this.lines.get(lineKey)?.get(priority)?.first();
  }

  /** Who is served before this contact; before a newcomer when it does not wait yet. */
  countBefore({ lineKey, priority }: WaitPlace, contactId: string): number {
    const own = this.entries.get(contactId);
    let count = 0;
    for (const [beside, line] of this.lines.get(lineKey) ?? []) {
      if (beside < priority) continue;
      count += line === own?.line ? line.countBefore(own.contact) : line.length;
    }
    return count;
  }

  private lineAt({ lineKey, priority }: WaitPlace): SortedLine<Contact> {
    const beside = this.lines.get(lineKey);
    const found = beside?.get(priority);
    if (found) return found;
    const made = new SortedLine(comparePlaces);
    if (beside) beside.set(priority, made);
    else this.lines.set(lineKey, new Map([[priority, made]]));
    return made;
  }
}
