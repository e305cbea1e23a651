import type { AgentRule } from '../core/queue/agent-rule';
import { formatDuration } from './duration';

/** What a rule of choosing an agent saw, as people read it. */
export function figureText(rule: AgentRule, figure: number): string {
  switch (rule) {
    case 'longest-idle':
      return formatDuration(figure);
    case 'least-occupied':
      return `${(100 * figure).toFixed(1)} %`;
    case 'best-rated':
      return figure.toFixed(2);
    case 'weighted-random':
      return figure.toFixed(3);
    case 'sticky':
      return figure > 0 ? 'yes' : 'no';
    case 'top-down':
      return `${figure + 1}.`;
    default:
      return String(Math.round(10 * figure) / 10);
  }
}
