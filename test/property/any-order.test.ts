import { describeAnyOrder } from './any-order';

/** A third of what any-order.long.test.ts tries. */
describeAnyOrder(50);
