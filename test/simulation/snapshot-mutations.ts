import type { Mutation } from './mutant';

/** Mistakes that show only in a world that comes out of a snapshot. */
export const SNAPSHOT_MUTATIONS: readonly Mutation[] = [
  {
    name: 'whom a queue rang last is in no snapshot',
    file: 'world.ts',
    from: "  'cursors',\n",
    to: '',
  },
  {
    name: 'who stands in line is not counted after a thaw',
    file: 'world.ts',
    from: "if (contact.phase === 'waiting') world.places.insert(contact);",
    to: 'void contact.phase;',
  },
  {
    name: 'an idle agent of a snapshot is found by no skill',
    file: 'world.ts',
    from: '    world.index.refreshAgent(agent);\n    world.agentCount',
    to: '    world.agentCount',
  },
];
