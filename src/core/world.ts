import type { SwitchCommand } from '../port/switch-command';
import { type Agent, BLANK_AGENT } from './agent/agent';
import { newRatings, type Ratings } from './agent/rating';
import { BLANK_CALL, type Call, type OpenInterval } from './call/call';
import { BLANK_LEG, type EndedLeg, type Leg } from './call/leg';
import type { Centre } from './centre';
import { BLANK_CONTACT, type Contact } from './contact/contact';
import type { Attempt } from './dialer/attempt';
import { BLANK_CAMPAIGN, type Campaign } from './dialer/campaign';
import { CrewRoster } from './dialer/crew-roster';
import { OpenLines } from './dialer/open-lines';
import { adoptAttempts, PersonIndex, type RecentAttempt } from './dialer/recent-attempt';
import { Directory } from './directory';
import type { CalendarComputed } from './input';
import type { Flow } from './ivr/flow';
import { AgentCount } from './queue/agent-count';
import type { LastAgent } from './queue/last-agent';
import type { QueuePace } from './queue/queue-pace';
import { RoutingIndex } from './queue/routing-index';
import type { QueueWaits } from './queue/wait-class';
import { WaitingPlaces } from './queue/waiting-places';
import type { Recording } from './recording/recording';
import type { Shape } from './shape';
import { watchStaffFor } from './waiting/staffing';

/** What a timer is for; its id names the one entity that it belongs to. */
export type TimerPurpose =
  | { readonly kind: 'command'; readonly commandId: string }
  | { readonly kind: 'gone'; readonly legId: string }
  | { readonly kind: 'ivr'; readonly callId: string }
  | { readonly kind: 'wait'; readonly contactId: string }
  | { readonly kind: 'unstaffed'; readonly contactId: string }
  | { readonly kind: 'callback'; readonly contactId: string }
  | { readonly kind: 'announce'; readonly callId: string }
  | { readonly kind: 'relax'; readonly contactId: string }
  | { readonly kind: 'sticky'; readonly contactId: string }
  | { readonly kind: 'park'; readonly callId: string }
  | { readonly kind: 'wrap-up'; readonly agentId: string }
  | { readonly kind: 'confirm'; readonly legId: string }
  | { readonly kind: 'held-back'; readonly agentId: string }
  | { readonly kind: 'skills'; readonly agentId: string }
  | { readonly kind: 'pace'; readonly campaignId: string }
  | { readonly kind: 'preview'; readonly agentId: string }
  | { readonly kind: 'seal'; readonly recordingId: string };

export interface Timer {
  at: number;
  readonly purpose: TimerPurpose;
}

/** A command whose outcome has not been heard. */
export interface OpenCommand {
  readonly command: SwitchCommand;
  readonly callId?: string;
  sentAt: number;
  /** How often it was sent again. */
  resends: number;
  /** The switch had no such leg: sent again should the leg show itself after all. */
  missed?: boolean;
}

/**
 * down: no link. reconciling: the link is up, what lives there is not known yet.
 * up: known, and told of each change.
 */
export interface SwitchState {
  readonly switchId: string;
  state: 'down' | 'reconciling' | 'up';
  reason?: string;
  version?: string;
  /** Phones and trunks that the switch says cannot be reached. */
  unreachable: Set<string>;
}

/** What callers said when asked after the call. */
export interface SurveyDay {
  asked: number;
  rated: number;
  ratingSum: number;
  solved: number;
  unsolved: number;
}

/** Counted since the day (UTC) began or the engine first started. */
export interface QueueDay {
  day: number;
  offered: number;
  answered: number;
  abandoned: number;
  overflowed: number;
  /** Ended by us, or lost with the switch, while they waited. */
  withdrawn: number;
  answeredInTime: number;
  waitMsSum: number;
  /** Callers who asked to be called back, and how that came out. */
  callbacksBooked?: number;
  callbacksServed?: number;
  callbacksFailed?: number;
  survey?: SurveyDay;
}

/**
 * Everything that the engine knows, changed by `step()` alone. The maps are the truth and go into
 * snapshots; what is derived from them is made anew by `thawWorld`.
 */
export interface World {
  readonly engineId: string;
  epoch: number;
  seq: number;
  at: number;
  nonce: string;
  counter: number;
  centre: Centre;
  /** Grows by one with each applied centre. */
  centreVersion: number;
  /** By flow key; flows that live calls still walk stay after a new centre replaced them. */
  flows: Map<string, Flow>;
  calendars: Map<string, CalendarComputed>;
  switches: Map<string, SwitchState>;
  calls: Map<string, Call>;
  contacts: Map<string, Contact>;
  legs: Map<string, Leg>;
  endedLegs: Map<string, EndedLeg>;
  agents: Map<string, Agent>;
  days: Map<string, QueueDay>;
  /** By queue; what the last hour was like. */
  paces: Map<string, QueuePace>;
  /** What each queue has learnt about its waits. */
  waits: Map<string, QueueWaits>;
  /** By queue: the agent whom it offered a contact last, where a round goes on. */
  cursors: Map<string, string>;
  /** By client and caller's number: who talked with the caller last. The oldest stands first. */
  lastAgents: Map<string, LastAgent>;
  /** When those beyond their memory were forgotten last (ms, UTC). */
  callersSweptAt: number;
  /** All marks of callers together. */
  ratings: Ratings;
  /** Those that run, and those whose file is not sealed yet. */
  recordings: Map<string, Recording>;
  campaigns: Map<string, Campaign>;
  /** Those that are not over. */
  attempts: Map<string, Attempt>;
  /** Those that live, and those of the last hours: whom they were made to. */
  recentAttempts: Map<string, RecentAttempt>;
  commands: Map<string, OpenCommand>;
  timers: Map<string, Timer>;
  directory: Directory;
  index: RoutingIndex;
  agentCount: AgentCount;
  crews: CrewRoster;
  openLines: OpenLines;
  places: WaitingPlaces;
  persons: PersonIndex;
}

