import { describeAsteriskContract } from './asterisk-contract';

describeAsteriskContract('websocket', 'net');
