import { trimText } from '../../abi/trim.js'
import { addSlash } from '../web-mount.js'

/** Where a page of the plugin finds itself. */
export interface PageContext {
  readonly pluginId: string
  /** The agent as the request named it. */
  readonly agentId: string
  readonly apiMount: string | undefined
}

/**
 * A page with `window.__osaurus` in it: a script before the first `</head>` (fact sheet, section 11.5). A page that has
 * none, or is not UTF-8, stays as it is.
 */
export function addPageContext(page: Buffer, context: PageContext): Buffer {
  const html = decodeText(page)
  const end = html?.search(/<\/head>/i) ?? -1
  if (html === undefined || end === -1) return page
  return Buffer.from(`${html.slice(0, end)}\n${scriptOf(context)}\n${html.slice(end)}`)
}

function decodeText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function scriptOf({ pluginId, agentId, apiMount }: PageContext): string {
  const baseUrl = `/plugins/${pluginId}`
  return `<script>
window.__osaurus = {
  pluginId: ${inScript(pluginId)},
  baseUrl: ${inScript(baseUrl)},
  apiUrl: ${inScript(baseUrl + normaliseApiMount(apiMount))},
  agentId: ${inScript(agentId)},
  fetch(input, init = {}) {
    const headers = new Headers(init.headers)
    if (!headers.has('X-Osaurus-Agent-Id')) headers.set('X-Osaurus-Agent-Id', window.__osaurus.agentId)
    return fetch(input, { ...init, headers })
  },
}
</script>`
}

function normaliseApiMount(mount = ''): string {
  const trimmed = trimText(mount)
  return trimmed === '' ? '/api' : addSlash(trimmed)
}

/** A text as it may stand in a script: nothing in it ends the script. */
function inScript(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c')
}
