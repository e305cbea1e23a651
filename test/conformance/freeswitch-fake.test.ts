import { describeRecorded } from './freeswitch-recorded';

describeRecorded('net', [1]);
