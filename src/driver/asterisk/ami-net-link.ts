import { connect } from 'node:net';
import type { Clock } from '../../port/clock';
import type { DriverLog } from '../link/driver-log';
import { AmiReader, formatAction } from './ami-frame';
import type { AmiLink, AmiLinkOptions } from './ami-link';
import { AmiSessionLink, type AmiWire, type AmiWireListener } from './ami-session';

const CONNECT_MS = 5000;

/** AMI on a plain socket. */
export function amiNetLink(options: AmiLinkOptions, clock: Clock, log: DriverLog): AmiLink {
  const openWire = (listener: AmiWireListener): Promise<AmiWire> => openNet(options, listener);
  return new AmiSessionLink({ options, openWire, clock, log });
}

function openNet({ host, port }: AmiLinkOptions, listener: AmiWireListener): Promise<AmiWire> {
  const socket = connect({ host, port, noDelay: true });
  const reader = new AmiReader((packet) => listener.packet(packet));
  socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no connection in time')));
  return new Promise((resolve, reject) => {
    let reason = 'the AMI connection closed';
    socket.on('connect', () => {
      socket.setTimeout(0);
      resolve({
        write: (fields) => socket.write(formatAction(fields)),
        terminate: () => socket.destroy(),
      });
    });
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.feed(chunk);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => {
      reject(new Error(reason));
      listener.closed(reason);
    });
  });
}
