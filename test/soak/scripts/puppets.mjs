// The threads of the fixture `puppet`, as the program that loaded its neighbour library orders them about.
import { setImmediate as turn } from 'node:timers/promises'
import koffi from 'koffi'

/** On the main thread only: koffi unloads a library when the last thread that has loaded it ends. */
export function loadPuppets(path) {
  const library = koffi.load(path)
  const order = library.func('bool puppet_order(int number, str calls)')
  const isIdle = library.func('bool puppet_is_idle(int number)')
  const answers = library.func('str puppet_answers(int number)')
  const release = library.func('void puppet_release(int key)')
  const arrived = library.func('int puppet_arrived(int key)')
  const left = library.func('int puppet_left(int key)')
  const end = library.func('void puppet_end()')
  const until = async (condition) => {
    while (!condition()) await turn()
  }

  /** The event loops stay free, for whatever the thread asks. */
  async function orderAndWait(thread, calls) {
    await until(() => isIdle(thread))
    if (!order(thread, JSON.stringify(calls))) return null
    await until(() => isIdle(thread))
    return JSON.parse(answers(thread))
  }

  async function letGo(key) {
    release(key)
    await until(() => arrived(key) === left(key))
  }

  return {
    orders: {
      order: ({ thread, calls }) => orderAndWait(thread, calls),
      async storm({ thread, lines }, path) {
        await until(() => isIdle(thread))
        return order(thread, JSON.stringify([['lines', `storm ${path}`, lines]]))
      },
      settle: ({ thread }) => until(() => isIdle(thread)),
      release: ({ plugin }) => letGo(plugin),
      /** A frame that timed out may not have come to where it hangs. */
      arrived: ({ plugin }) => until(() => arrived(plugin) > left(plugin)),
    },
    /** Everything that hangs goes on, and every thread ends. */
    async end(plugins) {
      for (let plugin = 0; plugin < plugins; plugin++) await letGo(plugin)
      end()
    },
    async settleAll() {
      for (let thread = 0; thread < 16; thread++) await until(() => isIdle(thread))
    },
  }
}
