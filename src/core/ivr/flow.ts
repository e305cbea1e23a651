import type { HangupCause } from '../../port/hangup-cause';
import type { MediaUri } from '../../port/switch-command';
import type { AgentStatus } from '../input';
import type { RelaxStep } from '../queue/relaxation';
import type { Requirement } from '../queue/requirement';

/** An IVR flow: named nodes, walked from `start`. Every exit names a node of the same flow. */
export interface Flow {
  readonly flowId: string;
  readonly clientId: string;
  readonly start: string;
  readonly nodes: Readonly<Record<string, FlowNode>>;
}

export type FlowNode =
  | AnswerNode
  | PlayNode
  | MenuNode
  | CollectNode
  | HoursNode
  | SetNode
  | SignInNode
  | ConsentNode
  | SurveyNode
  | CommentNode
  | VoicemailNode
  | QueueNode
  | HangupNode
  | CallbackNumberNode
  | CallbackNode
  | CallbackJoinNode
  | CallbackDeclineNode
  | DoNotCallNode;

/** A prompt after which one key decides. */
export type KeyNode = MenuNode | ConsentNode | SurveyNode;

/** A prompt that is played again until something is entered. */
export type AskingNode = KeyNode | CollectNode;

export interface AnswerNode {
  readonly type: 'answer';
  readonly next: string;
}

export interface PlayNode {
  readonly type: 'play';
  readonly media: readonly MediaUri[];
  readonly next: string;
}

/** One key, one exit. */
export interface MenuNode {
  readonly type: 'menu';
  readonly media: readonly MediaUri[];
  /** By digit: 0-9, * or #. */
  readonly choices: Readonly<Record<string, string>>;
  /** Counted from the end of the prompt. */
  readonly timeoutMs: number;
  /** How often the prompt is played in all, 1 to 10. */
  readonly attemptsMax: number;
  /** Played before the prompt when the key was none of the choices, or none came. */
  readonly invalidMedia: readonly MediaUri[];
  readonly onFailed: string;
}

/** A number of digits into a variable. */
export interface CollectNode {
  readonly type: 'collect';
  readonly media: readonly MediaUri[];
  readonly variable: string;
  /** What is entered is shown nowhere: a PIN. */
  readonly secret?: boolean;
  readonly digitsMin: number;
  readonly digitsMax: number;
  /** The digit that ends the entry early; it is not part of it. */
  readonly terminator?: string;
  readonly firstDigitTimeoutMs: number;
  readonly interDigitTimeoutMs: number;
  readonly attemptsMax: number;
  readonly invalidMedia: readonly MediaUri[];
  readonly next: string;
  readonly onFailed: string;
}

export interface HoursNode {
  readonly type: 'hours';
  readonly calendarId: string;
  readonly open: string;
  readonly closed: string;
}

/** Sets a variable; `${name}` in the value is replaced by another one's. */
export interface SetNode {
  readonly type: 'set';
  readonly variable: string;
  readonly value: string;
  readonly next: string;
}

/** An agent who calls sets the status, with what `collect` nodes took into two variables. */
export interface SignInNode {
  readonly type: 'sign-in';
  readonly agentVariable: string;
  /** Emptied as soon as it is read: it comes into no record. */
  readonly pinVariable: string;
  readonly status: AgentStatus;
  readonly reason?: string;
  readonly next: string;
  readonly onFailed: string;
}

/**
 * Tells the caller that the conversation will be recorded, or asks: key 1 is yes, key 2 is no, and
 * so is no key. What was answered, and to what, is kept with the call's record.
 */
export interface ConsentNode {
  readonly type: 'consent';
  readonly mode: 'announce' | 'ask';
  readonly media: readonly MediaUri[];
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  readonly invalidMedia: readonly MediaUri[];
  readonly next: string;
  /** Taken by who does not agree, and where the prompt could not be heard. */
  readonly onRefused: string;
}

/** After the call: a mark from 1 to 5, or whether the matter is solved (1 yes, 2 no). */
export interface SurveyNode {
  readonly type: 'survey';
  readonly question: 'rating' | 'solved';
  readonly media: readonly MediaUri[];
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  readonly invalidMedia: readonly MediaUri[];
  /** Taken with an answer and without. */
  readonly next: string;
}

/** After the call: what the caller says is recorded until a key, the length, or the end. */
export interface CommentNode {
  readonly type: 'comment';
  readonly media: readonly MediaUri[];
  readonly lengthMaxMs: number;
  readonly next: string;
}

/** What the caller says is kept as a message, until the key #, the length, or the end. */
export interface VoicemailNode {
  readonly type: 'voicemail';
  /** The last of it is the tone. */
  readonly media: readonly MediaUri[];
  readonly lengthMaxMs: number;
  readonly next: string;
  /** Nothing was said, or nothing could be recorded; in older flows absent: next. */
  readonly onFailed?: string;
}

/** Hands the contact to a queue. */
export interface QueueNode {
  readonly type: 'queue';
  readonly queueId: string;
  /** Asked for beside what the queue itself asks. */
  readonly skills: Requirement;
  /** Taken instead of the queue's own steps. */
  readonly relax?: readonly RelaxStep[];
  /** 0 to 9, higher first. */
  readonly priority: number;
  /** The agent whose caller it is, by id; `${name}` stands for a variable. For sticky queues. */
  readonly ownAgent?: string;
  /** Taken when the queue's longest wait is over. */
  readonly onTimeout: string;
  /** Taken when the queue is full. */
  readonly onFull: string;
  /** Taken when the wait would be too long; else `onFull`. */
  readonly onLongWait?: string;
  /** Taken when nobody is logged in who could serve; else `onFull`. */
  readonly onNoAgents?: string;
  /** Taken outside of the queue's hours; else `onTimeout`. */
  readonly onClosed?: string;
  /** By digit: where a caller goes who presses it while waiting. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Puts the number to be called back into a variable, if it may be called. */
export interface CallbackNumberNode {
  readonly type: 'callback-number';
  readonly queueId: string;
  /** It is in the variable already, as the caller typed it; else the caller's own. */
  readonly typed: boolean;
  readonly next: string;
  readonly otherwise: string;
}

/** Lets the contact keep its place without the call. */
export interface CallbackNode {
  readonly type: 'callback';
  /** The queue node of this flow whose place, priority and exits the contact has. */
  readonly place: string;
  /** Where the flow goes on with the customer who was called back. */
  readonly answered: string;
  readonly next: string;
  readonly onFailed: string;
}

/** The customer who was called back stands in line again. */
export interface CallbackJoinNode {
  readonly type: 'callback-join';
}

/** The customer who was called back wants no callback any more. */
export interface CallbackDeclineNode {
  readonly type: 'callback-decline';
  readonly next: string;
}

/** The customer, whichever side called, is not to be called any more for this client. */
export interface DoNotCallNode {
  readonly type: 'do-not-call';
  readonly next: string;
}

export interface HangupNode {
  readonly type: 'hangup';
  readonly cause: HangupCause;
}
