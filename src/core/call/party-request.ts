import { never } from '../assert';
import type { PartyRequest } from '../input';
import type { Turn } from '../turn';
import { requestConference, requestLeave } from './conference';
import { requestConsult, requestConsultChange } from './consult';
import { requestPark, requestPickUp } from './park';
import { requestSupervise, requestSuperviseEnd } from './supervise';
import { requestTransfer } from './transfer';

/** What people ask about the parties of a call; each is done in one step, or refused by a code. */
export function handlePartyRequest(turn: Turn, request: PartyRequest): void {
  switch (request.type) {
    case 'call.transfer-requested':
      return requestTransfer(turn, request);
    case 'call.consult-requested':
      return requestConsult(turn, request);
    case 'call.consult-change-requested':
      return requestConsultChange(turn, request);
    case 'call.conference-requested':
      return requestConference(turn, request);
    case 'call.leave-requested':
      return requestLeave(turn, request);
    case 'call.park-requested':
      return requestPark(turn, request);
    case 'call.pick-up-requested':
      return requestPickUp(turn, request);
    case 'call.supervise-requested':
      return requestSupervise(turn, request);
    case 'call.supervise-end-requested':
      return requestSuperviseEnd(turn, request);
    default:
      return never(request);
  }
}
