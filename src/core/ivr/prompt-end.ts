import type { MediaEndReason } from '../../port/switch-event';
import type { Call } from '../call/call';
import type { Turn } from '../turn';
import { announceConsent, missConsent } from './consent-question';
import { notePromptEnded } from './digits';
import { enterNode, nodeAt } from './interpreter';
import { beginSpokenAnswer } from './spoken-answer';

/** What a node played to the caller is over: the flow moves on, or the time for a key runs. */
export function endPrompt(turn: Turn, call: Call, reason: MediaEndReason): void {
  if (call.phase !== 'ivr' || !call.ivr) return;
  const node = nodeAt(turn, call, call.ivr.node);
  switch (node?.type) {
    case 'play':
      return enterNode(turn, call, node.next);
    case 'comment':
    case 'voicemail':
      return beginSpokenAnswer(turn, call, node);
    case 'consent':
      if (node.mode === 'announce') {
        return enterNode(turn, call, announceConsent(turn, call, node, reason === 'finished'));
      }
      // Who heard no question cannot have answered it.
      if (reason === 'failed') return enterNode(turn, call, missConsent(turn, call, node));
      return notePromptEnded(turn, call);
    default:
      return notePromptEnded(turn, call);
  }
}
