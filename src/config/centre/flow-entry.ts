import { z } from 'zod';
import type { Flow, FlowNode } from '../../core/ivr/flow';
import { problemAt } from '../shape-problem';
import { callbackNodes } from './callback-entry';
import { flowNodeOf, flowNodeSchema, type WrittenNode } from './flow-node';
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
  const read: Record<string, WrittenNode> = {};
  let whole = true;
  for (const [name, value] of Object.entries(flow.nodes)) {
    const spot = reading.spot('flows', flow.flowId, 'nodes', name);
    const isNamed = reading.judgeId(name, spot);
    const written = reading.parse(schema, value, spot);
    if (written === undefined || !isNamed) whole = false;
    else read[name] = written;
  }
  return whole ? coreNodes(reading, flow.flowId, read) : undefined;
}

/** The nodes as the core knows them; a callback is several of them. */
function coreNodes(
  reading: Reading,
  flowId: string,
  read: Readonly<Record<string, WrittenNode>>,
): Record<string, FlowNode> | undefined {
  const nodes: Record<string, FlowNode> = {};
  for (const [name, written] of Object.entries(read)) {
    if (written.type !== 'callback') {
      nodes[name] = flowNodeOf(written);
      continue;
    }
    const place = read[written.place];
    if (place?.type === 'queue') Object.assign(nodes, callbackNodes(name, written, place.queue));
    else {
      const reason = `"${written.place}" is no node of type queue`;
      const remedy = 'place names the queue node whose place the caller keeps';
      const spot = reading.spot('flows', flowId, 'nodes', name);
      reading.take(problemAt(spot, ['place'], { code: 'PLACE_INVALID', reason, remedy }));
      return undefined;
    }
  }
  return nodes;
}
