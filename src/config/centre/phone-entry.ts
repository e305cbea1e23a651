import { z } from 'zod';
import type { PhoneConfig } from '../../core/centre';
import { PIN_HASH } from '../pin';
import type { Known } from './known';
import { idText, reference } from './text-value';

const NUMBER = /^\+?[0-9 ()/-]{3,40}$/;

/** A phone that registers with a switch, or a number that is called through a trunk of it. */
export const phoneSchema = (known: Known) =>
  z
    .strictObject({
      switch: reference(known, 'switch').pipe(idText),
      device: idText.optional(),
      number: z.string().regex(NUMBER, 'a number as the trunk takes it: +49 30 5550123').optional(),
      trunk: idText.optional(),
      confirm: z.enum(['true', 'false']).optional(),
      line: z.enum(['on-demand', 'nailed-up']).optional(),
    })
    .refine((phone) => (phone.device === undefined) !== (phone.number === undefined), {
      message: 'either a device, or a number and a trunk',
    })
    .refine((phone) => (phone.number === undefined) === (phone.trunk === undefined), {
      path: ['trunk'],
      message: 'a number is called through a trunk, a device is not',
    })
    .refine((phone) => !mayBeMailbox(phone), {
      path: ['line'],
      message: 'a mailbox could take the line: "confirm: false" says that this number has none',
    });

interface WrittenLine {
  readonly line?: string | undefined;
  readonly number?: string | undefined;
  readonly confirm?: string | undefined;
}

/** A nailed-up line is up as soon as it is answered, by whatever. */
const mayBeMailbox = (phone: WrittenLine): boolean =>
  phone.line === 'nailed-up' && phone.number !== undefined && phone.confirm !== 'false';

/** Mailboxes answer numbers, too: a key confirms unless that is not wanted. */
export function phoneOf(written: z.output<ReturnType<typeof phoneSchema>>): PhoneConfig {
  const { device, number = '', trunk, line } = written;
  const isConfirmed = (written.confirm ?? String(trunk !== undefined)) === 'true';
  return {
    switchId: written.switch,
    device: device ?? number.replace(/[ ()/-]/g, ''),
    ...(trunk !== undefined && { trunk }),
    ...(isConfirmed && line !== 'nailed-up' && { confirm: true }),
    ...(line === 'nailed-up' && { line }),
  };
}

/** The PIN stands in the file as its hash: whoever reads the file does not have it. */
export const signInSchema = z
  .strictObject({
    number: z.string().regex(/^\d{1,12}$/, 'digits, as the agent enters them'),
    pin: z.string().regex(PIN_HASH, 'the hash that "leitstand agent pin" prints'),
  })
  .optional();
