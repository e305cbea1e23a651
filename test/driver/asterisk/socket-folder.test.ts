import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  makeSocketFolder,
  socketFolder,
} from '../../../src/driver/asterisk/embedded/socket-folder';

describe('the folder of the control socket', () => {
  let home: string;
  let folder: string;
  let deep: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'leitstand-socket-'));
    deep = join(home, 'deep'.repeat(30));
    folder = socketFolder(deep);
  });
  afterEach(() => {
    for (const one of [folder, home]) rmSync(one, { recursive: true, force: true });
  });

  it('lies where a short path leads, for this user alone', () => {
    expect(folder.length).toBeLessThan(90);
    mkdirSync(folder, { mode: 0o755 });
    makeSocketFolder(deep);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    makeSocketFolder(deep);
  });

  it('is refused when others may write into it', () => {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expect(() => makeSocketFolder(deep)).toThrow(refusal);
  });

  it('is refused when it is a link to somewhere', () => {
    symlinkSync(home, folder);
    expect(() => makeSocketFolder(deep)).toThrow(refusal);
  });

  it('is refused when it belongs to somebody else', () => {
    mkdirSync(folder, { mode: 0o700 });
    // Only root can give a folder away; for others the rest of these cases has to do.
    if (process.getuid?.() !== 0) return;
    chownSync(folder, 65534, 65534);
    expect(() => makeSocketFolder(deep)).toThrow(refusal);
  });

  const refusal = expect.objectContaining({ code: 'SOCKET_FOLDER_UNSAFE' });
});
