import type { Centre } from '../core/centre';
import type { KeysByPrompt } from '../driver/simulated/caller';

/** What made-up callers may press at each prompt of a centre, so that its flows are walked. */
export function promptKeys(centre: Centre): KeysByPrompt {
  const keys = new Map<string, Set<string>>();
  const allow = (media: readonly string[], choices: readonly string[]): void => {
    for (const uri of spellings(media[0])) {
      const known = keys.get(uri) ?? new Set();
      for (const choice of choices) known.add(choice);
      keys.set(uri, known);
    }
  };
  for (const flow of centre.flows) {
    for (const node of Object.values(flow.nodes)) {
      if (node.type === 'menu') allow(node.media, Object.keys(node.choices));
      if (node.type !== 'collect') continue;
      const digits = '31415926535897932384'.repeat(2).slice(0, node.digitsMin);
      allow(node.media, [node.terminator === undefined ? digits : `${digits}${node.terminator}`]);
    }
  }
  return Object.fromEntries([...keys].map(([uri, choices]) => [uri, [...choices]]));
}

/** A sound's name may carry the language of the number that was dialled. */
function spellings(uri: string | undefined): string[] {
  if (uri === undefined) return [];
  const [kind, name] = [uri.slice(0, uri.indexOf(':')), uri.slice(uri.indexOf(':') + 1)];
  return kind === 'sound' ? [uri, `sound:de/${name}`, `sound:en/${name}`] : [uri];
}
