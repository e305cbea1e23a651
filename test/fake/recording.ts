import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Line, readDialog } from '../transcript/dialog';
import { formOf, nearestForms } from './command-form';
import type { EslFrame } from './esl-frame';

export interface Passage {
  /** Ms since the scene began. */
  readonly atMs: number;
  readonly frame: EslFrame;
}

/** What a FreeSWITCH said after one command, or after one act of a far end. */
export interface Scene {
  readonly name: string;
  /** Who was who: `leg`, `peer`, `ani`, … and the recorded word for each. */
  readonly roles: ReadonlyMap<string, string>;
  /** What brought it about; empty: a far end, or time. */
  readonly commands: readonly string[];
  readonly passages: readonly Passage[];
}

const FOLDER = join(__dirname, '..', 'transcript', 'freeswitch');

/** All that was recorded of a real FreeSWITCH: scenes by name, replies by a command's form. */
export class Recording {
  private readonly lines: readonly Line[];
  private readonly forms = new Map<string, string[]>();
  readonly scenes: ReadonlyMap<string, Scene>;
  /** Names of channel variables that recorded commands have set. */
  readonly setVariables = new Set<string>();
  private readonly setForms = new Set<string>();

  constructor(folder = FOLDER) {
    const files = readdirSync(folder).filter((name) => name.endsWith('.dialog.txt'));
    const dialogs = files.sort().map((name) => readDialog(join(folder, name)));
    this.lines = dialogs.flat();
    this.scenes = new Map(dialogs.flatMap(scenesOf).map((scene) => [scene.name, scene]));
    for (const line of this.lines) if (line.by === 'client') this.learn(line.command);
  }

  scene(name: string): Scene {
    const scene = this.scenes.get(name);
    if (!scene) throw new Error(`no scene "${name}" was recorded`);
    return scene;
  }

  /** A frame that needs no command: a greeting, a notice. */
  notice(contentType: string): EslFrame {
    return this.frameWhere(({ headers }) => headers.get('Content-Type') === contentType);
  }

  authReply(isRight: boolean): EslFrame {
    return this.replyStarting(isRight ? '+OK accepted' : '-ERR invalid');
  }

  refusal(): EslFrame {
    return this.replyStarting('-ERR command not found');
  }

  /** The reply to a command about the connection itself; null: no such command was recorded. */
  replyTo(command: string): EslFrame | null {
    const isEvents = /^(nix)?event /.test(command);
    if (isEvents && !this.knowsEvents(command)) return null;
    const form = formOf(command).text;
    for (let at = 0; at < this.lines.length; at++) {
      const line = this.lines[at];
      if (line?.by !== 'client') continue;
      const isIt = isEvents
        ? firstWords(line.command) === firstWords(command)
        : formOf(line.command).text === form;
      const next = isIt ? this.lines.slice(at).find(isReply) : undefined;
      if (next?.by === 'server') return next.frame;
    }
    return null;
  }

  /** Whether a command of this form was recorded anywhere. */
  knows(command: string): boolean {
    const names = [...variablesSetBy(command).keys()].map((name) => formOf(name).text);
    return names.every((name) => this.setForms.has(name)) && this.forms.has(formOf(command).text);
  }

  complaintAbout(command: string): string {
    const near = nearestForms(formOf(command).text, [...this.forms.keys()]);
    const shown = near.map((form) => `  ${this.forms.get(form)?.[0] ?? form}`);
    return [`no FreeSWITCH was recorded with: ${command}`, 'nearest are:', ...shown].join('\n');
  }

  private learn(command: string): void {
    const { text } = formOf(command);
    this.forms.set(text, [...(this.forms.get(text) ?? []), command]);
    for (const name of variablesSetBy(command).keys()) {
      this.setVariables.add(name);
      this.setForms.add(formOf(name).text);
    }
  }

  private knowsEvents(command: string): boolean {
    const known = new Set<string>();
    for (const line of this.lines) {
      if (line.by !== 'client' || !/^event /.test(line.command)) continue;
      for (const word of line.command.split(' ')) known.add(word);
    }
    return command.split(' ').every((word) => word === 'nixevent' || known.has(word));
  }

  private replyStarting(text: string): EslFrame {
    return this.frameWhere(({ headers }) => headers.get('Reply-Text')?.startsWith(text) === true);
  }

  private frameWhere(isIt: (frame: EslFrame) => boolean): EslFrame {
    for (const line of this.lines) if (line.by === 'server' && isIt(line.frame)) return line.frame;
    throw new Error(`no transcript has the frame that ${isIt} describes`);
  }
}

/** Variables that a command gives to its leg: `{a=b,c='d'}`, `uuid_setvar`, `uuid_setvar_multi`. */
export function variablesSetBy(command: string): Map<string, string> {
  const braces = /\{([^}]*)\}/.exec(command)?.[1];
  if (braces !== undefined && / originate /.test(command)) return pairsOf(braces, ',');
  const one = /uuid_setvar ([^ ]+) ([^ ]+)(?: (.*))?$/.exec(command);
  if (one) return new Map([[one[2] ?? '', one[3] ?? '']]);
  const many = /uuid_setvar_multi [^ ]+ (.*)$/.exec(command)?.[1];
  return many === undefined ? new Map() : pairsOf(many, ';');
}

function pairsOf(text: string, separator: string): Map<string, string> {
  const pairs = new Map<string, string>();
  const pattern = new RegExp(`([\\w-]+)=('[^']*'|[^${separator}]*)`, 'g');
  for (const [, name = '', value = ''] of text.matchAll(pattern)) {
    pairs.set(name, value.replace(/^'(.*)'$/, '$1'));
  }
  return pairs;
}

const isReply = (line: Line): boolean =>
  line.by === 'server' &&
  /^(command\/reply|api\/response)$/.test(line.frame.headers.get('Content-Type') ?? '');

const firstWords = (command: string): string => command.split(' ', 2).join(' ');

function roleOf(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

function scenesOf(lines: readonly Line[]): Scene[] {
  const scenes: Scene[] = [];
  lines.forEach((line, at) => {
    if (line.by !== 'scene') return;
    const end = lines.findIndex((other, index) => index > at && other.by === 'scene');
    const within = lines.slice(at + 1, end < 0 ? lines.length : end);
    const [name = '', ...roles] = line.text.split('\n');
    scenes.push({
      name,
      roles: new Map(roles.map(roleOf)),
      commands: within.flatMap((one) => (one.by === 'client' ? [one.command] : [])),
      passages: within.flatMap((one) =>
        one.by === 'server' ? [{ atMs: one.atMs - line.atMs, frame: one.frame }] : [],
      ),
    });
  });
  return scenes;
}
