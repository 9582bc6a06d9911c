/** The style of the page of a journal. Nothing in it comes from elsewhere. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf9; --raised: #ffffff; --ink: #1c1e21; --soft: #62666d; --line: #e4e1db; --tint: #f3f1ec;
  --accent: #2f5fd0; --bad: #b3261e; --bad-tint: #fdeeec; --warn: #8a5a00; --warn-tint: #fdf3dc; --dot-light: 48%;
  --text: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --code: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131517; --raised: #1a1d20; --ink: #e6e4df; --soft: #9a9fa7; --line: #2d3136; --tint: #202428;
    --accent: #8fb0ff; --bad: #ff9d94; --bad-tint: #33191a; --warn: #f0c26b; --warn-tint: #2f2614; --dot-light: 66%;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--text) }
main, header, footer { max-width: 92rem; margin: 0 auto; padding: 0 2rem }
header { padding-top: 2.5rem }
.kicker { margin: 0; color: var(--soft); font-size: .8rem; letter-spacing: .04em }
h1 { margin: .35rem 0 .25rem; font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -.012em; text-wrap: balance }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem; font-weight: 650 }
h2 small { margin-left: .4rem; color: var(--soft); font-weight: 400 }
.file { margin: 0; color: var(--soft); font: .85rem var(--code); overflow-wrap: anywhere }
a { color: var(--accent); text-underline-offset: .15em }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0 0; padding: 0; list-style: none; font-size: .9rem }
pre { margin: 0; font: .82rem/1.55 var(--code); white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2 }
.error { padding: .9rem 1.1rem; border-left: 3px solid var(--bad); border-radius: 0 6px 6px 0; background: var(--bad-tint); margin-bottom: .6rem; overflow-x: auto }
.error pre { white-space: pre; overflow-wrap: normal }
.card, .scroll { border: 1px solid var(--line); border-radius: 8px; background: var(--raised) }
.card { padding: .9rem 1.1rem }
.timeline { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; align-items: center; font-size: .85rem }
.timeline svg { display: block; width: 100%; height: 18px; background: var(--tint); border-radius: 4px }
.thread { display: inline-flex; align-items: baseline; gap: .45rem; white-space: nowrap }
.thread::before { content: ''; align-self: center; width: .6rem; height: .6rem; border-radius: 50%; background: hsl(var(--hue) 55% var(--dot-light)) }
.background .thread::before, .thread.background::before { border-radius: 2px; transform: rotate(45deg) }
.soft { color: var(--soft) }
form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin: 0 0 .75rem; font-size: .88rem }
form[hidden] { display: none }
label { display: inline-flex; align-items: center; gap: .45rem; color: var(--soft) }
input[type='search'], select { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .55rem }
input[type='search'] { width: 17rem }
input[type='checkbox'] { accent-color: var(--accent) }
output { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums }
.scroll { overflow: auto; max-height: 80vh }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: .86rem }
th { position: sticky; top: 0; z-index: 1; background: var(--tint); color: var(--soft); font-weight: 600; text-align: left; white-space: nowrap }
th, td { padding: .42rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top }
tbody tr:last-child td { border-bottom: 0 }
tbody tr:hover { background: var(--tint) }
tbody tr:target { background: var(--warn-tint) }
tr[hidden] { display: none }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
code, .code { font-family: var(--code); font-size: .94em }
td.value { min-width: 14rem; overflow-wrap: anywhere }
td.gap { text-align: center; color: var(--soft) }
details summary { cursor: pointer; overflow-wrap: anywhere; font: .94em var(--code); list-style-position: outside; margin-left: 1em }
dl { margin: .5rem 0 .25rem 1em; display: grid; grid-template-columns: max-content 1fr; gap: .35rem .9rem }
dt { color: var(--soft) }
dd { margin: 0; max-height: 26rem; overflow: auto }
.mark { display: inline-block; margin: .1rem .3rem 0 0; padding: 0 .4rem; border-radius: 4px; font: 600 .72rem/1.6 var(--code); white-space: nowrap }
.mark.bad { color: var(--bad); background: var(--bad-tint) }
.mark.warn { color: var(--warn); background: var(--warn-tint) }
.absent { color: var(--soft) }
.findings { margin: 0; padding: 0; list-style: none; display: grid; gap: .6rem }
.findings p { margin: .2rem 0 0 }
footer { padding-top: 2.5rem; padding-bottom: 3rem; color: var(--soft); font-size: .82rem }
@media (max-width: 60rem) { main, header, footer { padding-left: 1rem; padding-right: 1rem } }
@media print { form { display: none } .scroll { max-height: none; overflow: visible } th { position: static } }
`

/** Hides the rows that the filter does not want. The page says everything without it. */
export const script = `
const form = document.getElementById('filter')
const rows = [...document.querySelectorAll('#calls tbody tr')].map((row) => ({ row, text: row.textContent.toLowerCase() }))
const update = () => {
  const { text, thread, slot, marked } = form.elements
  const words = text.value.toLowerCase().split(/\\s+/).filter((word) => word !== '')
  let shown = 0
  for (const { row, text } of rows) {
    const { thread: ofThread, slot: ofSlot, marked: isMarked } = row.dataset
    const fits = (thread.value === '' || thread.value === ofThread || thread.value === row.dataset.role)
      && (slot.value === '' || slot.value === ofSlot)
      && (!marked.checked || isMarked !== undefined)
      && words.every((word) => text.includes(word))
    row.hidden = !fits
    if (fits && ofSlot !== undefined) shown++
  }
  form.elements.shown.value = shown + ' of ' + rows.filter(({ row }) => row.dataset.slot !== undefined).length + ' calls'
}
form.addEventListener('input', update)
form.addEventListener('submit', (event) => event.preventDefault())
form.hidden = false
update()
`
