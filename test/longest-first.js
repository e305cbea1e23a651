const Sequencer = require('@jest/test-sequencer').default;

/** Little to read and long to run: jest, which knows a new file by its size only, has them last. */
const LONG = [
  /simulation\/(?:mutants|pacing|simulated-days|what-if|explained-days|theory)/,
  /call\/outage|bench\/bench|conformance\/asterisk/,
  /call\/campaign|property\/any-order|simulation\//,
];

const placeOf = ({ path }) => {
  const place = LONG.findIndex((files) => files.test(path));
  return place < 0 ? LONG.length : place;
};

/** Long files first, so that no worker is left with one at the end while the others are idle. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => placeOf(one) - placeOf(other));
  }
};
