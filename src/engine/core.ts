import type { Centre } from '../core/centre';
import type { Hopper } from '../core/dialer/hopper-demand';
import type { Effect } from '../core/effect';
import type { Fact } from '../core/fact';
import type { Input } from '../core/input';
import type { StaffingQuestion } from '../core/queue/staffing';
import type { AgentView, CallView, QueueView, StaffingView, SwitchView } from './facade';
import type { CallbackView } from './facade/callback-view';
import type { CampaignView } from './facade/campaign-view';
import type { FloorNow } from './facade/pacing-forecast-view';
import type { RecordingView } from './facade/recording-view';

/** What one input did, as plain data. */
export interface Stepped {
  readonly facts: readonly Fact[];
  readonly effects: readonly Effect[];
}

/** As much of the core's world as the engine looks at; the rest is the core's own business. */
export interface WorldState {
  readonly seq: number;
  readonly at: number;
  readonly epoch: number;
  readonly timers: ReadonlyMap<string, { readonly at: number }>;
}

/**
 * The core as the engine sees it. `step` changes the world in place and throws only on a
 * programmer's error. `freezeWorld` returns JSON data that `thawWorld` makes a world of again.
 */
export interface Core<W extends WorldState> {
  step(world: W, input: Input): Stepped;
  newWorld(engineId: string): W;
  freezeWorld(world: W): unknown;
  thawWorld(frozen: unknown): W;
}

/** Pure readings of a world for people. */
export interface CoreViews<W extends WorldState> {
  centre(world: W): Centre;
  queues(world: W, at: number): readonly QueueView[];
  staffing(world: W, queueId: string, at: number, question: StaffingQuestion): StaffingView | null;
  agents(world: W, at: number): readonly AgentView[];
  calls(world: W): readonly CallView[];
  callbacks(world: W): readonly CallbackView[];
  campaigns(world: W, at: number): readonly CampaignView[];
  /** What a forecast of the campaign's pacing starts from; null where there is no such campaign. */
  floorNow(world: W, campaignId: string, at: number): FloorNow | null;
  recordings(world: W): readonly RecordingView[];
  switches(world: W): readonly SwitchView[];
  hopper(world: W, at: number): Hopper;
  openCommandCount(world: W): number;
}