const EMPTY_CENTRE: Centre = {
  clients: [],
  providers: [],
  skills: [],
  agents: [],
  queues: [],
  flows: [],
  numbers: [],
  calendars: [],
};

export function newWorld(engineId: string): World {
  const directory = new Directory(EMPTY_CENTRE);
  return {
    engineId,
    epoch: 0,
    seq: 0,
    at: 0,
    nonce: '000000000000',
    counter: 0,
    centre: EMPTY_CENTRE,
    centreVersion: 0,
    flows: new Map(),
    calendars: new Map(),
    switches: new Map(),
    calls: new Map(),
    contacts: new Map(),
    legs: new Map(),
    endedLegs: new Map(),
    agents: new Map(),
    days: new Map(),
    paces: new Map(),
    waits: new Map(),
    cursors: new Map(),
    lastAgents: new Map(),
    callersSweptAt: 0,
    ratings: newRatings(),
    recordings: new Map(),
    campaigns: new Map(),
    attempts: new Map(),
    recentAttempts: new Map(),
    commands: new Map(),
    timers: new Map(),
    directory,
    index: new RoutingIndex(directory),
    agentCount: new AgentCount(directory),
    crews: new CrewRoster(directory),
    openLines: new OpenLines(),
    places: new WaitingPlaces(),
    persons: new PersonIndex(),
  };
}

const MAPS = [
  'flows',
  'calendars',
  'switches',
  'calls',
  'contacts',
  'legs',
  'endedLegs',
  'agents',
  'days',
  'paces',
  'waits',
  'cursors',
  'recordings',
  'campaigns',
  'attempts',
  'recentAttempts',
  'lastAgents',
  'commands',
  'timers',
] as const;

/**
 * The world as plain JSON data. It shares objects with the world: serialise it before the next
 * step. Equal worlds give equal JSON, since maps keep their order of insertion.
 */
export function freezeWorld(world: World): unknown {
  const { directory: _directory, index: _index, agentCount: _agentCount, ...rest } = world;
  const { crews: _crews, openLines: _openLines, ...others } = rest;
  const { places: _places, persons: _persons, ...plain } = others;
  const frozen: Record<string, unknown> = { ...plain };
  for (const name of MAPS) frozen[name] = [...world[name]];
  frozen['switches'] = [...world.switches].map(([switchId, state]) => [
    switchId,
    { ...state, unreachable: [...state.unreachable].sort() },
  ]);
  return frozen;
}

/** The world of a parsed `freezeWorld`, with everything derived made anew. */
export function thawWorld(frozen: unknown): World {
  const data = frozen as Record<string, unknown>;
  const world = { ...newWorld(''), ...data } as unknown as Record<string, unknown>;
  for (const name of MAPS) world[name] = new Map((data[name] ?? []) as [string, unknown][]);
  const thawed = world as unknown as World;
  for (const state of thawed.switches.values()) state.unreachable = new Set(state.unreachable);
  for (const call of thawed.calls.values()) upcastCall(call);
  shape(thawed.calls, BLANK_CALL);
  shape(thawed.contacts, BLANK_CONTACT);
  shape(thawed.legs, BLANK_LEG);
  shape(thawed.agents, BLANK_AGENT);
  shape(thawed.campaigns, BLANK_CAMPAIGN);
  adoptAttempts(thawed);
  rebuildDerived(thawed);
  return thawed;
}

/** What was not set was not written down. */
function shape<T extends object>(entries: Map<string, T>, blank: Shape<T>): void {
  for (const [id, data] of entries) entries.set(id, { ...blank, ...data });
}

/** A call of a snapshot from before several phones could ring at once. */
function upcastCall(call: Call & { interval?: OpenInterval }): void {
  const { interval, agentId, agentLegId } = call;
  delete call.interval;
  call.intervals ??= interval ? [interval] : [];
  call.offers ??= [];
  if (call.phase !== 'queued' || agentId === undefined || agentLegId === undefined) return;
  call.offers = [{ agentId, legId: agentLegId }];
  delete call.agentId;
  delete call.agentLegId;
}

/** Makes all that is derived anew, after a thaw or when a new centre was applied. */
export function rebuildDerived(world: World): void {
  world.directory = new Directory(world.centre);
  world.index = new RoutingIndex(world.directory);
  world.agentCount = new AgentCount(world.directory);
  world.crews = new CrewRoster(world.directory);
  world.places = new WaitingPlaces();
  world.persons = new PersonIndex();
  for (const recent of world.recentAttempts.values()) world.persons.add(recent);
  for (const agent of world.agents.values()) {
    world.index.refreshAgent(agent);
    world.agentCount.refreshAgent(agent);
    world.crews.refreshAgent(agent);
  }
  world.openLines = new OpenLines();
  for (const attempt of world.attempts.values()) world.openLines.refresh(attempt);
  for (const contact of world.contacts.values()) {
    world.index.refreshContact(contact);
    if (contact.phase === 'waiting') world.places.insert(contact);
    if (contact.phase === 'waiting' || contact.phase === 'offered') watchStaffFor(world, contact);
  }
}
