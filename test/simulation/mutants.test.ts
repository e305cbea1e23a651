import { type Mutation, mutantCore } from './mutant';
import { simulateDay } from './simulated-day';

/** Mistakes that people make in such a core. The checkers have to find each of them. */
const MUTATIONS: readonly Mutation[] = [
  {
    name: 'an agent is free before the leg is gone',
    file: 'agent/assignment.ts',
    from: 'if (!assignment?.legEnded || !assignment.wrapUpDone) return;',
    to: 'if (!assignment?.wrapUpDone) return;',
  },
  {
    name: 'wrap-up has no timer',
    file: 'agent/assignment.ts',
    from: "setTimer(turn, { kind: 'wrap-up', agentId: agent.agentId }, until);",
    to: 'void until; void setTimer;',
  },
  {
    name: 'ties are broken by dice',
    file: 'agent/agent.ts',
    from: 'a.idleSince - b.idleSince ||',
    to: 'Math.random() - 0.5 ||',
  },
  {
    name: 'an agent who becomes free is not looked at',
    file: 'queue/routing.ts',
    from: 'for (const agent of turn.freshAgents) {',
    to: 'for (const agent of [] as typeof turn.freshAgents extends Set<infer A> ? A[] : never) {',
  },
  {
    name: 'a caller whose offer failed does not wait again',
    file: 'queue/offer.ts',
    from: "    dropOffer(turn, agent);\n  }\n  moveContact(turn, contact, 'waiting');",
    to: '    dropOffer(turn, agent);\n  }',
  },
  {
    name: 'a segment is not closed where the next begins',
    file: 'call/call.ts',
    from: '  closeSegment(call, at);\n  call.segment = {',
    to: '  call.segment = {',
  },
  {
    name: 'a late double of an offer makes a second call',
    file: 'call/offered.ts',
    from: 'if (world.legs.has(event.legId) || world.endedLegs.has(event.legId)) return;',
    to: 'if (world.legs.has(event.legId)) return;',
  },
  {
    name: 'a leg that is gone after a gap is not ended',
    file: 'call/reconcile.ts',
    from: '  endMissing(turn, audit, seen);\n',
    to: '  void endMissing;\n',
  },
  {
    name: 'no longest wait once an agent rang',
    file: 'contact/move-contact.ts',
    from: "else if (phase !== 'offered') clearTimer",
    to: 'else clearTimer',
  },
  {
    name: 'a call that ends on its way to the agent leaves no record',
    file: 'call/ending.ts',
    from: "  emit(turn, { type: 'record.completed', record }, call.clientId);",
    to: "  if (call.answeredAt !== undefined) emit(turn, { type: 'record.completed', record });",
  },
  {
    name: 'a lost outcome is waited for without a deadline',
    file: 'turn.ts',
    from: "  setTimer(turn, { kind: 'command', commandId }, at + deadlineMs(body));\n",
    to: '',
  },
  {
    name: 'the agent stays with a caller who left while the phone rang',
    file: 'queue/offer.ts',
    from: "  if (agent) dropOffer(turn, agent);\n  hangUpLeg(turn, leg, 'cancelled');",
    to: '  if (agent) dropOffer(turn, agent);\n  void hangUpLeg;',
  },
];

test.each(MUTATIONS)('caught: $name', async (mutation) => {
  const core = mutantCore(mutation);
  const caught: string[] = [];
  for (const seed of [1, 2, 3]) {
    const day = { seed, core, calls: 250, faults: 12, restarts: 2 };
    caught.push(...(await simulateDay(day)).broken);
    if (caught.length > 0) break;
  }
  expect(caught).not.toEqual([]);
});
