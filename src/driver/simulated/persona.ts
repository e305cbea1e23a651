import type { Prng } from './prng';

/** How somebody handles a prompt that asks for keys. */
export const KEY_HABITS = [
  /** Listens, then presses what the prompt wants. */
  'right',
  /** Knows the menu and presses into the prompt. */
  'early',
  /** Presses a key that is no choice first. */
  'wrong',
  /** Presses nothing: an old phone, or no idea. */
  'none',
  /** A child, a fax or a broken phone: dozens of digits within a second. */
  'storm',
] as const;

export type KeyHabit = (typeof KEY_HABITS)[number];

/** A share for each kind; they need not add up to one. */
export type Shares<K extends string> = Readonly<Partial<Record<K, number>>>;

/** What the callers of a contact centre are like. All times in ms. */
export interface CallerMix {
  readonly habits: Shares<KeyHabit>;
  /** How long they stay without talking to anybody: exponential around this mean. */
  readonly patienceMeanMs: number;
  /** Median of a log-normal talk time, sigma 0.6. */
  readonly talkMedianMs: number;
  /** Share of talks that the caller ends; the agent ends the others. */
  readonly hangsUpFirst: number;
  /** Share that hangs up at any moment, whatever goes on. */
  readonly whims: number;
  /** How long one of those stays at most. */
  readonly whimMostMs: number;
  /** How long a caller bears to be on hold. */
  readonly holdPatienceMeanMs: number;
}

export const USUAL_CALLERS: CallerMix = {
  habits: { right: 70, early: 15, wrong: 8, none: 5, storm: 2 },
  patienceMeanMs: 120_000,
  talkMedianMs: 150_000,
  hangsUpFirst: 0.6,
  whims: 0.05,
  whimMostMs: 60_000,
  holdPatienceMeanMs: 180_000,
};

/** One caller's own numbers, drawn from the mix. */
export interface CallerPersona {
  readonly habit: KeyHabit;
  readonly patienceMs: number;
  readonly talkMs: number;
  readonly hangsUpFirst: boolean;
  readonly whimMs?: number;
  readonly holdPatienceMs: number;
}

export function drawCaller(prng: Prng, mix: CallerMix): CallerPersona {
  const persona = {
    habit: prng.weighted(mix.habits),
    patienceMs: Math.round(prng.exponential(mix.patienceMeanMs)) + 500,
    talkMs: Math.round(prng.logNormal(mix.talkMedianMs, 0.6)),
    hangsUpFirst: prng.chance(mix.hangsUpFirst),
    holdPatienceMs: Math.round(prng.exponential(mix.holdPatienceMeanMs)) + 500,
  };
  return prng.chance(mix.whims) ? { ...persona, whimMs: prng.between(0, mix.whimMostMs) } : persona;
}

/** What an agent's phone does with one offer. */
export const PHONE_ANSWERS = [
  'answers',
  /** Rings until the ring timeout. */
  'never-answers',
  'busy',
  'rejects',
  /** Its registration is lost while it rings or talks. */
  'vanishes',
  /** Answers in the very instant in which the ring timeout or the caller may end it. */
  'answers-late',
] as const;

export type PhoneAnswer = (typeof PHONE_ANSWERS)[number];

/** What the agents' phones are like. All times in ms. */
export interface PhoneMix {
  readonly answers: Shares<PhoneAnswer>;
  readonly answerMeanMs: number;
  /** About when `answers-late` answers: set it near the ring timeout. */
  readonly answerLateMs: number;
  /** Share of talks in which the phone hangs up by itself, early. */
  readonly hangsUpFirst: number;
  readonly talkMedianMs: number;
  /** How long a phone that vanished stays away. */
  readonly awayMeanMs: number;
}

export const USUAL_PHONES: PhoneMix = {
  answers: {
    answers: 90,
    'never-answers': 4,
    busy: 2,
    rejects: 2,
    vanishes: 1,
    'answers-late': 1,
  },
  answerMeanMs: 2500,
  answerLateMs: 15_000,
  hangsUpFirst: 0.4,
  talkMedianMs: 150_000,
  awayMeanMs: 90_000,
};

/** What a number does that is called through a trunk. */
export const PARTY_ANSWERS = [
  'human',
  'machine',
  'busy',
  'no-answer',
  'rejects',
  'unknown-number',
  'unreachable',
] as const;

export type PartyAnswer = (typeof PARTY_ANSWERS)[number];

/** What the called parties behind a trunk are like. All times in ms. */
export interface PartyMix {
  readonly answers: Shares<PartyAnswer>;
  /** From the call to the first ring. */
  readonly setupMeanMs: number;
  readonly answerMeanMs: number;
  /** What a person presses at a prompt, by its first media uri; one of the list, each as likely. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** How long a person who hears nobody stays. */
  readonly silencePatienceMs: number;
  readonly talkMedianMs: number;
  readonly hangsUpFirst: number;
}

export const USUAL_PARTIES: PartyMix = {
  answers: {
    human: 35,
    machine: 20,
    'no-answer': 30,
    busy: 8,
    rejects: 3,
    'unknown-number': 3,
    unreachable: 1,
  },
  setupMeanMs: 1500,
  answerMeanMs: 8000,
  silencePatienceMs: 3000,
  talkMedianMs: 90_000,
  hangsUpFirst: 0.5,
};
