// The states in which a JS thread may be when it ends. Each calls `reached` when it is there.

const forAWhile = { timeout: 60_000 }

export const states = {
  idle({ reached }) {
    reached()
  },

  async 'call in flight'({ host, chatter, reached }) {
    void chatter.invoke('block', { announce: 'blocks' }, forAWhile)
    await host.until(({ logs }) => logs.contains('blocks'))
    reached()
  },

  /** A call that ends by itself, and that nobody awaits. */
  async 'short call in flight'({ host, chatter, say, reached }) {
    void chatter.invoke('sleep_ms', { ms: 300, announce: 'sleeps' }).then(() => say('the call has ended'))
    await host.until(({ logs }) => logs.contains('sleeps'))
    reached()
  },

  /** Four threads of the plugin wait for promises. */
  'responder awaited'({ host, chatter, reached }) {
    let asked = 0
    host.onHttpRequest = () => {
      if (++asked === 4) reached()
      return new Promise(() => {})
    }
    void chatter.invoke('http_from_thread', { threads: 4 }, forAWhile)
  },

  pumping({ host, chatter, reached }) {
    // From inside a pump, so that this thread pumps for sure when it has been told.
    host.onConfigGet = () => {
      reached()
      chatter.invokeSync('block', {}, forAWhile)
      return 'unblocked'
    }
    chatter.invokeSync('ask_many', { threads: 1 }, forAWhile)
  },

  /** The responder of a synchronous call has the thread; two more requests wait. */
  'in a pumped responder'({ host, chatter, reached }) {
    host.onConfigGet = () => {
      host.onConfigGet = () => 'late'
      reached()
      waitForEver()
      return 'never'
    }
    chatter.invokeSync('ask_many', { threads: 3 }, forAWhile)
  },

  /** The same, and the responder comes back. */
  'pump that ends'({ host, chatter, say, reached }) {
    host.onConfigGet = () => {
      reached()
      return 'answer'
    }
    say(`answered ${chatter.invokeSync('ask_many', { threads: 1 }).result}`)
  },

  async 'hanging call in flight'({ host, chatter, reached }) {
    void chatter.invoke('hang', { announce: 'hangs' }, forAWhile)
    await host.until(({ logs }) => logs.contains('hangs'))
    reached()
  },

  'pumping for a hanging call'({ host, chatter, reached }) {
    host.onConfigGet = () => {
      reached()
      chatter.invokeSync('hang', {}, forAWhile)
      return 'never'
    }
    chatter.invokeSync('ask_many', { threads: 1 }, forAWhile)
  },

  async 'hanging call given up'({ chatter, say, reached }) {
    say(await chatter.invoke('hang', {}, { timeout: 100 }).catch(({ code }) => code))
    reached()
  },

  'hanging pump given up'({ chatter, say, reached }) {
    try {
      chatter.invokeSync('hang', {}, { timeout: 100 })
    } catch ({ code }) {
      say(code)
    }
    reached()
  },
}

function waitForEver() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
