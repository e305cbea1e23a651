import type { Command } from 'commander';
import { shortCallId } from '../call-name';
import type { Column } from '../columns';
import type { Session } from '../context';
import type { ListedRecording } from '../daemon-client';
import { formatDuration } from '../duration';
import { EXIT, type ExitCode } from '../exit-code';
import { formatTime } from '../local-time';
import { printJson, printLine, printPairs, printTable } from '../print';
import { consentText, pausesText } from '../recording-text';
import { example, type Register } from '../registration';

interface ListOptions {
  readonly call?: string;
  readonly agent?: string;
  readonly client?: string;
  readonly provider?: string;
  readonly limit: string;
}

export const registerRecording: Register = (program: Command, run) => {
  const recording = program.command('recording').description('look at recordings, and prove them');
  example(recording, 'leitstand recording list --agent anna', 'leitstand recording verify ID');
  const list = recording
    .command('list')
    .description('recordings of ended calls, those of the newest calls first')
    .option('--call <callId>', 'only those of this call')
    .option('--agent <agentId>', 'only conversations of this agent')
    .option('--client <clientId>', 'only calls of this client')
    .option('--provider <providerId>', 'only conversations of its agents')
    .option('--limit <rows>', 'how many at most, 1 to 1000', '50');
  example(list, 'leitstand recording list --json');
  list.action(run(listRecordings));
  const show = recording.command('show').description('one recording').argument('<recordingId>');
  example(show, 'leitstand recording show 2e16ea62-1111-84ec-8000-00000000004b');
  show.action(run(showRecording));
  const verify = recording
    .command('verify')
    .description('read the file again and compare its SHA-256 with the one in the record')
    .argument('<recordingId>');
  example(verify, 'leitstand recording verify 2e16ea62-1111-84ec-8000-00000000004b');
  verify.action(run(verifyRecording));
};

async function listRecordings(session: Session, options: ListOptions): Promise<void> {
  const recordings = await session.daemon().recordings({ ...options });
  if (session.json) return printJson(session, { recordings });
  printTable(session, columns(session), recordings, 'No recording matches.');
}

function columns(session: Session): Column<ListedRecording>[] {
  const { paint, zone } = session;
  return [
    { title: 'BEGUN', value: (r) => (r.startedAt ? formatTime(r.startedAt, zone) : '-') },
    { title: 'RECORDING', value: (r) => r.recordingId, paint: (t) => paint.strong(t) },
    { title: 'CALL', value: (r) => shortCallId(r.callId), dropOrder: 2 },
    { title: 'OF', value: (r) => r.purpose, dropOrder: 1 },
    { title: 'AGENT', value: (r) => r.agentId ?? '-', widthMin: 5 },
    {
      title: 'LENGTH',
      align: 'right',
      value: (r) => (r.audioMs === undefined ? '-' : formatDuration(r.audioMs)),
    },
    { title: 'CONSENT', value: (r) => r.consent.how, dropOrder: 3 },
    {
      title: 'FILE',
      value: (r) => (r.missing ? 'missing' : 'sealed'),
      paint: (text, r) => (r.missing ? paint.bad(text) : paint.good(text)),
    },
  ];
}

async function showRecording(session: Session, recordingId: string): Promise<void> {
  const found = await session.daemon().recording(recordingId);
  if (session.json) return printJson(session, found);
  const { zone } = session;
  const time = (at: number | undefined) => (at === undefined ? undefined : formatTime(at, zone));
  const { missing, sizeBytes, audioMs } = found;
  printPairs(session, [
    ['recording', `${found.recordingId}, ${found.purpose}`],
    ['call', `${found.callId} of ${found.clientId}`],
    ['queue', found.queueId],
    ['agent', found.agentId && `${found.agentId} of ${found.providerId ?? 'unknown'}`],
    ['consent', consentText(found.consent)],
    ['begun', time(found.startedAt)],
    ['ended', time(found.endedAt)],
    ['pauses', pausesText(found) || undefined],
    ['file', found.file && `${found.file} on ${found.switchId}`],
    ['size', sizeBytes === undefined ? undefined : `${sizeBytes} bytes`],
    ['sound', audioMs === undefined ? undefined : formatDuration(audioMs)],
    ['SHA-256', found.sha256],
    ['missing', missing && `${missing.code}: ${missing.detail}`],
  ]);
}

async function verifyRecording(session: Session, recordingId: string): Promise<ExitCode> {
  const found = await session.daemon().verifyRecording(recordingId);
  if (session.json) printJson(session, found);
  else if (found.intact) printLine(session, `intact: SHA-256 ${found.sha256}`);
  else {
    printLine(session, session.paint.bad('changed: this is not the file that was sealed'));
    printPairs(session, [
      ['sealed', found.sealedSha256],
      ['now', found.sha256],
    ]);
  }
  return found.intact ? EXIT.ok : EXIT.differs;
}
