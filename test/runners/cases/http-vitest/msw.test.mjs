import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { plugin } from 'osaurus-mockhost'
import { afterAll, beforeAll, expect, test } from 'vitest'

const server = setupServer(
  http.get('https://api.invalid/me', ({ request }) => HttpResponse.json({ agent: request.headers.get('user-agent') })),
  http.get('https://api.invalid/old', () => new HttpResponse(null, { status: 302, headers: { Location: '/me' } })),
  http.post('https://api.invalid/notes', async ({ request }) =>
    HttpResponse.json(await request.json(), { status: 201 }),
  ),
  http.get('https://api.invalid/broken', () => HttpResponse.error()),
)

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())

const ask = async (request) => JSON.parse((await plugin.invoke('http', { method: 'GET', ...request })).result)

test('answers the plugin', async () => {
  const answer = await ask({ url: 'https://api.invalid/me' })
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
  expect(JSON.parse(answer.body).agent).toMatch(/^Osaurus\/unknown Plugin\/\S+$/)
})

test('is asked again for a redirect', async () => {
  expect(await ask({ url: 'https://api.invalid/old' })).toMatchObject({ status: 200 })
  expect(await ask({ url: 'https://api.invalid/old', follow_redirects: false })).toMatchObject({ status: 302 })
})

test('reads what the plugin sends', async () => {
  const answer = await ask({ method: 'POST', url: 'https://api.invalid/notes', body: '{"title":"milk"}' })
  expect(answer).toMatchObject({ status: 201, body: '{"title":"milk"}' })
})

test('makes the network fail', async () => {
  expect(await ask({ url: 'https://api.invalid/broken' })).toMatchObject({ error: 'network_error' })
})
