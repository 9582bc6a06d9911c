// `node one-thread.mjs <copy> <copy>`: a host of each copy on one JS thread. Prints what is seen, or the error.
import { AsyncLocalStorage } from 'node:async_hooks'
import { printed } from './printed.mjs'

const [one, other] = await Promise.all(process.argv.slice(2).map((copy) => import(`./${copy}/package.mjs`)))

function installBoth() {
  const first = new one.MockHost()
  const second = new other.MockHost()
  first.hostAPIPointer()
  first.api.log(1, 'to the first')
  second.hostAPIPointer()
  second.api.log(1, 'to the second')
  const { counters } = AsyncLocalStorage[Symbol.for('osaurus-mockhost.runtime')].binding()
  const { installed } = counters
  const outOfOrder = printed(() => first.uninstall(), other).code
  second.uninstall()
  first.uninstall()
  const messages = { first: first.logs.messages, second: second.logs.messages }
  return { installed, areIdsDifferent: first.id !== second.id, messages, outOfOrder }
}

console.log(JSON.stringify(printed(installBoth, other)))
