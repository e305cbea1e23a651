import type { Flow, FlowNode } from '../../core/ivr/flow';
import { problemAt } from '../shape-problem';
import type { Reading } from './section';

/**
 * A sign-in reads what `collect` nodes of its flow took; the PIN must be taken as a secret, else
 * it would stand in facts.
 */
export function checkSignIn(reading: Reading, flow: Flow, name: string): void {
  const node = flow.nodes[name];
  if (node?.type !== 'sign-in') return;
  const spot = reading.spot('flows', flow.flowId, 'nodes', name);
  for (const [key, variable] of [
    ['agent', node.agentVariable],
    ['pin', node.pinVariable],
  ] as const) {
    const sources = Object.values(flow.nodes).filter((one) => collects(one, variable));
    const isOpen = sources.some((one) => one.type === 'collect' && !one.secret);
    if (sources.length > 0 && !(key === 'pin' && isOpen)) continue;
    const fault =
      sources.length === 0
        ? { code: 'VARIABLE_UNKNOWN', reason: `no collect node of this flow takes "${variable}"` }
        : {
            code: 'PIN_SHOWN',
            reason: `the node that takes "${variable}" does not keep it secret`,
          };
    const remedy = sources.length === 0 ? 'ask for it before' : 'give that node secret: true';
    reading.take(problemAt(spot, [key], { ...fault, remedy }));
  }
}

const collects = (node: FlowNode, variable: string): boolean =>
  node.type === 'collect' && node.variable === variable;
