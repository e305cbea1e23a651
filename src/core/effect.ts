import type { SwitchCommand } from '../port/switch-command';

/** What the engine has to do, as data. Carried out after the input is safe in the journal. */
export type Effect =
  | { readonly type: 'command'; readonly command: SwitchCommand }
  /** Sets, or moves, the one timer of this id. */
  | { readonly type: 'timer.set'; readonly timerId: string; readonly at: number }
  | { readonly type: 'timer.clear'; readonly timerId: string }
  /** Holds a PIN against its hash; the answer is the input `agent.sign-in-checked`. */
  | {
      readonly type: 'pin.check';
      readonly callId: string;
      readonly agentId: string;
      readonly pin: string;
      readonly pinHash: string;
    };
