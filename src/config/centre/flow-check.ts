import type { Flow, FlowNode, QueueNode } from '../../core/ivr/flow';
import { suggestion } from '../nearest';
import { problemAt } from '../shape-problem';
import { variablesIn } from './media';
import type { Reading } from './section';

/** Every node that this one may lead to. */
export function exitsOf(node: FlowNode): readonly string[] {
  switch (node.type) {
    case 'menu':
      return [...Object.values(node.choices), node.onFailed];
    case 'collect':
      return [node.next, node.onFailed];
    case 'hours':
      return [node.open, node.closed];
    case 'sign-in':
      return [node.next, node.onFailed];
    case 'queue':
      return [node.onTimeout, ...queueExits(node), ...Object.values(node.keys ?? {})];
    case 'callback-number':
      return [node.next, node.otherwise];
    case 'callback':
      return [node.next, node.onFailed, node.answered];
    case 'consent':
      return [node.next, node.onRefused];
    case 'voicemail':
      return [node.next, node.onFailed ?? node.next];
    case 'hangup':
    case 'callback-join':
      return [];
    default:
      return [node.next];
  }
}

/** Queues that are closed at times: who comes then leaves at once. */
type QueuesWithHours = ReadonlySet<string>;

/** Where a queue sends those whom it does not take. */
const queueExits = (node: QueueNode): readonly string[] =>
  [node.onFull, node.onLongWait, node.onNoAgents, node.onClosed].filter(
    (name) => name !== undefined,
  );

/** Exits that are taken without a wait: a circle of them would never let go of the engine. */
function instantExitsOf(node: FlowNode, hours: QueuesWithHours): readonly string[] {
  switch (node.type) {
    case 'hours':
      return [node.open, node.closed];
    case 'set':
    case 'callback-decline':
    case 'do-not-call':
      return [node.next];
    case 'sign-in':
      return [node.onFailed];
    case 'callback-number':
      return [node.next, node.otherwise];
    case 'callback':
      return [node.next, node.onFailed];
    case 'queue':
      return hours.has(node.queueId) && node.onClosed === undefined
        ? [node.onTimeout, ...queueExits(node)]
        : queueExits(node);
    default:
      return [];
  }
}

type Exits = (node: FlowNode) => readonly string[];

export function reachable(
  flow: Pick<Flow, 'nodes'>,
  from: readonly string[],
  exits: Exits,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const node = flow.nodes[name];
    if (node) open.push(...exits(node));
  }
  return seen;
}

/**
 * What the nodes are only together. Errors: a place from which no way leads to a queue or a
 * hang-up, a circle without a wait, a variable that nothing sets. Warnings, since callers are
 * served all the same: a node that is never reached, and sound before the call is answered, unless
 * the call `isAnswered` when the flow begins.
 */
export function checkFlow(
  reading: Reading,
  flow: Flow,
  hours: QueuesWithHours,
  isAnswered: boolean,
): void {
  const names = Object.keys(flow.nodes);
  const reached = reachable(flow, [flow.start], exitsOf);
  const unanswered = reachable(flow, isAnswered ? [] : [flow.start], (node) =>
    node.type === 'answer' ? [] : exitsOf(node),
  );
  for (const name of names) {
    const node = flow.nodes[name];
    if (!node) continue;
    const spot = reading.spot('flows', flow.flowId, 'nodes', name);
    const warn = (code: string, reason: string, remedy: string) =>
      reading.take(problemAt(spot, [], { severity: 'warning', code, reason, remedy, onKey: true }));
    if (!reached.has(name)) {
      warn('NODE_UNREACHABLE', `no way leads to "${name}"`, 'remove it, or name it in an exit');
      continue;
    }
    if (unanswered.has(name) && makesSound(node)) {
      warn(
        'FLOW_NOT_ANSWERED',
        `"${name}" may be reached before the call is answered: the caller may hear nothing`,
        'put a node of type answer before it',
      );
    }
    checkEnd(reading, flow, name);
    checkCircle(reading, flow, name, hours);
    checkVariables(reading, flow, name);
  }
}

const makesSound = (node: FlowNode): boolean =>
  ['play', 'menu', 'collect', 'queue', 'consent', 'survey', 'comment', 'voicemail'].includes(
    node.type,
  );

const ENDS: readonly string[] = ['hangup', 'queue', 'callback-join'];

function checkEnd(reading: Reading, flow: Flow, name: string): void {
  const spot = reading.spot('flows', flow.flowId, 'nodes', name);
  const ahead = reachable(flow, [name], exitsOf);
  const ends = [...ahead].some((id) => ENDS.includes(flow.nodes[id]?.type ?? ''));
  if (!ends) {
    reading.take(
      problemAt(spot, [], {
        code: 'FLOW_WITHOUT_END',
        reason: `from "${name}" no way leads to a queue or a hang-up`,
        remedy: 'let one of its exits lead there',
        onKey: true,
      }),
    );
  }
}

function checkCircle(reading: Reading, flow: Flow, name: string, hours: QueuesWithHours): void {
  const spot = reading.spot('flows', flow.flowId, 'nodes', name);
  const node = flow.nodes[name];
  const exits = (one: FlowNode): readonly string[] => instantExitsOf(one, hours);
  const instant = node ? reachable(flow, exits(node), exits) : new Set();
  if (!instant.has(name)) return;
  reading.take(
    problemAt(spot, [], {
      code: 'FLOW_SPINS',
      reason: `from "${name}" a way leads back to it on which nothing is waited for`,
      remedy: 'put a prompt, a menu or a hang-up into the circle',
      onKey: true,
    }),
  );
}

function checkVariables(reading: Reading, flow: Flow, name: string): void {
  const known = new Set<string>();
  for (const node of Object.values(flow.nodes)) {
    if (node.type === 'set' || node.type === 'collect') known.add(node.variable);
  }
  const node = flow.nodes[name];
  for (const [path, text] of node ? templatesOf(node) : []) {
    for (const variable of variablesIn(text).filter((used) => !known.has(used))) {
      const spot = reading.spot('flows', flow.flowId, 'nodes', name);
      reading.take(
        problemAt(spot, path, {
          code: 'VARIABLE_UNKNOWN',
          reason: `nothing in this flow sets "${variable}"`,
          remedy: suggestion(variable, known, `set here: ${[...known].join(', ') || 'none'}`),
        }),
      );
    }
  }
}

/** Texts in which `${name}` stands for a variable, with their places in the node. */
function templatesOf(node: FlowNode): readonly (readonly [readonly string[], string])[] {
  if (node.type === 'set') return [[['value'], node.value]];
  if (node.type === 'queue') return [[['ownAgent'], node.ownAgent ?? '']];
  const prompts: [readonly string[], string][] = [];
  if ('media' in node) for (const uri of node.media) prompts.push([['media'], uri]);
  if ('invalidMedia' in node) for (const uri of node.invalidMedia) prompts.push([['invalid'], uri]);
  return prompts;
}
