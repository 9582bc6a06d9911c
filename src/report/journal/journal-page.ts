import { createHash } from 'node:crypto'
import type { CallRole, Frame } from '../../host/contract.js'
import { describeLevel } from '../log-level.js'
import { count, listWords } from '../print-value.js'
import { quote } from '../quote.js'
import type { Journal, JournalArguments, JournalCall, JournalThread } from './journal.js'
import { script, style } from './page-style.js'

const shortWidth = 72
const absent = '<span class="absent">–</span>'

/** The journal as one page of HTML that needs nothing else, no script either. Everything that comes from outside is escaped. */
export function printJournalPage(journal: Journal): string {
  const title = `${journal.test} – journal`
  const hash = createHash('sha256').update(script).digest('base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<link rel="icon" href="data:,">
<title>${escapeHTML(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="kicker">osaurus-mockhost · what the host saw of a failed test</p>
<h1>${escapeHTML(journal.test)}</h1>
<p class="file">${escapeHTML(journal.file)}</p>
${printContents(journal)}
</header>
<main>
${[printErrors, printViolations, printThreads, printCalls, printDrops, printStrings].map((print) => print(journal)).join('\n')}
</main>
<footer>
<p>Written ${escapeHTML(journal.date)} by osaurus-mockhost, host ${journal.host.id} of ABI version ${journal.host.abiVersion}.
Times count from the beginning of the test. ${describeSecrets(journal)}</p>
</footer>
<script>${script}</script>
</body>
</html>
`
}

function printContents(journal: Journal): string {
  const { calls, omittedCalls, violations, drops, strings } = journal
  const parts = [
    ['calls', count(calls.length + omittedCalls, 'call')],
    ['violations', violations.length === 0 ? '' : count(violations.length, 'violation')],
    ['drops', drops.length === 0 ? '' : count(drops.length, 'dropped call')],
    [
      'strings',
      strings.outstanding.length === 0 ? '' : `${count(strings.outstanding.length, 'string')} not given back`,
    ],
    ['frees', strings.badFrees.length === 0 ? '' : count(strings.badFrees.length, 'bad free')],
  ].filter(([, text]) => text !== '')
  const items = parts.map(([id, text]) => `<li><a href="#${id}">${text}</a></li>`)
  return `<nav aria-label="On this page"><ul>${items.join('')}</ul></nav>`
}

function printErrors({ errors }: Journal): string {
  if (errors.length === 0) return ''
  const texts = errors.map((error) => `<div class="error"><pre>${escapeHTML(error)}</pre></div>`)
  return `<section aria-labelledby="errors"><h2 id="errors">Why it failed</h2>\n${texts.join('\n')}\n</section>`
}

function printViolations({ violations }: Journal): string {
  if (violations.length === 0) return ''
  const items = violations.map(({ rule, seq, slot, message, fix, allowed }) => {
    const where =
      seq === null ? escapeHTML(slot ?? '') : `<a href="#call-${seq}">call ${seq}</a> ${escapeHTML(slot ?? '')}`
    const wayOut = allowed === null ? `To fix: ${escapeHTML(fix)}` : `Allowed: ${escapeHTML(allowed)}`
    return `<li class="card"><span class="mark warn">${escapeHTML(rule)}</span> ${where}<p>${escapeHTML(message)}</p><p class="soft">${wayOut}</p></li>`
  })
  return `<section aria-labelledby="violations"><h2 id="violations">Violations</h2>\n<ol class="findings">${items.join('\n')}</ol>\n</section>`
}

/** One lane for each thread, with a tick for each of its calls. */
function printThreads({ threads, calls }: Journal): string {
  if (calls.length === 0) return ''
  const end = Math.max(...calls.map(({ at, duration }) => at + (duration ?? 0)), 1)
  const start = Math.min(...calls.map(({ at }) => at), 0)
  const x = (at: number) => (((at - start) / (end - start)) * 996).toFixed(1)
  const lanes = threads.map((thread) => {
    const own = calls.filter((call) => call.thread === thread.id)
    const ticks = own.map(
      ({ at, duration }) =>
        `M${x(at)} 3h${Math.max(3, ((duration ?? 0) / (end - start)) * 996).toFixed(1)}v12H${x(at)}z`,
    )
    const label = `${escapeHTML(nameThread(thread))}: ${count(thread.calls, 'call')}`
    return `${printThread(thread, `${nameThread(thread)}`)}
<svg viewBox="0 0 1000 18" preserveAspectRatio="none" role="img" aria-label="${label}"><path d="${ticks.join('')}" fill="hsl(${hueOf(thread.id)} 55% 55%)"/></svg>`
  })
  return `<section aria-labelledby="threads"><h2 id="threads">Threads <small>${milliseconds(end)} ms, one mark for each call</small></h2>
<div class="card timeline">${lanes.join('\n')}</div></section>`
}

function printCalls(journal: Journal): string {
  const { calls, threads } = journal
  const heading = '<h2 id="calls-heading">Calls of the plugin, in their order</h2>'
  if (calls.length === 0)
    return `<section id="calls" aria-labelledby="calls-heading">${heading}<p>No call reached the host.</p></section>`
  const byId = new Map(threads.map((thread) => [thread.id, thread]))
  const rows = calls.flatMap((call, index) => {
    const gap = index > 0 ? call.seq - (calls[index - 1]?.seq ?? 0) - 1 : 0
    const row = printCall(call, byId.get(call.thread))
    return gap > 0 ? [`<tr><td class="gap" colspan="8">${count(gap, 'call')} left out</td></tr>`, row] : [row]
  })
  return `<section id="calls" aria-labelledby="calls-heading">${heading}
${printFilter(journal)}
<div class="scroll" tabindex="0" role="region" aria-labelledby="calls-heading"><table>
<thead><tr><th scope="col" class="number">#</th><th scope="col" class="number">ms</th><th scope="col">Thread</th><th scope="col">Callback</th><th scope="col">Agent</th><th scope="col">Slot</th><th scope="col">Arguments</th><th scope="col">Answer</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div></section>`
}

function printFilter({ calls, threads }: Journal): string {
  const roles = [...new Set(calls.map(({ role }) => role))].map((role) => option(role, `all ${role} threads`))
  const ofThreads = threads.map((thread) => option(String(thread.id), nameThread(thread)))
  const slots = [...new Set(calls.map(({ slot }) => slot))].sort().map((slot) => option(slot, slot))
  return `<form id="filter" hidden role="search" aria-label="Calls">
<label>Text <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
<label>Thread <select name="thread">${option('', 'all')}${roles.length > 1 ? roles.join('') : ''}${ofThreads.join('')}</select></label>
<label>Slot <select name="slot">${option('', 'all')}${slots.join('')}</select></label>
<label><input type="checkbox" name="marked"> with marks only</label>
<output name="shown" aria-live="polite"></output>
</form>`
}

function option(value: string, text: string): string {
  return `<option value="${escapeHTML(value)}">${escapeHTML(text)}</option>`
}

function printCall(call: JournalCall, thread: JournalThread | undefined): string {
  const { seq, at, role, slot, frame, agentId } = call
  const marks = printMarks(call)
  const cells = [
    `<td class="number">${seq}</td>`,
    `<td class="number">${milliseconds(at)}</td>`,
    `<td>${printThread({ id: call.thread, name: thread?.name ?? '', roles: [role] }, `${role} ${nameOf(call.thread, thread?.name ?? '')}`)}</td>`,
    `<td class="code">${nameFrame(frame)}</td>`,
    `<td class="code">${agentId === null ? absent : `<abbr title="${escapeHTML(agentId)}">${escapeHTML(agentId.slice(0, 8))}</abbr>`}</td>`,
    `<td><code>${escapeHTML(slot)}</code>${marks === '' ? '' : `<br>${marks}`}</td>`,
    `<td class="value">${printArguments(call)}</td>`,
    `<td class="value code">${printAnswer(call)}</td>`,
  ]
  const marked = marks === '' ? '' : ' data-marked'
  return `<tr id="call-${seq}" data-thread="${call.thread}" data-role="${role}" data-slot="${escapeHTML(slot)}"${marked}>${cells.join('')}</tr>`
}

function printMarks({ refused, violations = [], isOpen }: JournalCall): string {
  return [
    ...(refused === undefined ? [] : [`<span class="mark bad">refused: ${escapeHTML(refused)}</span>`]),
    ...violations
      .filter((rule) => rule !== refused)
      .map((rule) => `<span class="mark warn">${escapeHTML(rule)}</span>`),
    ...(isOpen === true ? ['<span class="mark warn">never answered</span>'] : []),
  ].join(' ')
}

function printArguments(call: JournalCall): string {
  const entries = Object.entries(call.args)
  if (entries.length === 0 && call.answer === undefined) return absent
  const short = entries.map(([name, value]) => shortValue(name, value, entries.length)).join(', ')
  const rows = [
    ...entries.map(([name, value]) => [name, value] as const),
    ...(call.answer === undefined ? [] : [['answer', call.answer] as const]),
    ...(call.agentId === null ? [] : [['agent', call.agentId] as const]),
    ...(call.duration === null ? [] : [['took', `${milliseconds(call.duration)} ms`] as const]),
  ]
  return `<details><summary>${short === '' ? 'none' : escapeHTML(short)}</summary>${printList(rows)}</details>`
}

function shortValue(name: string, value: JournalArguments[string], of: number): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return name === 'level' ? describeLevel(value) : String(value)
  return name === 'pointer' ? value : quote(value, Math.max(20, Math.floor(shortWidth / of)))
}

function printAnswer({ answer }: JournalCall): string {
  if (answer === undefined) return absent
  return answer === null ? 'NULL' : escapeHTML(quote(answer, shortWidth))
}

function printList(rows: readonly (readonly [name: string, value: JournalArguments[string]])[]): string {
  const items = rows.map(
    ([name, value]) => `<dt>${escapeHTML(name)}</dt><dd><pre>${escapeHTML(printWhole(value))}</pre></dd>`,
  )
  return `<dl>${items.join('')}</dl>`
}

/** In full, JSON in lines unless it is nested so deeply that most of them would be blanks. */
function printWhole(value: JournalArguments[string]): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number' || !/^\s*[[{]/.test(value)) return String(value)
  try {
    const lines = JSON.stringify(JSON.parse(value), null, 2)
    return lines.length < 20 * value.length ? lines : value
  } catch {
    return value
  }
}

function printDrops({ drops }: Journal): string {
  if (drops.length === 0) return ''
  const rows = drops.map(({ slot, args, reason, thread, through, competing }) => {
    const why =
      reason === 'ambiguous'
        ? `hosts ${listWords(competing.map(String))} were installed`
        : `${through === 0 ? 'its host' : `host ${through}`} had ended`
    return `<tr><td>${printThread({ ...thread, roles: ['background'] }, nameOf(thread.id, thread.name))}</td><td><code>${escapeHTML(slot)}</code></td><td class="value">${printDetails(args)}</td><td><span class="mark warn">${reason}</span> ${escapeHTML(why)}</td></tr>`
  })
  return printTable('drops', 'Dropped calls', ['Thread', 'Slot', 'Arguments', 'Why it belonged to no host'], rows)
}

function printDetails(args: JournalArguments): string {
  const entries = Object.entries(args)
  if (entries.length === 0) return absent
  const short = entries.map(([name, value]) => shortValue(name, value, entries.length)).join(', ')
  return `<details><summary>${escapeHTML(short)}</summary>${printList(entries)}</details>`
}

function printStrings({ strings }: Journal): string {
  const { outstanding, badFrees } = strings
  const left = outstanding.map(({ slot, text, bytes, pointer, thread, frame, at }) => {
    return `<tr><td><code>${escapeHTML(slot)}</code></td><td class="number">${milliseconds(at)}</td><td>${printThread({ ...thread, roles: [] }, nameOf(thread.id, thread.name))}</td><td class="code">${nameFrame(frame)}</td><td class="code">${escapeHTML(pointer)}</td><td class="number">${bytes}</td><td class="value code">${escapeHTML(quote(text, shortWidth))}</td></tr>`
  })
  const frees = badFrees.map(({ reason, pointer, thread, frame, at, slot, text }) => {
    const what =
      reason === 'foreign' ? 'never handed out by a host' : `freed before: ${quote(text ?? '', 40)} of ${slot}`
    return `<tr><td class="code">${escapeHTML(pointer)}</td><td class="number">${milliseconds(at)}</td><td>${printThread({ ...thread, roles: [] }, nameOf(thread.id, thread.name))}</td><td class="code">${nameFrame(frame)}</td><td><span class="mark bad">${reason}</span> ${escapeHTML(what)}</td></tr>`
  })
  return [
    printTable('frees', 'Bad frees', ['Address', 'ms', 'Thread', 'Callback', 'What it was'], frees),
    printTable(
      'strings',
      'Strings that have not come back',
      ['Slot', 'ms', 'Thread', 'Callback', 'Address', 'Bytes', 'Text'],
      left,
    ),
  ].join('\n')
}

function printTable(id: string, title: string, columns: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return ''
  const head = columns.map((name) => `<th scope="col">${name}</th>`).join('')
  return `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table><thead><tr>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div></section>`
}

function printThread(
  { id, roles }: { readonly id: number; readonly name: string; readonly roles: readonly CallRole[] },
  text: string,
): string {
  const isBackground = roles.includes('background') ? ' background' : ''
  return `<span class="thread${isBackground}" style="--hue:${hueOf(id)}">${escapeHTML(text)}</span>`
}

function nameThread({ id, name, roles }: JournalThread): string {
  return `${roles.join(' and ')} ${nameOf(id, name)}`.trim()
}

function nameOf(id: number, name: string): string {
  return name === '' ? String(id) : `${id} ${quote(name, 24)}`
}

function nameFrame(frame: Frame | null): string {
  return frame === null ? absent : escapeHTML(frame.kind)
}

/** Far apart for numbers that follow each other. */
function hueOf(id: number): number {
  return Math.round((id * 137.508 + 190) % 360)
}

function milliseconds(nanoseconds: number): string {
  return (nanoseconds / 1e6).toFixed(3)
}

function describeSecrets({ secrets }: Journal): string {
  return secrets === 'shown'
    ? 'Secrets are shown: do not give this file away.'
    : 'Secrets are replaced by [secret]; OSAURUS_MOCKHOST_SECRETS=show writes them in full.'
}

function escapeHTML(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
