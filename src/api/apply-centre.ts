import { type CentreReader, WorkerCentreReader } from '../config/centre-reader';
import { diffCentres } from '../config/diff';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import { centreTold } from './centre-told';
import type { ApplyCentre } from './parts';

export interface ApplierParts {
  readonly engine: Engine;
  readonly clock: Clock;
  /** How far ahead opening hours are computed. */
  readonly calendarDays: number;
  /** Default: in a thread beside the engine's. */
  readonly reader?: CentreReader;
}

/**
 * The door through which a centre file comes in: read, compared, and handed to the engine with the
 * opening hours of its calendars. Rejects with what `Engine.submit` rejects with, or with the
 * engine's own refusal.
 */
export const centreApplier =
  (parts: ApplierParts): ApplyCentre =>
  async (text, { dryRun, cause }) => {
    const { engine, clock, calendarDays: days, reader = new WorkerCentreReader() } = parts;
    const switchIds = engine.switches().map((entry) => entry.switchId);
    const job = { text, file: 'centre.yaml', switchIds, now: clock.now(), days };
    const { centre, problems, hours } = await reader.read(job);
    if (centre === undefined) return { applied: false, changes: [], problems };
    const before = engine.centre();
    const changes = diffCentres(before, centre);
    if (dryRun || changes.length === 0) return { applied: false, changes, problems };
    // Handed over together, so that no caller meets the new flows without their hours.
    const told = centreTold(text, changes, [before, centre]);
    const [applied] = await Promise.all([
      engine.submit({ type: 'centre.applied', centre, told }, cause),
      ...hours.map((body) => engine.submit(body, cause)),
    ]);
    const refused = applied.facts.find((fact) => fact.body.type === 'request.refused');
    if (refused?.body.type === 'request.refused') {
      const { code, detail } = refused.body.refusal;
      throw new CodedError(code, detail);
    }
    return { applied: true, changes, problems, seq: applied.seq };
  };
