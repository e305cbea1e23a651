import { Argument, type Command, Option } from 'commander';
import type { CallView, GuestView } from '../../engine/facade';
import { CodedError } from '../../port/coded-error';
import { isShort, onlyCall, shortCallId } from '../call-name';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatWait } from '../duration';
import { formatClock } from '../local-time';
import { paintPhase, partiesText } from '../party-text';
import { printJson, printLine, printPairs, printTable } from '../print';
import { example, type Register } from '../registration';
import { registerCallRecord } from './call-record';

type Named = Readonly<Record<string, string | undefined>>;

export const registerCall: Register = (program: Command, run) => {
  const call = program
    .command('call')
    .description('calls that go on: hold, transfer, consult, confer, park, supervise');
  example(call, 'leitstand call list', 'leitstand call transfer 2e16ea62…00004b --queue billing');
  const list = call.command('list').description('every call: who is in it, and since when');
  example(list, 'leitstand call list --json');
  list.action(run(listCalls));
  const show = call.command('show').description('one call').argument('<callId>');
  example(show, 'leitstand call show 2e16ea62…00004b');
  show.action(run(showCall));
  registerSimple(call, run);
  registerSending(call, run);
  registerConsult(call, run);
  registerPark(call, run);
  registerSupervise(call, run);
  registerCallRecord(call, run);
};

const registerSimple: Register = (call, run) => {
  const verbs = [
    ['hold', 'the customer hears music'],
    ['retrieve', 'take the customer back from hold'],
    ['hangup', 'end the call'],
  ] as const;
  for (const [verb, text] of verbs) {
    const command = call.command(verb).description(text).argument('<callId>');
    example(command, `leitstand call ${verb} 2e16ea62…00004b`);
    command.action(run((session, given: string) => ask(session, given, verb)));
  }
};

const registerSending: Register = (call, run) => {
  const transfer = call
    .command('transfer')
    .description('send the call on; who serves it is free at once')
    .argument('<callId>')
    .option('--agent <agentId>', 'to a colleague, whose phone rings')
    .option('--target <targetId>', 'to somebody outside, by the name in the centre file')
    .option('--queue <queueId>', 'into a queue of the same client')
    .option('--flow <flowId>', 'into a flow of the same client, at its start')
    .addOption(
      new Option('--place <place>', 'in the queue: with its age, or last').choices(['keep', 'end']),
    );
  example(transfer, 'leitstand call transfer 2e16ea62…00004b --agent ben');
  transfer.action(
    run((session, given: string, to: Named) => ask(session, given, 'transfer', { ...to })),
  );
};

const CHANGES = ['complete', 'cancel', 'swap', 'merge'] as const;

const registerConsult: Register = (call, run) => {
  const verbs = [
    ['consult', 'talk with somebody else first; the customer hears music'],
    ['conference', 'one more takes part, heard by all'],
    ['leave', 'one leaves a conference; the others go on'],
  ] as const;
  for (const [verb, text] of verbs) {
    const command = call
      .command(verb)
      .description(text)
      .argument('<callId>')
      .option('--agent <agentId>', 'an agent of the centre')
      .option('--target <targetId>', 'somebody outside, by the name in the centre file');
    if (verb === 'consult') {
      command.addArgument(
        new Argument('[change]', 'complete (attended transfer), cancel, swap, merge').choices(
          CHANGES,
        ),
      );
      example(
        command,
        'leitstand call consult CALL --agent ben',
        'leitstand call consult CALL swap',
      );
      command.action(
        run((session, given: string, change: string | undefined, to: Named) =>
          change === undefined
            ? ask(session, given, verb, { ...to })
            : ask(session, given, `${verb}/${change}`),
        ),
      );
      continue;
    }
    example(command, `leitstand call ${verb} 2e16ea62…00004b --agent ben`);
    command.action(
      run((session, given: string, to: Named) => ask(session, given, verb, { ...to })),
    );
  }
};

const registerPark: Register = (call, run) => {
  const park = call
    .command('park')
    .description('music in a slot, until somebody picks the call up')
    .argument('<callId>')
    .argument('[slot]', 'default: the next free number');
  example(park, 'leitstand call park 2e16ea62…00004b');
  park.action(
    run((session, given: string, slot: string | undefined) =>
      ask(session, given, 'park', { slot }),
    ),
  );
  const pickUp = call
    .command('pick-up')
    .description("the agent's phone rings, and gets the parked call")
    .argument('<callId>', 'or the slot')
    .requiredOption('--agent <agentId>', 'who takes it');
  example(pickUp, 'leitstand call pick-up 1 --agent ben');
  pickUp.action(
    run((session, given: string, by: Named) => ask(session, given, 'pick-up', { ...by })),
  );
};

