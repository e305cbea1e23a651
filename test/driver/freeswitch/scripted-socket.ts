import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

type Answer = (command: string, socket: Socket) => string | null;

/** An event socket that says what a test wants; for the wire only, not for calls. */
export class ScriptedSocket {
  readonly commands: string[] = [];
  readonly sockets: Socket[] = [];

  private constructor(
    private readonly server: Server,
    private readonly answer: Answer,
    private readonly refusal: string | null,
  ) {
    server.on('connection', (socket) => this.greet(socket));
  }

  /** `answer` gives the reply to a command; null: none comes. `refusal`: nobody is let in. */
  static async listen(answer: Answer, refusal: string | null = null): Promise<ScriptedSocket> {
    const server = createServer();
    const scripted = new ScriptedSocket(server, answer, refusal);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private greet(socket: Socket): void {
    this.sockets.push(socket);
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      text += String(chunk);
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const command = text.slice(0, end);
        text = text.slice(end + 2);
        this.commands.push(command);
        const reply = this.answer(command, socket);
        if (reply !== null) socket.write(reply);
      }
    });
    if (this.refusal === null) socket.write('Content-Type: auth/request\n\n');
    else socket.end(this.refusal);
  }
}

export const reply = (text: string): string =>
  `Content-Type: command/reply\nReply-Text: ${text}\n\n`;

export const response = (body: string): string =>
  `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;

/** Lets everybody in and answers each `api` with its own words. */
export function echo(command: string): string {
  if (command.startsWith('auth ')) return reply('+OK accepted');
  return command.startsWith('api ') ? response(command.slice(4)) : reply('+OK');
}
