import { z } from 'zod';
import { fileProblem, named } from './view-schema';

const centreChange = named(
  'CentreChange',
  z.object({
    kind: z.enum(['added', 'changed', 'removed']),
    what: z.string(),
    id: z.string(),
    fields: z.array(
      z.object({
        path: z.string(),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
      }),
    ),
  }),
);

export const centreOutcome = named(
  'CentreOutcome',
  z.object({
    applied: z.boolean(),
    changes: z.array(centreChange),
    problems: z.array(fileProblem).describe('warnings; an error refuses the file with 422'),
    seq: z.int().optional(),
  }),
);
