import { z } from 'zod';
import type { Flow, FlowNode } from '../../core/ivr/flow';
import { problemAt } from '../shape-problem';
import { flowNodeOf, flowNodeSchema } from './flow-node';
import type { Known } from './known';
import type { Reading } from './section';
import { reference } from './text-value';

const flowSchema = (known: Known) =>
  z.strictObject({
    client: reference(known, 'client'),
    start: z.string().optional(),
    nodes: z.record(z.string(), z.unknown()),
  });

/** Each node is read by itself, so that one that is wrong does not hide the others. */
export const readFlows = (reading: Reading, known: Known): readonly Flow[] =>
  reading.each('flows', (flowId, value) => readFlow(reading, { known, flowId, value }));

interface WrittenFlow {
  readonly known: Known;
  readonly flowId: string;
  readonly value: unknown;
}

function readFlow(reading: Reading, { known, flowId, value }: WrittenFlow): Flow | undefined {
  const spot = reading.spot('flows', flowId);
  reading.judgeId(flowId, spot);
  const written = reading.parse(flowSchema(known), value, spot);
  if (written === undefined) return undefined;
  const names = new Set(Object.keys(written.nodes));
  const start = written.start ?? [...names][0];
  if (start === undefined || !names.has(start)) {
    const reason =
      start === undefined ? 'the flow has no nodes' : `this flow has no node "${start}"`;
    const path = [start === undefined ? 'nodes' : 'start'];
    reading.take(problemAt(spot, path, { code: 'NODE_UNKNOWN', reason }));
    return undefined;
  }
  const nodes = readNodes(reading, { known, flowId, names, nodes: written.nodes });
  return nodes && { flowId, clientId: written.client, start, nodes };
}

interface Nodes {
  readonly known: Known;
  readonly flowId: string;
  readonly names: ReadonlySet<string>;
  readonly nodes: Readonly<Record<string, unknown>>;
}

function readNodes(reading: Reading, flow: Nodes): Record<string, FlowNode> | undefined {
  const schema = flowNodeSchema(flow.known, flow.names);
  const nodes: Record<string, FlowNode> = {};
  let whole = true;
  for (const [name, value] of Object.entries(flow.nodes)) {
    const spot = reading.spot('flows', flow.flowId, 'nodes', name);
    const isNamed = reading.judgeId(name, spot);
    const written = reading.parse(schema, value, spot);
    if (written === undefined || !isNamed) whole = false;
    else nodes[name] = flowNodeOf(written);
  }
  return whole ? nodes : undefined;
}
