import { expect, it } from 'vitest'
import { hideOwnFrames } from '../../environment/jest/own-frames.js'
import { MockHostError } from '../../src/errors/mockhost-error.js'

const stack = `MockHostError: NOT_INSTALLED: It is not.
    at MockHost.api (/app/node_modules/osaurus-mockhost/dist/jest-mockhost/build/src-1.cjs:1:1)
    at hostOptions (/app/node_modules/osaurus-mockhost/dist/jest.cjs:1:1)
    at Object.<anonymous> (/app/a.test.js:1:1)
    at Array.map (<anonymous>)
    at dispatch (/app/node_modules/jest-circus/build/jestAdapterInit.js:1:1)
    at process.processTicksAndRejections (node:internal/process/task_queues:1:1)`

it('only the frames of the user stay in our errors, alone or in a pair', () => {
  const one = createError()
  const other = createError()
  hideOwnFrames([one, [other, undefined], 'text', null])
  for (const error of [one, other]) {
    expect(error.stack).toBe('MockHostError: NOT_INSTALLED: It is not.\n    at Object.<anonymous> (/app/a.test.js:1:1)')
  }
})

it('other errors stay as they are', () => {
  const error = Object.assign(new Error('other'), { stack })
  hideOwnFrames([error])
  expect(error.stack).toBe(stack)
})

function createError(): MockHostError {
  return Object.assign(new MockHostError({ code: 'NOT_INSTALLED', message: 'It is not.', fix: 'install it' }), {
    stack,
  })
}
