const { plugin } = require('osaurus-mockhost')

const request = { method: 'GET', url: 'https://api.invalid/me' }
const ask = async () => JSON.parse((await plugin.invoke('http', request)).result)

afterEach(() => jest.restoreAllMocks())

test('a fetch that the test replaces answers the plugin', async () => {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('hello', { status: 202 }))
  expect(await ask()).toMatchObject({ status: 202, body: 'hello' })
  expect(fetch).toHaveBeenCalledWith(request.url, expect.objectContaining({ method: 'GET', redirect: 'manual' }))
})

test('the fetch of Node sends nothing', async () => {
  expect(await ask()).toMatchObject({
    error: 'network_error',
    message: expect.stringContaining('no answer was prepared'),
  })
})
