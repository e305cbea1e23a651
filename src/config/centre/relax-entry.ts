import { z } from 'zod';
import type { RelaxStep } from '../../core/queue/relaxation';
import { formatDuration } from '../duration';
import type { Known } from './known';
import { duration, expression, reference, skillLevels, truth } from './text-value';

const SECOND_MS = 1000;
const DAY_MS = 86_400 * SECOND_MS;
const STEPS_MAX = 20;

const stepSchema = (known: Known) =>
  z
    .strictObject({
      after: duration({ min: SECOND_MS, max: DAY_MS }),
      requires: expression(known),
      dropAsked: truth.prefault('false'),
      lower: skillLevels(known).optional(),
      drop: z.array(reference(known, 'skill')).min(1).optional(),
      alsoQueue: reference(known, 'queue').optional(),
      addProviders: z.array(reference(known, 'provider')).min(1).optional(),
    })
    .refine(({ after: _, dropAsked, ...parts }) => dropAsked || hasAny(parts), {
      message: 'a step that changes nothing: it has none of the keys that do',
      // A key that was misspelt is told by itself.
      when: ({ issues }) => issues.length === 0,
    });

const hasAny = (parts: object): boolean => Object.values(parts).some((one) => one !== undefined);

type WrittenStep = z.output<ReturnType<typeof stepSchema>>;

/** The steps of a queue, or of a queue node of a flow; each comes later than the one before. */
export const relaxSchema = (known: Known) =>
  z.array(stepSchema(known)).max(STEPS_MAX).superRefine(inOrder).optional();

function inOrder(steps: WrittenStep[], context: z.core.$RefinementCtx<WrittenStep[]>): void {
  for (const [index, { after }] of steps.entries()) {
    const before = steps[index - 1]?.after ?? 0;
    if (after > before) continue;
    context.addIssue({
      code: 'custom',
      path: [index, 'after'],
      message: `this step comes no later than the one before it (${formatDuration(before)})`,
      params: { code: 'RELAX_OUT_OF_ORDER', remedy: 'write the steps in the order of their times' },
      input: steps,
    });
  }
}

/** As the core knows them; a key that is not written stays absent. */
export const relaxOf = (
  steps: readonly WrittenStep[] | undefined,
): { readonly relax?: readonly RelaxStep[] } => (steps ? { relax: steps.map(stepOf) } : {});

const stepOf = (step: WrittenStep): RelaxStep => ({
  afterMs: step.after,
  ...(step.requires && { requirement: step.requires }),
  ...(step.dropAsked && { dropAsked: true }),
  ...(step.lower && { lower: step.lower }),
  ...(step.drop && { drop: step.drop }),
  ...(step.alsoQueue !== undefined && { alsoQueueId: step.alsoQueue }),
  ...(step.addProviders && { addProviderIds: step.addProviders }),
});
