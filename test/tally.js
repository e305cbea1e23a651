const { appendFileSync } = require('node:fs');

/**
 * A reporter of jest for bin/test: appends to $LEITSTAND_TALLY, after each file of tests, how many
 * passed and failed, and "end" at the end, so that a run that has to be stopped is still counted.
 * A file of tests that broke before its first test is one failed, and so is a test that was left
 * out.
 */
module.exports = class Tally {
  onTestResult(_test, result) {
    const broken = result.testExecError && result.numFailingTests === 0 ? 1 : 0;
    const leftOut = result.numPendingTests + result.numTodoTests;
    this.append(`${result.numPassingTests} ${result.numFailingTests + leftOut + broken}`);
  }

  onRunComplete() {
    this.append('end');
  }

  append(line) {
    appendFileSync(process.env.LEITSTAND_TALLY, `${line}\n`);
  }
};
