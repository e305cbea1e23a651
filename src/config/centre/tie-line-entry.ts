import { z } from 'zod';
import type { TieLine } from '../../core/centre';
import type { Known } from './known';
import { idText, reference } from './text-value';

export const tieLineSchema = (known: Known) =>
  z.strictObject({
    from: reference(known, 'switch').pipe(idText),
    to: reference(known, 'switch').pipe(idText),
    trunk: idText,
  });

export const tieLineOf = (
  tieLineId: string,
  { from, to, trunk }: z.output<ReturnType<typeof tieLineSchema>>,
): TieLine => ({ tieLineId, fromSwitchId: from, toSwitchId: to, trunk });
