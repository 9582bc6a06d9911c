const { plugin } = require('osaurus-mockhost')
const { getGlobalDispatcher, MockAgent, setGlobalDispatcher } = require('undici')

const before = getGlobalDispatcher()
let agent

beforeEach(() => {
  agent = new MockAgent()
  agent.disableNetConnect()
  setGlobalDispatcher(agent)
})
afterEach(() => setGlobalDispatcher(before))

const request = { method: 'GET', url: 'https://api.invalid/me' }
const ask = async () => JSON.parse((await plugin.invoke('http', request)).result)

test('answers the plugin', async () => {
  agent.get('https://api.invalid').intercept({ path: '/me' }).reply(200, 'hello')
  expect(await ask()).toMatchObject({ status: 200, body: 'hello' })
})

test('lets nothing else through', async () => {
  expect(await ask()).toMatchObject({
    error: 'network_error',
    message: expect.stringContaining('Mock dispatch not matched'),
  })
})

test('is gone when another dispatcher is set', async () => {
  setGlobalDispatcher(before)
  expect(await ask()).toMatchObject({
    error: 'network_error',
    message: expect.stringContaining('no answer was prepared'),
  })
})
