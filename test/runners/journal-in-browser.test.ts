import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createJournalProject } from './journal-project.js'
import { repository } from './packed-package.js'
import type { Project } from './project.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const screenshots = path.join(repository, 'build/screenshots')

if (executablePath === undefined) console.log('The page of a journal is not looked at: there is no Chromium here.')

describe.skipIf(executablePath === undefined)('the page of a failed test, in a browser', () => {
  let project: Project
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    project = await createJournalProject('vitest4')
    await project.run()
    const journals = path.join(project.folder, 'node_modules/.cache/osaurus-mockhost/journals')
    const names = readdirSync(journals, { recursive: true, encoding: 'utf8' })
    const [name = ''] = names.filter((one) => one.endsWith('.html'))
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
    page = await browser.newPage({ viewport: { width: 1180, height: 1000 } })
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(request.url())
    })
    await page.goto(pathToFileURL(path.join(journals, name)).href)
    mkdirSync(screenshots, { recursive: true })
  })
  afterAll(async () => {
    await browser?.close()
    await project?.dispose()
  })

  it('shows the test, why it failed, and its calls', async () => {
    expect(await page.locator('h1').textContent()).toBe('shows <b>all</b> & more')
    expect(await page.locator('.error').first().textContent()).toContain('expected the host to have logged')
    const slots = await page.locator('#calls tbody tr td:nth-child(6) code').allTextContents()
    expect(slots.length).toBeGreaterThan(15)
    expect(slots).toEqual(expect.arrayContaining(['log', 'config_set', 'config_get', 'http_request']))
    expect(await page.locator('#calls tbody').textContent()).toContain('poller')
  })

  it('shows what a plugin logs as text, whatever it is', async () => {
    expect(await page.title()).toContain('shows <b>all</b> & more')
    expect(await page.locator('#calls tbody').textContent()).toContain('<script>document.t')
  })

  it('lists the calls of one thread, one slot, or with a word', async () => {
    const visible = page.locator('#calls tbody tr:visible')
    const all = await visible.count()
    await page.getByLabel('Slot').selectOption('http_request')
    expect(await visible.count()).toBe(1)
    await page.getByLabel('Slot').selectOption('')
    await page.getByLabel('Text').fill('from behind')
    expect(await visible.count()).toBe(1)
    await page.getByLabel('Text').fill('')
    await page.getByLabel('with marks only').check()
    expect(await visible.count()).toBeLessThan(all)
    expect(await visible.count()).toBeGreaterThan(0)
    await page.getByLabel('with marks only').uncheck()
    expect(await visible.count()).toBe(all)
  })

  it('shows all of the arguments of a call, when asked', async () => {
    const call = page.locator('#calls tbody tr', { hasText: 'http_request' }).first()
    await call.locator('summary').click()
    expect(await call.locator('dl').textContent()).toContain('a body that is much longer than a table shows')
  })

  it('needs nothing but itself, and complains of nothing', async () => {
    expect(complaints).toEqual([])
  })

  it.each(['light', 'dark'] as const)('can be looked at: %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await page
      .locator('#calls tbody details[open] summary')
      .first()
      .click({ timeout: 1000 })
      .catch(() => {})
    await page.evaluate("document.getElementById('threads').scrollIntoView()")
    await page.screenshot({ path: path.join(screenshots, `journal-${colorScheme}.png`), fullPage: false })
    // As text: the types of the DOM are none of this project.
    const colours = await page.evaluate<string[]>(
      '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))',
    )
    const [text, ground] = colours
    expect(text).not.toBe(ground)
  })
})
