import { describeAnyOrder } from './any-order';

describeAnyOrder(150);
