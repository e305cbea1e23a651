import { combine, type Requirement } from '../../core/queue/requirement';
import type { Refusal } from '../shape-problem';
import { type Known, unknownReference } from './known';

export type ParsedExpression =
  | { readonly ok: true; readonly requirement: Requirement }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

const LENGTH_MAX = 500;
/** Brackets and negations inside each other. */
const DEPTH_MAX = 20;
const EXAMPLE = 'like "german >= 3 & (billing | contracts) & !trainee"';

/**
 * Parses `german >= 3 & (billing | contracts) & !trainee`. `&` binds closer than `|`; `!` negates
 * the skill, comparison or bracket that follows. Every unknown skill is told, and the first place
 * that cannot be read; never throws.
 */
export function parseExpression(text: string, known: Known): ParsedExpression {
  const parser = new ExpressionParser(text, known);
  try {
    const requirement = parser.whole();
    const { unknown } = parser;
    return unknown.length === 0 ? { ok: true, requirement } : { ok: false, refusals: unknown };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, refusals: [...parser.unknown, error.refusal] };
  }
}

class Unreadable extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.reason);
  }
}

interface Token {
  /** Empty at the end. */
  readonly text: string;
  readonly offset: number;
}

const TOKEN = /\s*(>=|<=|[A-Za-z0-9][A-Za-z0-9._-]*|\S|$)/y;
const WORD = /^[A-Za-z0-9]/;
/** What people write for a sign; a skill of that name is still a skill. */
const SIGN_OF: Readonly<Record<string, string>> = { and: '&', or: '|', not: '!' };

class ExpressionParser {
  readonly unknown: Refusal[] = [];
  private token: Token;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly known: Known,
  ) {
    this.token = this.read(0);
  }

  whole(): Requirement {
    if (this.text.length > LENGTH_MAX) {
      const reason = `the expression is longer than ${LENGTH_MAX} characters`;
      throw new Unreadable({ code: 'REQUIREMENT_MALFORMED', reason });
    }
    const requirement = this.either(false);
    if (this.token.text !== '') this.fail('"&", "|" or the end');
    return combine(requirement, []);
  }

  private either(isNegated: boolean): Requirement {
    const parts = [this.both(isNegated)];
    while (this.accept('|')) parts.push(this.both(isNegated));
    return joined(parts, isNegated ? 'all' : 'any');
  }

  private both(isNegated: boolean): Requirement {
    const parts = [this.one(isNegated)];
    while (this.accept('&')) parts.push(this.one(isNegated));
    return joined(parts, isNegated ? 'any' : 'all');
  }

  private one(isNegated: boolean): Requirement {
    const { text } = this.token;
    if (text !== '!' && text !== '(') return this.comparison(isNegated);
    this.depth += 1;
    if (this.depth > DEPTH_MAX) this.refuse(`it is nested deeper than ${DEPTH_MAX}`);
    this.next();
    const inner = text === '!' ? this.one(!isNegated) : this.either(isNegated);
    if (text === '(' && !this.accept(')')) this.fail('"&", "|" or ")"');
    this.depth -= 1;
    return inner;
  }

  private comparison(isNegated: boolean): Requirement {
    const skill = this.skill();
    const sign = this.token.text;
    if (!isComparison(sign)) return bounded(skill, isNegated ? '<' : '>=', 1);
    this.next();
    const level = this.token.text;
    if (!/^\d{1,3}$/.test(level)) this.fail('a level from 0 to 10');
    this.next();
    if (!isNegated) return bounded(skill, sign, Number(level));
    if (sign !== '=') return bounded(skill, OPPOSITE[sign], Number(level));
    const sides = [bounded(skill, '<', Number(level)), bounded(skill, '>', Number(level))];
    return joined(sides, 'any');
  }

  private skill(): string {
    const { text: skill, offset } = this.token;
    const wanted = 'a skill, "!" or "("';
    if (!WORD.test(skill)) this.fail(wanted);
    const refusal = unknownReference(this.known, 'skill', skill);
    if (refusal && signOf(skill)) this.fail(wanted);
    if (refusal) this.unknown.push({ ...refusal, offset });
    this.next();
    return skill;
  }

  private accept(sign: string): boolean {
    if (this.token.text !== sign) return false;
    this.next();
    return true;
  }

  private next(): void {
    this.token = this.read(this.token.offset + this.token.text.length);
  }

  private read(from: number): Token {
    TOKEN.lastIndex = from;
    const text = TOKEN.exec(this.text)?.[1] ?? '';
    return {
      text,
      offset: text === '' ? this.text.trimEnd().length : TOKEN.lastIndex - text.length,
    };
  }

  private fail(wanted: string): never {
    const { text } = this.token;
    const sign = signOf(text);
    const isBare = this.text.trim() === '';
    const quotes = 'put it in quotes: YAML takes a "!" at the beginning for its own';
    const remedy = sign ? `write "${sign}"` : isBare ? quotes : EXAMPLE;
    return this.refuse(`expected ${wanted}, found ${text ? `"${text}"` : 'the end'}`, remedy);
  }

  private refuse(reason: string, remedy = EXAMPLE): never {
    const { offset } = this.token;
    throw new Unreadable({ code: 'REQUIREMENT_MALFORMED', reason, remedy, offset });
  }
}

const signOf = (word: string): string | undefined => {
  const lower = word.toLowerCase();
  return Object.hasOwn(SIGN_OF, lower) ? SIGN_OF[lower] : undefined;
};

function joined(parts: readonly Requirement[], how: 'all' | 'any'): Requirement {
  if (how === 'all') return parts.flat();
  return parts.length === 1 ? (parts[0] ?? []) : [{ anyOf: parts }];
}

const OPPOSITE = { '>=': '<', '>': '<=', '<=': '>', '<': '>=' } as const;
type Comparison = keyof typeof OPPOSITE | '=';

const isComparison = (sign: string): sign is Comparison => sign === '=' || sign in OPPOSITE;

function bounded(skill: string, sign: Comparison, level: number): Requirement {
  switch (sign) {
    case '>=':
      return [{ skill, levelMin: level }];
    case '>':
      return [{ skill, levelMin: level + 1 }];
    case '<=':
      return [{ skill, levelMax: level }];
    case '<':
      return [{ skill, levelMax: level - 1 }];
    case '=':
      return [{ skill, levelMin: level, levelMax: level }];
  }
}
