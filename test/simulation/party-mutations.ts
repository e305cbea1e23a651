import type { Mutation } from './mutant';

/** Mistakes about the further parties of a call. The laws have to find each of them. */
export const PARTY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the one consulted comes in while the customer still hears',
    seed: 4,
    file: 'call/arrange.ts',
    from: 'const isClear = !away || away.held;',
    to: 'const isClear = true;',
  },
  {
    name: 'who was consulted stays when the consultation is over',
    file: 'call/party.ts',
    from: '  if (leg && !isLent) hangUpLeg(turn, leg, cause);',
    to: "  if (leg && !isLent && cause !== 'normal') hangUpLeg(turn, leg, cause);",
  },
  {
    name: 'after a transfer nobody wraps up',
    file: 'call/party.ts',
    from: "const hasTalked = agent.state !== 'offered' && agent.state !== 'supervising';",
    to: "const hasTalked = agent.state === 'talking' && call.transfers === undefined;",
  },
  {
    name: 'a transfer that nobody answers leaves the caller with music for ever',
    file: 'call/guest-events.ts',
    from: "if (call.phase === 'transferring') requeue(turn, call);",
    to: "if (call.phase === 'queued') requeue(turn, call);",
  },
  {
    name: 'a parked call is never given back',
    file: 'call/park.ts',
    from: "  setTimer(turn, { kind: 'park', callId }, until);\n",
    to: '  void setTimer;\n',
  },
  {
    name: 'a target is called from another switch',
    file: 'call/invite.ts',
    from: 'if (switchId !== call.switchId) {',
    to: 'if (switchId.length === 0) {',
  },
  {
    name: 'who listens is heard',
    seed: 2,
    file: 'call/arrange.ts',
    from: "if (mode === undefined || mode === 'barge') return { role: 'talk' };",
    to: "if (mode !== 'whisper') return { role: 'talk' };",
  },
  {
    name: 'the place of who is sent on is lost',
    file: 'call/transfer.ts',
    from: "if (place === 'end') contact.leftPlace = undefined;",
    to: "if (place !== 'end') contact.leftPlace = undefined;",
  },
  {
    name: 'the segment goes on under the agent who left',
    file: 'call/call.ts',
    from: "  if (kind === 'talk' || kind === 'hold') openSegment(call, kind, at);\n}\n\n/** Nobody",
    to: '  void kind; void at;\n}\n\n/** Nobody',
  },
];
