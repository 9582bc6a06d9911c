import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost } from './fake-host.js'

const least = { plugin_id: 'com.example.weather', capabilities: {} }
const quiet = {
  ...least,
  ...{ name: 'Weather', version: '1.0.0', description: 'Tells the weather.', license: 'MIT' },
  capabilities: { artifact_handler: true },
}
const broken = {
  ...quiet,
  licence: 'MIT',
  capabilities: { tools: [{ id: 'fetch' }], routes: [{ id: 'r', path: '/r', methods: ['GET'], auth: 'Owner' }] },
}

describe('toBeAValidManifest', () => {
  it('takes a manifest as an object or as JSON text', () => {
    expect(least).toBeAValidManifest()
    expect(JSON.stringify(quiet)).toBeAValidManifest()
    expect(broken).not.toBeAValidManifest()
    expect('plugin_id = a').not.toBeAValidManifest()
    expect('[]').not.toBeAValidManifest()
  })

  it('can be used as an asymmetric matcher', () => {
    expect({ manifest: least }).toEqual({ manifest: expect.toBeAValidManifest() })
    expect({ manifest: broken }).toEqual({ manifest: expect.not.toBeAValidManifest() })
  })

  it('shows every problem, and the warnings', () => {
    expect(failureOf(() => expect(broken).toBeAValidManifest())).toMatchInlineSnapshot(`
      "expect(manifest).toBeAValidManifest()

      expected the manifest to be valid
      the app refuses it: 2 problems

      1. capabilities.tools[0].description is missing (MISSING_KEY)
         found     nothing
         expected  a string
         to fix    add "description" to capabilities.tools[0]
      2. capabilities.routes[0].auth is "Owner", which is none of its values (UNKNOWN_VALUE)
         found     "Owner"
         expected  "none", "verify" or "owner"
         to fix    write "owner"

      1 warning
      1. licence is a key that the app ignores (UNKNOWN_KEY)
         found     the key "licence"
         expected  one of plugin_id, capabilities, description, instructions, name, version, license, min_macos, min_osaurus, authors, secrets, docs
         to fix    remove it; nothing reads it"
    `)
  })

  it('shows what a negated assertion forbids', () => {
    expect(failureOf(() => expect(quiet).not.toBeAValidManifest())).toMatchInlineSnapshot(`
      "expect(manifest).not.toBeAValidManifest()

      expected the manifest not to be valid
      the app takes it

      no warnings"
    `)
  })

  it('shows the warnings of a manifest that is valid all the same', () => {
    const message = failureOf(() => expect({ ...quiet, license: undefined }).not.toBeAValidManifest())
    expect(message).toMatchInlineSnapshot(`
      "expect(manifest).not.toBeAValidManifest()

      expected the manifest not to be valid
      the app takes it

      1 warning
      1. license is missing (MISSING_METADATA)
         found     nothing
         expected  the license of the plugin
         to fix    add "license": users see it before they install the plugin"
    `)
  })

  it('shows what breaks a rule of the app', () => {
    const tool = { id: 'fetch', description: 'Fetches.', parameters: { type: 'object' } }
    const twins = { ...quiet, capabilities: { tools: [tool, { ...tool, id: 'fetch ' }] } }
    expect(failureOf(() => expect(twins).toBeAValidManifest())).toMatchInlineSnapshot(`
      "expect(manifest).toBeAValidManifest()

      expected the manifest to be valid
      the app refuses it: 1 problem

      1. capabilities.tools[1].id is "fetch ", as capabilities.tools[0].id is (DUPLICATE_TOOL_ID)
         found     "fetch "
         expected  an id that no other tool has
         to fix    rename one of the two tools; white space around ids does not count

      1 warning
      1. capabilities.tools[1].id is "fetch ", and not every model takes such a name (UNUSUAL_ID)
         found     "fetch "
         expected  lower-case words, joined by underscores or dots: "fetch_weather"
         to fix    rename the tool"
    `)
  })

  it.each([
    ['a number', () => expect(5).not.toBeAValidManifest()],
    ['null', () => expect(null).not.toBeAValidManifest()],
    ['a list', () => expect([least]).not.toBeAValidManifest()],
    ['a Promise', () => expect(Promise.resolve(least)).not.toBeAValidManifest()],
    ['a host', () => expect(fakeHost()).not.toBeAValidManifest()],
    ['a plugin', () => expect({ manifest: least, invoke: () => {} }).not.toBeAValidManifest()],
    ['an argument', () => expect(least).not.toBeAValidManifest(...(['com.example.weather'] as unknown as []))],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })

  it('takes a Promise with .resolves', async () => {
    await expect(Promise.resolve(least)).resolves.toBeAValidManifest()
  })
})
