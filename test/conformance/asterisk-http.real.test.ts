import { describeAsteriskContract } from './asterisk-contract';

describeAsteriskContract('http', 'asterisk-manager');
