/** The thread of an import as it is compiled for the daemon. */
require('../load-typescript');
require('../../../src/store/import/import-worker.ts');
