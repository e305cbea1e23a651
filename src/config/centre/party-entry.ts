import { z } from 'zod';
import type { Supervision, TransferTarget } from '../../core/centre';
import { refine } from '../shape-problem';
import type { Known } from './known';
import { idText, nameText, reference } from './text-value';

const SPACING = /[\s()/-]/g;
const DIALLED = /^\+?[0-9]{2,20}$/;

/** A number that the trunk is asked for; spaces, brackets, dashes and slashes are left out. */
const dialled = z
  .string()
  .superRefine(
    refine((written: string) =>
      DIALLED.test(written.replace(SPACING, ''))
        ? null
        : {
            code: 'NUMBER_INVALID',
            reason: `${JSON.stringify(written.slice(0, 40))} is no number to call`,
            remedy: 'digits with or without +, as the trunk takes them',
          },
    ),
  )
  .transform((written) => written.replace(SPACING, ''));

/** Whose calls an agent may listen to. */
export const supervisesSchema = (known: Known) =>
  z
    .strictObject({
      providers: z.array(reference(known, 'provider')).optional(),
      clients: z.array(reference(known, 'client')).optional(),
    })
    .optional();

export const supervisionOf = (
  written: z.output<ReturnType<typeof supervisesSchema>>,
): { supervises?: Supervision } =>
  written === undefined
    ? {}
    : {
        supervises: {
          providerIds: [...new Set(written.providers)],
          clientIds: [...new Set(written.clients)],
        },
      };

export const transferTargetSchema = (known: Known) =>
  z.strictObject({
    name: nameText,
    number: dialled,
    trunk: idText,
    switch: reference(known, 'switch').pipe(idText),
    clients: z.array(reference(known, 'client')).optional(),
  });

export const transferTargetOf = (
  targetId: string,
  written: z.output<ReturnType<typeof transferTargetSchema>>,
): TransferTarget => ({
  targetId,
  name: written.name,
  number: written.number,
  trunk: written.trunk,
  switchId: written.switch,
  ...(written.clients && { clientIds: [...new Set(written.clients)] }),
});
