/**
 * Three projects. `fast` needs nothing but Node, and so does `long`, which takes minutes of
 * processor time; `real` needs the parts that bin/test installs. Each file of it has its own
 * servers, ports and folders, so that two may run at once (--maxWorkers=2), as in bin/test.
 */
const common = {
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'json'],
};

module.exports = {
  // Machines are shared and slow; jest takes this from here only, never from a project.
  testTimeout: 120_000,
  // The default leaves a core unused; on two cores the files would run one after the other.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/longest-first.js',
  projects: [
    {
      ...common,
      displayName: 'fast',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(long|real)\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: 'long',
      testMatch: ['<rootDir>/test/**/*.long.test.ts'],
    },
    {
      ...common,
      displayName: 'real',
      testMatch: ['<rootDir>/test/**/*.real.test.ts'],
    },
  ],
};
