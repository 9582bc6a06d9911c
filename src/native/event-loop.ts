import { AsyncResource } from 'node:async_hooks'
import { Socket } from 'node:net'

class Outside extends AsyncResource {
  /** Runners that look for open handles ask this: it never keeps a process alive. */
  hasRef(): boolean {
    return false
  }
}

// Made while this module loads, so outside every test: what runs in it belongs to nobody's async context.
const outside = new Outside('osaurus-mockhost')

/** Wakes this JS thread when its mailbox has something. */
export interface LoopWake {
  /** Keeps the process alive until `release` was called as often. */
  hold(): void
  release(): void
}

/**
 * Listens to the pipe of a mailbox. The pipe keeps the process alive only while something is in flight.
 * `onWake` must not throw.
 */
export function listenToPipe(fd: number, onWake: () => void): LoopWake {
  return outside.runInAsyncScope(() => {
    // The types know `onread` for connections only; Node takes it for any handle.
    const callback = () => {
      onWake()
      return true
    }
    const onread = { buffer: Buffer.alloc(64), callback }
    const options = { fd, readable: true, writable: false, onread }
    const socket = new Socket(options)
    socket.on('error', () => {}) // The other end went with its process: nobody is left to be told.
    socket.resume()
    socket.unref()
    let inFlight = 0
    return {
      hold() {
        if (inFlight++ === 0) socket.ref()
      },
      release() {
        if (--inFlight === 0) socket.unref()
      },
    }
  })
}
