import { describeAsteriskContract } from './asterisk-contract';

describeAsteriskContract('ari-client', 'net');
