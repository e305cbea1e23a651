import { hashPin, PIN } from '../../config/pin';
import { CodedError } from '../../port/coded-error';
import type { Session } from '../context';
import { printJson, printLine } from '../print';
import { example, type Register } from '../registration';

/** A PIN is asked for on standard input, so that it stands in no list of processes or history. */
export const registerAgentPin: Register = (agent, run) => {
  const pin = agent
    .command('pin')
    .description('hash a PIN, read from standard input, for signIn in the centre file');
  example(pin, 'leitstand agent pin < pin.txt');
  pin.action(run(printHash));
};

async function printHash(session: Session): Promise<void> {
  const pin = (await session.context.readInput()).trim();
  if (!PIN.test(pin)) {
    throw new CodedError(
      'PIN_INVALID',
      'a PIN has 4 to 12 digits',
      'leitstand agent pin < pin.txt',
    );
  }
  const pinHash = hashPin(pin);
  if (session.json) printJson(session, { pin: pinHash });
  else printLine(session, pinHash);
}
