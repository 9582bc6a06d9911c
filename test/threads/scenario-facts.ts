/** What the scenarios of scripts/scenarios.mjs find when all is well. */
export const expectedFacts = {
  threadsAskAtOnce: { inSync: 300, inAsync: 300, asked: 300, waiting: 300, threads: 600 },
  threadsRequest: {
    inSync: { answers: 50, first: { status: 200, body: 'GET' } },
    inAsync: { answers: 50, first: { status: 201, body: 'GET' } },
    requests: 100,
  },
  nestedCalls: { levels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], answers: 1, first: { deepest: 10 }, threads: 10 },
  workersPump: [
    { answered: 800, asked: 800, strangers: 0, drops: 0 },
    { answered: 800, asked: 800, strangers: 0, drops: 0 },
  ],
  callsFetch: { files: 8, names: 8, bodies: Array.from({ length: 8 }, () => 'served') },
  storm: {
    recorded: 1_280_000,
    threads: 64,
    faults: { torn: 0, outOfOrder: 0, onAnotherThread: 0, outOfTotalOrder: 0 },
    // chatter logs in its entry function.
    violations: ['CALL_DURING_ENTRY'],
  },
} as const
