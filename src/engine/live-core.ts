import { callbackViews } from '../core/callback/callback-view';
import { campaignViews } from '../core/dialer/campaign-view';
import { hopper } from '../core/dialer/hopper-demand';
import { staffingView } from '../core/queue/staffing';
import { recordingViews } from '../core/recording/recording-view';
import { step } from '../core/step';
import { agentViews, callViews, openCommandCount, queueViews, switchViews } from '../core/view';
import { freezeWorld, newWorld, thawWorld, type World } from '../core/world';
import type { Core, CoreViews } from './core';
import { floorNow } from './forecast/floor-now';

/** The core that the daemon, the snapshot worker and `leitstand replay` run. */
export const liveCore: Core<World> = { step, newWorld, freezeWorld, thawWorld };

export const liveViews: CoreViews<World> = {
  centre: (world) => world.centre,
  queues: queueViews,
  staffing: staffingView,
  agents: agentViews,
  calls: callViews,
  callbacks: callbackViews,
  campaigns: campaignViews,
  floorNow,
  recordings: recordingViews,
  switches: switchViews,
  hopper,
  openCommandCount,
};
