import fc from 'fast-check';
import { contradiction } from '../../src/config/centre/contradiction';
import type { Known } from '../../src/config/centre/known';
import { parseExpression } from '../../src/config/centre/requirement-expression';
import { compareIdle } from '../../src/core/agent/agent';
import { combine, meets, type Requirement, type Skills } from '../../src/core/queue/requirement';
import { requirementText } from '../../src/core/queue/requirement-text';
import { whyNot } from '../../src/core/queue/why-not';
import { rebuildDerived } from '../../src/core/world';
import { CENTRE, Scenario } from '../core/scenario';
import { mayDo, mayServe } from '../law/pair-oracle';
import { expressionText, SKILLS, skillLevels } from './random-requirement';

const KNOWN: Known = new Map([['skill', new Set(SKILLS)]]);

function read(text: string): Requirement {
  const parsed = parseExpression(text, KNOWN);
  if (!parsed.ok) throw new Error(JSON.stringify([text, parsed.refusals]));
  return parsed.requirement;
}

const requirement = expressionText.filter((text) => text.length <= 500).map(read);

test('an expression that was printed reads as the same one', () => {
  fc.assert(
    fc.property(requirement, (asked) => {
      fc.pre(asked.length > 0 && requirementText(asked).length <= 500);
      expect(read(requirementText(asked))).toEqual(asked);
      expect(combine(asked, asked)).toEqual(asked);
    }),
  );
});

test('and, or, not and their order mean what they say', () => {
  fc.assert(
    fc.property(requirement, requirement, skillLevels, (a, b, skills) => {
      const [x, y] = [requirementText(a) || 'german >= 0', requirementText(b) || 'german >= 0'];
      fc.pre(x.length + y.length < 480);
      expect(meets(skills, a)).toBe(mayDo(skills, a));
      const [p, q] = [mayDo(skills, a), mayDo(skills, b)];
      expect(meets(skills, combine(a, b))).toBe(p && q);
      expect(meets(skills, read(`(${x}) & (${y})`))).toBe(p && q);
      expect(meets(skills, read(`(${x}) | (${y})`))).toBe(p || q);
      expect(meets(skills, read(`!(${x})`))).toBe(!p);
      expect(read(`(${y}) | (${x})`)).toEqual(read(`(${x}) | (${y})`));
      expect(combine(a, b)).toEqual(combine(b, a));
    }),
  );
});

test('what somebody meets is never called a contradiction', () => {
  fc.assert(
    fc.property(requirement, skillLevels, (asked, skills) => {
      if (mayDo(skills, asked)) expect(contradiction(asked)).toBeNull();
    }),
  );
});

test('no text makes the parser throw, and each mistake has its place in it', () => {
  const signs = fc.constantFrom('&', '|', '!', '(', ')', '>=', '<', '=', '3', ' ', 'german', 'ä');
  const noise = fc.oneof(
    fc.string(),
    fc.array(signs).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(noise, (text) => {
      const parsed = parseExpression(text, KNOWN);
      if (parsed.ok) return;
      for (const { offset = -1 } of parsed.refusals) {
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});

/** A floor on which everybody is idle and everybody waits: nothing was routed yet. */
function floor(staff: readonly Skills[], asked: readonly Requirement[]): Scenario {
  const [agent] = CENTRE.agents;
  const [queue] = CENTRE.queues;
  if (!agent || !queue) throw new Error('the scenario has nobody');
  const s = new Scenario({
    ...CENTRE,
    queues: [{ ...queue, requirement: [], waitingMax: 100 }],
    agents: staff.map((skills, n) => {
      return { ...agent, agentId: `a${n}`, phone: { switchId: 'pbx', device: `a${n}` }, skills };
    }),
  });
  for (const n of asked.keys()) s.queue(n);
  const contacts = [...s.world.contacts.values()];
  for (const [n, contact] of contacts.entries()) {
    contact.asked = asked[n] ?? [];
    contact.requirement = combine(contact.asked, []);
  }
  for (const one of s.world.agents.values()) one.status = 'available';
  rebuildDerived(s.world);
  return s;
}

test('the index finds every pair that whyNot allows, in order, and the oracle agrees', () => {
  const staff = fc.array(skillLevels, { minLength: 1, maxLength: 6 });
  const asked = fc.array(requirement, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(staff, asked, (levels, requirements) => {
      const { world } = floor(levels, requirements);
      for (const contact of world.contacts.values()) {
        const found = [...world.index.idleFor(contact.requirement)];
        expect(found).toEqual([...new Set(found)].sort(compareIdle));
        for (const agent of world.agents.values()) {
          const refused = whyNot(world, agent, contact);
          expect(refused === null).toBe(mayServe(world, agent.agentId, contact));
          if (refused) continue;
          expect(found).toContain(agent);
          const lines = [...world.index.linesFor(agent)];
          expect(lines).toHaveLength(new Set(lines).size);
          expect(lines.flatMap((line) => [...line.contacts])).toContain(contact);
        }
      }
    }),
    { numRuns: 200 },
  );
});
