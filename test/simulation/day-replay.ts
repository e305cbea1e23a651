import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Prng } from '../../src/driver/simulated/prng';
import type { Core, Stepped } from '../../src/engine/core';
import { NOTHING, stepSum } from '../../src/engine/stepping';
import type { MemoryJournal } from '../engine/memory-journal';
import type { StepLaws } from '../law/step-laws';

/** Of so many inputs one is taken by a world that comes out of a snapshot; of rare ones, each. */
const THAWED_ONE_IN = 400;
const isRare = ({ body }: Input): boolean => body.type === 'calendar.computed';

/**
 * Law 4: the journal alone gives the same facts and the same effects at every seq, whenever the
 * world was frozen and thawed on the way. What it steps the laws of a step look at.
 */
export class DayReplay {
  readonly broken: string[] = [];
  private readonly sums = new Map<number, number>();
  private heard: Input[] = [];
  private world: World;
  private seq = 0;

  constructor(
    private readonly core: Core<World>,
    private readonly journal: MemoryJournal,
    private readonly laws: StepLaws,
    private readonly prng: Prng,
  ) {
    this.world = core.newWorld(journal.engineId);
  }

  get inputs(): number {
    return this.sums.size;
  }

  /** What the live engine took, and what came of it. */
  note(input: Input, stepped: Stepped): void {
    this.sums.set(input.seq, stepSum(stepped));
    this.heard.push(input);
  }

  /** Steps what is in the journal by now, up to the first difference. */
  catchUp(): void {
    const { heard } = this;
    this.heard = [];
    const last = heard.at(-1)?.seq ?? this.seq;
    // An input with which the process died stands in the journal alone.
    if (last - this.seq === heard.length) this.stepAll(heard, new Set());
    else this.stepUpTo(last);
  }

  finish(): void {
    this.stepUpTo(Number.POSITIVE_INFINITY);
    if (this.broken.length === 0) this.laws.finish();
  }

  private stepUpTo(last: number): void {
    const { inputs, quarantined } = this.journal.read();
    this.stepAll(
      inputs.filter(({ seq }) => seq > this.seq && seq <= last),
      quarantined,
    );
  }

  private stepAll(inputs: readonly Input[], quarantined: ReadonlySet<number>): void {
    for (const input of inputs) {
      if (this.broken.length > 0) return;
      this.stepOne(input, quarantined.has(input.seq));
      this.seq = input.seq;
    }
  }

  private stepOne(input: Input, isSkipped: boolean): void {
    const { core } = this;
    if (isRare(input) || this.prng.chance(1 / THAWED_ONE_IN)) {
      const frozen = JSON.stringify(core.freezeWorld(this.world));
      this.world = core.thawWorld(JSON.parse(frozen));
    }
    const stepped = isSkipped ? NOTHING : core.step(this.world, input);
    const live = this.sums.get(input.seq);
    if (live !== undefined && live !== stepSum(stepped)) {
      this.broken.push(`replay differs at seq ${input.seq} (${input.body.type})`);
      return;
    }
    this.laws.take(this.world, input, stepped);
  }
}