const registerSupervise: Register = (call, run) => {
  const supervise = call
    .command('supervise')
    .description("a supervisor's phone rings: listen, whisper to the agent, barge in, or end")
    .argument('<callId>')
    .addArgument(
      new Argument('<mode>', 'what to be in the call').choices([
        'listen',
        'whisper',
        'barge',
        'end',
      ]),
    )
    .requiredOption('--agent <agentId>', 'the supervisor, as in the centre file');
  example(supervise, 'leitstand call supervise 2e16ea62…00004b listen --agent dora');
  supervise.action(
    run((session, given: string, mode: string, by: Named) =>
      mode === 'end'
        ? ask(session, given, 'supervise/end', { ...by })
        : ask(session, given, 'supervise', { ...by, mode }),
    ),
  );
};

async function ask(session: Session, given: string, verb: string, body?: Named): Promise<void> {
  const calls = await session.daemon().calls();
  const callId = nameOf(given, calls);
  const written =
    body && Object.fromEntries(Object.entries(body).filter(([, v]) => v !== undefined));
  const { seq, at } = await session.daemon().controlCall(callId, verb, pickBody(written));
  if (session.json) printJson(session, { callId, seq, at });
  else printLine(session, `${shortCallId(callId)}: ${verb.replace('/', ' ')} is under way`);
}

/** Options that every command takes are no part of what is asked. */
const ASKED = ['agent', 'target', 'queue', 'flow', 'place', 'slot', 'mode'];

const pickBody = (body: Named | undefined): Named | undefined =>
  body && Object.fromEntries(Object.entries(body).filter(([key]) => ASKED.includes(key)));

/** A call's id, short or whole, or the slot in which it is parked. */
function nameOf(given: string, calls: readonly CallView[]): string {
  const inSlot = calls.filter((call) => call.parked?.slot === given);
  const [only] = inSlot;
  if (only && inSlot.length === 1) return only.callId;
  const ids = calls.map((call) => call.callId);
  return isShort(given) ? onlyCall(given, ids) : given;
}

async function listCalls(session: Session): Promise<void> {
  const calls = await session.daemon().calls();
  if (session.json) printJson(session, { calls });
  else printTable(session, columns(session), calls, 'No call goes on.');
}

function columns(session: Session): Column<CallView>[] {
  const { paint } = session;
  const now = session.context.clock.now();
  return [
    { title: 'CALL', value: (c) => shortCallId(c.callId), paint: (t) => paint.strong(t) },
    { title: 'FROM', value: (c) => c.ani, widthMin: 6 },
    { title: 'TO', value: (c) => c.dnis, widthMin: 4, dropOrder: 2 },
    { title: 'PHASE', value: (c) => c.phase, paint: (t, c) => paintPhase(paint, t, c.phase) },
    { title: 'FOR', align: 'right', value: (c) => formatWait(now - c.since) },
    { title: 'QUEUE', value: (c) => c.queueId ?? '-', widthMin: 5 },
    { title: 'PARTIES', value: partiesText, widthMin: 8 },
    { title: 'IN ALL', align: 'right', value: (c) => formatWait(now - c.offeredAt), dropOrder: 1 },
  ];
}

async function showCall(session: Session, given: string): Promise<void> {
  const calls = await session.daemon().calls();
  const callId = nameOf(given, calls);
  const call = calls.find((one) => one.callId === callId);
  if (!call) {
    const remedy = 'leitstand call list shows those that go on, leitstand cdr show those over';
    throw new CodedError('CALL_NOT_FOUND', `no call "${given}" goes on`, remedy);
  }
  if (session.json) {
    printJson(session, call);
    return;
  }
  const { parked, guests = [] } = call;
  printPairs(session, [
    ['call', call.callId],
    ['client', call.clientId],
    ['from', call.ani],
    ['to', call.dnis],
    ['phase', call.phase],
    ['queue', call.queueId],
    ['served by', call.agentId ?? (call.targetId && `${call.targetId} (outside)`)],
    ...guests.map((guest): [string, string] => [guest.role, guestText(guest)]),
    ['parked', parked && `slot ${parked.slot} until ${formatClock(parked.until, session.zone)}`],
    ['switch', call.switchId],
  ]);
}

const guestText = ({ agentId, targetId, phase, mode }: GuestView): string =>
  `${agentId ?? `${targetId} (outside)`}, ${phase}${mode ? `, ${mode}` : ''}`;
