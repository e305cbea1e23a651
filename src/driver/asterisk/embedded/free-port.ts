import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import { CodedError } from '../../../port/coded-error';

export type Transport = 'tcp' | 'udp';

const HOST = '127.0.0.1';

/** Binds the port for a moment and returns it; 0 asks the system for a free one. */
function bind(transport: Transport, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    if (transport === 'tcp') {
      const server = createServer().once('error', reject);
      server.listen({ port, host: HOST, exclusive: true }, () => {
        const bound = (server.address() as AddressInfo).port;
        server.close(() => resolve(bound));
      });
      return;
    }
    const socket = createSocket('udp4').once('error', reject);
    socket.bind({ port, address: HOST, exclusive: true }, () => {
      const bound = socket.address().port;
      socket.close(() => resolve(bound));
    });
  });
}

/**
 * A port of loopback that nobody holds at this moment: `wanted`, or any where that is 0. Rejects
 * with PORT_IN_USE; `use` says what the port was meant for.
 */
export async function freePort(transport: Transport, use: string, wanted = 0): Promise<number> {
  try {
    return await bind(transport, wanted);
  } catch (error) {
    throw portInUse(`${use} cannot have ${transport} port ${wanted}: ${(error as Error).message}`);
  }
}

export const portInUse = (message: string): CodedError =>
  new CodedError('PORT_IN_USE', message, 'name another port, or 0 for any free one');

/** Whether the port could be bound now. */
export async function isFree(transport: Transport, port: number): Promise<boolean> {
  try {
    await bind(transport, port);
    return true;
  } catch {
    return false;
  }
}
