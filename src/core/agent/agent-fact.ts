import type { HangupCause } from '../../port/hangup-cause';
import type { AgentState } from '../fact';
import type { AgentStatus } from '../input';

/** What became true about an agent's session. */
export type AgentFact =
  | {
      readonly type: 'agent.changed';
      readonly agentId: string;
      readonly providerId: string;
      readonly status: AgentStatus;
      readonly reason?: string;
      readonly state: AgentState;
      readonly callId?: string;
      /** The status before, where it or its reason is another now. */
      readonly was?: AgentStatus;
    }
  | {
      /** The nailed-up line of an agent stands, or is gone. */
      readonly type: 'agent.line';
      readonly agentId: string;
      readonly providerId: string;
      readonly line: 'up' | 'down';
      readonly cause?: HangupCause;
    }
  | {
      /** An agent set the status by phone. */
      readonly type: 'agent.signed-in';
      readonly agentId: string;
      readonly providerId: string;
      readonly callId: string;
      readonly status: AgentStatus;
    }
  | {
      readonly type: 'agent.sign-in-failed';
      readonly callId: string;
      readonly agentId?: string;
      readonly reason: 'unknown' | 'locked' | 'wrong-pin' | 'not-checked';
    }
  | {
      /** Their time is over: the agent does not have them any more. */
      readonly type: 'agent.skills-expired';
      readonly agentId: string;
      readonly providerId: string;
      readonly skills: readonly string[];
    }
  | {
      readonly type: 'agent.log-out-forced';
      readonly agentId: string;
      readonly providerId: string;
      readonly when: 'after-call' | 'now';
      readonly reason: string;
      readonly callId?: string;
    }
  | {
      readonly type: 'wrap-up.extended';
      readonly agentId: string;
      readonly callId: string;
      readonly until: number;
    }
  | {
      /** The wrap-up is over, and the queue asks for a disposition that was not given. */
      readonly type: 'disposition.missing';
      readonly callId: string;
      readonly queueId: string;
      readonly agentId: string;
    };
