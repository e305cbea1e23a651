import { EmbeddedPostgres } from '../../src/store/embedded-postgres';
import { systemClock } from './clock';

/** A daemon reduced to its database, for a test that kills it: starts the server and waits. */
const [folder = ''] = process.argv.slice(2);
const server = new EmbeddedPostgres({ folder, clock: systemClock, notify: () => undefined });
server.start().then(
  () => process.stdout.write(JSON.stringify(server.address('postgres', 'postgres'))),
  (error: Error) => process.stderr.write(`${error.stack}\n`),
);
