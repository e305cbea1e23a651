import type { QueueConfig } from '../../src/core/centre';
import { AppQueueRouter, type AppQueueSetting } from '../day/app-queue-router';
import { CallCenterRouter, type CallCenterSetting } from '../day/call-center-router';
import type { CoreSetting } from '../day/core-centre';
import { CoreRouter } from '../day/core-router';
import type { Router } from '../day/router';
import type { CallerClass, Scenario } from '../day/scenario';

/** A system with one of its settings, made anew for each day. */
export interface Contender {
  readonly policy: string;
  readonly isOurs: boolean;
  readonly open: (scenario: Scenario) => Router;
}

const ours = (setting: CoreSetting): Contender => ({
  policy: `leitstand ${setting.name}`,
  isOurs: true,
  open: (scenario) => new CoreRouter(scenario, setting),
});

const freeswitch = (name: string, setting: CallCenterSetting): Contender => ({
  policy: `mod_callcenter ${name}`,
  isOurs: false,
  open: (scenario) => new CallCenterRouter(scenario, setting),
});

const asterisk = (name: string, setting: AppQueueSetting): Contender => ({
  policy: `app_queue ${name}`,
  isOurs: false,
  open: (scenario) => new AppQueueRouter(scenario, setting),
});

const ONLY_SHARED = 1.5;

/** docs/centre-file.md, "What we recommend": more weight where all agents are wanted elsewhere. */
const recommended = ({ name }: CallerClass): Partial<QueueConfig> => ({
  chooseAgent: ['least-proficient'],
  urgency: { curve: 'in-time-first', weight: name === 'support' ? ONLY_SHARED : 1 },
});

const deadline = (): Partial<QueueConfig> => ({
  chooseAgent: ['least-proficient'],
  urgency: { curve: 'deadline' },
});

/** What the documentation recommends first, then what a queue does that says nothing. */
export const CONTENDERS: readonly Contender[] = [
  ours({ name: 'recommended', queue: recommended }),
  ours({ name: 'deadline', queue: deadline }),
  ours({ name: 'default' }),
  freeswitch('longest-idle-agent', { strategy: 'longest-idle-agent' }),
  freeswitch('top-down', { strategy: 'top-down' }),
  freeswitch('round-robin', { strategy: 'round-robin' }),
  freeswitch('longest-idle-agent, tiers 10 s', {
    strategy: 'longest-idle-agent',
    tierWaitSeconds: 10,
  }),
  freeswitch('round-robin, tiers 10 s', { strategy: 'round-robin', tierWaitSeconds: 10 }),
  asterisk('rrmemory', { strategy: 'rrmemory' }),
  asterisk('leastrecent', { strategy: 'leastrecent' }),
  asterisk('fewestcalls', { strategy: 'fewestcalls' }),
  asterisk('leastrecent, penalty', { strategy: 'leastrecent', penalties: true }),
  asterisk('leastrecent, penaltychange 10 s', {
    strategy: 'leastrecent',
    penalties: true,
    penaltyChangeSeconds: 10,
  }),
  asterisk('leastrecent, penalty, longest caller', {
    strategy: 'leastrecent',
    penalties: true,
    forceLongestWaitingCaller: true,
  }),
];
