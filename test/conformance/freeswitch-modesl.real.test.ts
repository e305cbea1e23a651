import { describeRecorded } from './freeswitch-recorded';

// No server is needed, but the waits of a whole suite are too long for the fast tests.
describeRecorded('modesl', [1, 2, 3]);
