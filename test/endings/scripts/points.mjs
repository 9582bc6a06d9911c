// The points at which workers are ended by terminate-workers.mjs. Each gets there, calls `reached`, and goes on with
// the same until it is ended; `step` is where a worker that is to end itself does so.
import { setTimeout as wait } from 'node:timers/promises'
import { MockHost } from 'osaurus-mockhost'

const forAWhile = { timeout: 60_000 }

export const points = {
  async idle({ reached }) {
    installHost()
    reached()
  },

  async loading({ library, reached, step }) {
    const host = installHost()
    reached()
    for (;;) {
      const chatter = await host.load(library, { image: 'test' })
      step()
      await chatter.destroy()
      step()
    }
  },

  async 'calls in flight'({ library, reached, step }) {
    const { chatter } = await loadChatter(library)
    reached()
    for (;;) {
      await Promise.all([1, 2, 3].map((ms) => chatter.invoke('sleep_ms', { ms }, forAWhile)))
      step()
    }
  },

  /** Four threads of the plugin wait for a promise, and the frame for them. */
  async 'responder awaited'({ library, reached }) {
    const { host, chatter } = await loadChatter(library)
    let asked = 0
    host.onHttpRequest = () => {
      if (++asked === 4) reached()
      return new Promise(() => {})
    }
    void chatter.invoke('http_from_thread', { threads: 4 }, forAWhile)
  },

  async pumping({ library, reached, step }) {
    const { host, chatter } = await loadChatter(library)
    host.onConfigGet = () => {
      step()
      return 'answer'
    }
    reached()
    for (;;) chatter.invokeSync('ask_many', { threads: 3 }, forAWhile)
  },

  /** The pump has nothing to do but to wait. */
  async 'waiting in a pump'({ library, reached, step }) {
    const { chatter } = await loadChatter(library)
    reached()
    for (;;) {
      chatter.invokeSync('sleep_ms', { ms: 60 }, forAWhile)
      step()
    }
  },

  async hanging({ library, reached }) {
    const { host, chatter } = await loadChatter(library)
    void chatter.invoke('hang', { announce: 'hangs' }, forAWhile)
    await host.until(({ logs }) => logs.contains('hangs'), forAWhile)
    reached()
  },

  async streaming({ library, reached, step }) {
    const { host, chatter } = await loadChatter(library)
    host.on.complete_stream.reply({ content: Array.from({ length: 20 }, (_, index) => `chunk ${index} `) })
    reached()
    for (;;) {
      await chatter.invoke('stream', { stream_id: 'a stream' }, forAWhile)
      step()
    }
  },

  async 'holding the lease'({ reached, lease }) {
    await lease()
    installHost()
    reached()
  },

  /** Some get it when another worker dies; they wait in turn for the other lease. */
  async 'waiting for the lease'({ reached, lease }) {
    reached()
    await lease()
    installHost()
  },

  async installing({ reached, step }) {
    reached()
    for (;;) {
      const outer = installHost()
      const inner = installHost()
      inner.api.log(1, 'inside')
      await wait(0)
      step()
      inner.close()
      outer.close()
    }
  },

  async 'on threads of the test'({ reached, step }) {
    const host = installHost()
    host.onConfigGet = () => {
      step()
      return 'answer'
    }
    reached()
    for (;;) {
      host.api.onNewThread((api) => api.configGet('key'), { name: 'doomed runner' })
      await wait(0)
    }
  },

  /** Threads of the plugin go on calling, whatever becomes of the host. */
  async 'background storm'({ library, reached, step }) {
    const { chatter } = await loadChatter(library)
    reached()
    for (;;) {
      await chatter.invoke('storm_detached', { threads: 4, count: 2000, message: 'storm' }, forAWhile)
      step()
    }
  },

  async 'writing artifacts'({ reached, step }) {
    reached()
    for (;;) {
      const host = installHost()
      host.artifacts.write('charts/a.txt', 'content')
      await wait(0)
      step()
      host.close()
    }
  },
}

function installHost() {
  const host = new MockHost({ responderTimeout: 0, attribution: 'table' })
  host.hostAPIPointer()
  return host
}

async function loadChatter(library) {
  const host = installHost()
  // Workers that live at the same time must not share the globals of the plugin.
  const chatter = await host.load(library, { image: 'test' })
  return { host, chatter }
}
