import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockHost, Plugin } from '../../../src/index.js'
import { contentTypeOf } from '../../../src/plugin/web/content-types.js'
import { addPageContext } from '../../../src/plugin/web/page-context.js'
import { installHost } from '../../host/install-host.js'
import { compilePlugin } from '../compile-plugin.js'
import { libraryOf } from '../load-fixture.js'
import { ADA, base, errorOf, pluginId } from './load-routes.js'

type Files = Readonly<Record<string, string | Uint8Array>>

/** The fixture as the app installs it: in `<id>/<version>/`, with these files in `web`. */
async function install(files: Files): Promise<{ host: MockHost; plugin: Plugin; web: string }> {
  const root = await mkdtemp(join(tmpdir(), 'plugins-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const version = join(root, pluginId, '1.0.0')
  const web = join(version, 'web')
  await mkdir(web, { recursive: true })
  await writeFiles(web, files)
  const built = await libraryOf('web_routes')
  const library = join(version, basename(built))
  await copyFile(built, library)
  return { ...(await load(library)), web }
}

async function load(library: string): Promise<{ host: MockHost; plugin: Plugin }> {
  const host = installHost()
  const plugin = await host.load(library)
  onTestFinished(() => plugin.destroy())
  return { host, plugin }
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

async function textOf(plugin: Plugin, path: string): Promise<string | number> {
  const response = await plugin.fetch(path)
  return response.status === 200 ? response.text() : response.status
}

describe('static files', () => {
  const site = { 'index.html': 'entry', 'app.js': 'let a', 'sub/page.htm': 'page', 'a b.txt': 'spaced' }

  it.each([
    ['the mount itself', '/ui', 'entry'],
    ['the mount with a slash', '/ui/', 'entry'],
    ['a file', '/ui/app.js', 'let a'],
    ['a file with a query', '/ui/app.js?v=2', 'let a'],
    ['a file in a folder', '/ui/sub/page.htm', 'page'],
    ['what is not there', '/ui/settings/profile', 'entry'],
    ['a path below a file', '/ui/app.js/x', 'entry'],
    ['a name with an escape, which is not decoded', '/ui/a%20b.txt', 'entry'],
    ['a folder', '/ui/sub', 404],
    ['a path that only begins like the mount', '/ui-x', 404],
    ['a path of another case', '/UI', 404],
  ])('are found for %s: %s is %s', async (_, path, expected) => {
    const { plugin } = await install(site)
    expect(await textOf(plugin, path)).toBe(expected)
  })

  it('come before routes, whatever the method', async () => {
    const { plugin } = await install(site)
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD']) {
      expect(await (await plugin.fetch('/ui', { method })).text()).toBe('entry')
    }
    expect(plugin.strings.returned).toBe(1)
  })

  it('are 404 where there is no entry either', async () => {
    const { plugin } = await install({ 'app.js': 'let a' })
    const response = await plugin.fetch('/ui/nothing')
    expect([response.status, await errorOf(response)]).toEqual([404, 'File not found'])
  })

  it('are asked for by an agent', async () => {
    const { plugin } = await install(site)
    expect((await plugin.fetch(`${base}/ui`)).status).toBe(401)
    expect((await plugin.fetch(`${base}/ui?osr_agent=${ADA}`)).status).toBe(200)
  })

  it('say what they are, and how long they hold', async () => {
    const { plugin } = await install(site)
    const { headers } = await plugin.fetch('/ui/app.js')
    expect(Object.fromEntries(headers)).toEqual({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=3600',
      connection: 'close',
      'content-length': '5',
      'content-type': 'application/javascript; charset=utf-8',
    })
  })

  it('are read anew for every request', async () => {
    const { plugin, web } = await install(site)
    expect(await textOf(plugin, '/ui')).toBe('entry')
    await writeFile(join(web, 'index.html'), 'changed')
    expect(await textOf(plugin, '/ui')).toBe('changed')
  })

  it('are the bytes that are there', async () => {
    const bytes = new Uint8Array([0, 255, 13, 10])
    const { plugin } = await install({ 'a.wasm': bytes })
    expect(new Uint8Array(await (await plugin.fetch('/ui/a.wasm')).arrayBuffer())).toEqual(bytes)
  })
})

describe('a symbolic link', () => {
  it('that leads out of static_dir is answered 403', async () => {
    const { plugin, web } = await install({ 'index.html': 'entry', '../secret.txt': 'secret' })
    await symlink('../secret.txt', join(web, 'file.txt'))
    await symlink('..', join(web, 'folder'))
    for (const path of ['file.txt', 'folder', 'folder/secret.txt', 'folder/nothing']) {
      const response = await plugin.fetch(`/ui/${path}`)
      expect([path, response.status, await errorOf(response)]).toEqual([path, 403, 'Access denied'])
    }
  })

  it('that leads into a folder whose name only begins alike is answered 403', async () => {
    const { plugin, web } = await install({ '../web-old/a.txt': 'old' })
    await symlink('../web-old/a.txt', join(web, 'a.txt'))
    expect((await plugin.fetch('/ui/a.txt')).status).toBe(403)
  })

  it('that stays inside is followed', async () => {
    const { plugin, web } = await install({ 'real/a.txt': 'text' })
    await symlink('real', join(web, 'alias'))
    expect(await textOf(plugin, '/ui/alias/a.txt')).toBe('text')
  })

  it('may be static_dir itself', async () => {
    const { plugin, web } = await install({ '../dist/index.html': 'built' })
    await rm(web, { recursive: true })
    await symlink('dist', web)
    expect(await textOf(plugin, '/ui')).toBe('built')
  })
})

describe('the web of a manifest', () => {
  /** A plugin with such a web; its files lie beside the library. */
  async function compile(web: object): Promise<{ host: MockHost; plugin: Plugin }> {
    const manifest = JSON.stringify(JSON.stringify({ plugin_id: 'com.example.site', capabilities: { web } }))
    const library = await compilePlugin(
      'site',
      `static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return strdup(${manifest}); }
      static const osr_plugin_api plugin_api = {.free_string = kit_free_string, .init = kit_init, .destroy = kit_destroy,
          .get_manifest = get_manifest, .invoke = kit_invoke_echo, .version = OSR_ABI_VERSION};
      const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { (void)host; return &plugin_api; }`,
    )
    await writeFiles(dirname(library), { 'dist/main.html': '<head></head>', 'outside.html': 'outside' })
    return load(library)
  }

  const web = { static_dir: 'dist', entry: 'main.html', mount: '/', auth: 'none' }

  it.each([
    ['/', '/', true],
    ['/', '/any/thing', true],
    ['ui', '/ui', true],
    [' /ui/ ', '/ui/x', true],
    ['/ui//', '/ui', true],
    ['/ui', '/', false],
  ])('mounted at %o answers %s: %s', async (mount, path, expected) => {
    const { plugin } = await compile({ ...web, mount })
    expect((await plugin.fetch(path)).status === 200).toBe(expected)
  })

  it('is for the owner only, if it says so', async () => {
    const { host, plugin } = await compile({ ...web, auth: 'owner' })
    expect((await plugin.fetch('/')).status).toBe(401)
    const headers = { authorization: `Bearer ${host.accessKey}` }
    expect((await plugin.fetch('/', { headers })).status).toBe(200)
  })

  it('is for anyone with verify', async () => {
    const { plugin } = await compile({ ...web, auth: 'verify' })
    expect((await plugin.fetch('/')).status).toBe(200)
  })

  it('is reached from outside only when it is exposed', async () => {
    const { plugin } = await compile({ ...web, tunnel_exposed: true })
    expect((await plugin.fetch('/', { from: 'relay' })).status).toBe(200)
    const { plugin: hidden } = await compile(web)
    expect((await hidden.fetch('/', { from: 'relay' })).status).toBe(404)
  })

  it('whose entry leads out of static_dir is answered 403', async () => {
    const { plugin } = await compile({ ...web, entry: '../outside.html' })
    expect((await plugin.fetch('/')).status).toBe(403)
  })

  it('tells its pages of api_mount', async () => {
    const { plugin } = await compile({ ...web, api_mount: 'v2' })
    expect(await textOf(plugin, '/')).toContain('apiUrl: "/plugins/com.example.site/v2"')
  })
})

describe('window.__osaurus', () => {
  const page = '<html><head><title>a</title></HEAD><body></head></body></html>'

  interface Osaurus {
    readonly pluginId: string
    readonly baseUrl: string
    readonly apiUrl: string
    readonly agentId: string
    fetch(input: string, init?: RequestInit): [string, RequestInit]
  }

  /** What the page finds when its script has run; its `fetch` answers what it is called with. */
  function run(html: string): Osaurus {
    const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? []
    const window = {} as { __osaurus: Osaurus }
    runInNewContext(script, { window, Headers, fetch: (...given: unknown[]) => given })
    return window.__osaurus
  }

  it('is in a page, before the first </head> in any case', async () => {
    const { plugin } = await install({ 'index.html': page })
    const html = String(await textOf(plugin, `/ui?osr_agent=${ADA}`))
    expect(html.replace(/\n<script>[\s\S]*<\/script>\n/, '')).toBe(page)
    expect(html.indexOf('</script>')).toBeLessThan(html.indexOf('</HEAD>'))
    expect(run(html)).toMatchObject({
      pluginId,
      baseUrl: `/plugins/${pluginId}`,
      apiUrl: `/plugins/${pluginId}/api`,
      agentId: ADA,
    })
  })

  it('has the length of the page with it', async () => {
    const { plugin } = await install({ 'index.html': page })
    const response = await plugin.fetch('/ui')
    expect(response.headers.get('content-length')).toBe(String((await response.arrayBuffer()).byteLength))
  })

  it('has a fetch that adds the agent where none is named', async () => {
    const { plugin } = await install({ 'index.html': page })
    const osaurus = run(String(await textOf(plugin, `/ui?osr_agent=${ADA.toLowerCase()}`)))
    const [input, init] = osaurus.fetch('/a', { method: 'POST', headers: { 'X-A': '1' } })
    expect([input, init.method, [...(init.headers as Headers)]]).toEqual([
      '/a',
      'POST',
      [
        ['x-a', '1'],
        ['x-osaurus-agent-id', ADA.toLowerCase()],
      ],
    ])
    const [, named] = osaurus.fetch('/a', { headers: { 'x-osaurus-agent-id': 'other' } })
    expect((named.headers as Headers).get('X-Osaurus-Agent-Id')).toBe('other')
    expect([...(osaurus.fetch('/a')[1].headers as Headers)]).toHaveLength(1)
  })

  it.each([
    ['a page without </head>', 'index.html', '<html></html>'],
    ['a file of another ending', 'page.xhtml', page],
    ['an ending in upper case', 'page.HTML', page],
    ['a page that is no UTF-8', 'page.htm', Buffer.concat([Buffer.from(page), Buffer.from([0xff])])],
  ])('is not in %s', async (_, name, content) => {
    const { plugin } = await install({ [name]: content })
    const bytes = Buffer.from(await (await plugin.fetch(`/ui/${name}`)).arrayBuffer())
    expect(bytes).toEqual(Buffer.from(content))
  })

  it('keeps a mark of the byte order', async () => {
    const { plugin } = await install({ 'index.html': `\ufeff${page}` })
    const bytes = new Uint8Array(await (await plugin.fetch('/ui')).arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })

  it.each([
    [undefined, '/api'],
    ['', '/api'],
    ['  ', '/api'],
    ['/v2', '/v2'],
    [' v2 ', '/v2'],
  ])('with the api_mount %o has %s', (apiMount, expected) => {
    const html = addPageContext(Buffer.from(page), { pluginId: 'a', agentId: ADA, apiMount }).toString()
    expect(run(html).apiUrl).toBe(`/plugins/a${expected}`)
  })

  it('cannot be broken out of', () => {
    const hostile = '</script><script>alert(1)//"'
    const html = addPageContext(Buffer.from(page), { pluginId: hostile, agentId: ADA, apiMount: hostile }).toString()
    expect(run(html).pluginId).toBe(hostile)
  })
})

describe('the content type', () => {
  it.each([
    ['a.html', 'text/html; charset=utf-8'],
    ['a.htm', 'text/html; charset=utf-8'],
    ['a.css', 'text/css; charset=utf-8'],
    ['a.js', 'application/javascript; charset=utf-8'],
    ['a.mjs', 'application/javascript; charset=utf-8'],
    ['a.json', 'application/json; charset=utf-8'],
    ['a.txt', 'text/plain; charset=utf-8'],
    ['a.png', 'image/png'],
    ['a.jpg', 'image/jpeg'],
    ['a.jpeg', 'image/jpeg'],
    ['a.gif', 'image/gif'],
    ['a.svg', 'image/svg+xml'],
    ['a.webp', 'image/webp'],
    ['a.ico', 'image/x-icon'],
    ['a.woff', 'font/woff'],
    ['a.woff2', 'font/woff2'],
    ['a.ttf', 'font/ttf'],
    ['a.otf', 'font/otf'],
    ['a.js.map', 'application/json'],
    ['a.xml', 'application/xml'],
    ['a.wasm', 'application/wasm'],
    ['A.PNG', 'image/png'],
    ['a.pdf', 'application/octet-stream'],
    ['a', 'application/octet-stream'],
    ['a.constructor', 'application/octet-stream'],
    ['.html', 'application/octet-stream'],
  ])('of %s is %s', (file, type) => {
    expect(contentTypeOf(file)).toBe(type)
  })
})
