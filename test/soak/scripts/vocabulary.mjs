// Words that the programs, the model and what runs them share.

/** The agents of programs. */
export const agents = ['AAAAAAAA-0000-4000-8000-000000000001', 'BBBBBBBB-0000-4000-8000-000000000002']

const waitingSteps = [
  'sideBySide',
  'setting',
  'addAgent',
  'load',
  'order',
  'storm',
  'settle',
  'hang',
  'release',
  'destroy',
  'reload',
]

/**
 * Whether a step waits for something, which a synchronous body cannot.
 *
 * @param {import('../program.js').Step} step
 * @returns {boolean}
 */
export function mustWait(step) {
  if (step.do === 'invoke' || step.do === 'orderThrough') return !step.isSync
  return step.do === 'with' ? step.isAsync : waitingSteps.includes(step.do)
}

/** Steps that concern the threads of the fixture alone: the main thread takes them. */
const orderSteps = ['order', 'storm', 'settle', 'release', 'arrived']

/**
 * The JS thread that carries out a step.
 *
 * @param {{ hosts: readonly { jsThread: number }[], plugins: readonly number[] }} program
 * @param {import('../program.js').Step} step
 * @returns {number}
 */
export function jsThreadOf({ hosts, plugins }, step) {
  if (orderSteps.includes(step.do)) return 0
  if (step.do === 'sideBySide') return hosts[step.branches[0]?.host ?? 0]?.jsThread ?? 0
  if ('host' in step) return hosts[step.host]?.jsThread ?? 0
  if ('plugin' in step) return hosts[plugins[step.plugin] ?? 0]?.jsThread ?? 0
  return 0
}
