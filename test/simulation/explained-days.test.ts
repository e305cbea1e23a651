import { explainsADay } from './explained-day';

jest.setTimeout(120_000);

test('every offer of a day is explained by the agent who was rung, with no clause', () =>
  explainsADay(100, 100));
