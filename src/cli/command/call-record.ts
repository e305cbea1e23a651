import type { Command } from 'commander';
import type { CallView } from '../../engine/facade';
import { CodedError } from '../../port/coded-error';
import { isShort, onlyCall, shortCallId } from '../call-name';
import type { Session } from '../context';
import type { RecordVerb } from '../daemon-client';
import { printJson, printLine } from '../print';
import { example, type Register } from '../registration';

const ABOUT: Readonly<Record<RecordVerb, string>> = {
  start: 'record the conversation, where the queue allows it and the caller agreed',
  pause: 'record silence from now on: before a card number is spoken',
  resume: 'record what is said again',
  stop: 'end the recording of the conversation',
};

export const registerCallRecord: Register = (call: Command, run) => {
  const record = call.command('record').description('record a conversation, or silence in it');
  example(record, 'leitstand call record pause 2e16ea62…00004b');
  for (const verb of ['start', 'pause', 'resume', 'stop'] as const) {
    const command = record.command(verb).description(ABOUT[verb]);
    command.argument('<callId>', 'whole, or short as in a list');
    if (verb === 'start') command.option('--spoken', 'the caller told the agent: it may be');
    example(command, `leitstand call record ${verb} 2e16ea62…00004b`);
    command.action(
      run((session, given: string, options: { readonly spoken?: boolean }) =>
        control(session, given, { verb, spoken: options.spoken === true }),
      ),
    );
  }
};

interface Wish {
  readonly verb: RecordVerb;
  readonly spoken: boolean;
}

/** How the call's recording stands when the switch has done it. */
const OUTCOME = { start: 'running', pause: 'paused', resume: 'running', stop: undefined } as const;
const TOLD: Readonly<Record<RecordVerb, string>> = {
  start: 'is being recorded',
  pause: 'silence is being recorded',
  resume: 'is being recorded again',
  stop: 'is not being recorded any more',
};
const LOOK_MS = 200;
const LOOKS_MAX = 60;

/** Ends when the switch has said so: before that nobody may begin to speak a card number. */
async function control(session: Session, given: string, { verb, spoken }: Wish): Promise<void> {
  const daemon = session.daemon();
  const callId = isShort(given)
    ? onlyCall(
        given,
        (await daemon.calls()).map((call) => call.callId),
      )
    : given;
  let call: CallView | undefined = await daemon.recordCall(callId, verb, spoken);
  for (let looks = 0; call && call.recording !== OUTCOME[verb]; looks += 1) {
    if (looks >= LOOKS_MAX) throw notDone(verb);
    await pause(session);
    call = (await daemon.calls()).find((one) => one.callId === callId);
  }
  if (!call && verb !== 'stop') {
    throw new CodedError('CALL_NOT_FOUND', 'the call ended meanwhile');
  }
  if (session.json) printJson(session, { callId, recording: call?.recording ?? null });
  else printLine(session, `${shortCallId(callId)} ${TOLD[verb]}`);
}

const pause = ({ context: { clock } }: Session): Promise<void> =>
  new Promise((resolve) => {
    clock.schedule(clock.now() + LOOK_MS, resolve);
  });

const notDone = (verb: RecordVerb): CodedError =>
  new CodedError(
    'RECORDING_NOT_CHANGED',
    `the switch has not done it: ${verb}`,
    verb === 'pause' ? 'do not let the number be spoken; stop the recording' : 'try again',
  );
