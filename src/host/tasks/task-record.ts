import { readJSON } from '../rules/json-object.js'
import type { ChosenTools } from './chosen-tools.js'
import type { ChatTurn, TaskActivity, TaskEvent, TaskOutcome, TaskQuestion, TaskStatus } from './contract.js'
import type { DispatchRequest } from './dispatch-request.js'
import {
  activityEvent,
  cancelledEvent,
  clarificationEvent,
  draftEvent,
  endEvent,
  type KeptActivity,
  outputEvent,
  progressEvent,
} from './task-events.js'

/** Who a task belongs to, and under which id. */
export interface TaskOwner {
  readonly id: string
  readonly pluginId: string | null
  readonly agentId: string | null
}

/** What is known of one task. What happens to it changes the record, and makes the event that tells of it. */
export class TaskRecord {
  readonly owner: TaskOwner
  readonly request: DispatchRequest
  readonly tools: ChosenTools
  readonly events: TaskEvent[] = []
  readonly activities: KeptActivity[] = []
  readonly turns: ChatTurn[]
  status: TaskStatus = 'queued'
  sessionId: string
  step: string | undefined
  draft: string | null = null
  /** What a task that has completed or failed says of it. */
  summary: string | undefined
  /** Time of the host's clock. */
  endedAt: number | undefined
  isClosed = false

  /** @param earlier the chat that the task continues */
  constructor(owner: TaskOwner, request: DispatchRequest, tools: ChosenTools, earlier: readonly ChatTurn[] = []) {
    this.owner = owner
    this.request = request
    this.tools = tools
    this.turns = [...earlier]
    this.sessionId = owner.id
  }

  get isActive(): boolean {
    return this.endedAt === undefined
  }

  /** The draft that others are shown: they never see one that is no JSON object. */
  get draftObject(): Readonly<Record<string, unknown>> | undefined {
    const json = this.draft === null ? undefined : readJSON(this.draft)
    return json?.kind === 'object' ? json.fields : undefined
  }

  /** The last message of the chat, whoever wrote it (fact sheet, section 8.3). */
  get output(): string | undefined {
    return this.turns.at(-1)?.content || undefined
  }

  start(): void {
    this.status = 'running'
    this.#ask(this.request.prompt)
  }

  act({ kind = 'tool', title = 'Tool', detail, metadata }: TaskActivity, now: number): TaskEvent {
    const activity = { kind, title, ...(detail === undefined ? {} : { detail }), timestamp: timestamp(now) }
    this.activities.push(activity)
    return activityEvent(activity, metadata)
  }

  progress(progress: number, currentStep: string | undefined): TaskEvent {
    this.step = currentStep ?? this.step
    return progressEvent(this.request.title, progress, currentStep)
  }

  write(text: string): TaskEvent {
    this.#answer((this.output ?? '') + text)
    return outputEvent(this.request.title, text)
  }

  wait(question: TaskQuestion): TaskEvent {
    this.status = 'waiting'
    this.step = undefined
    return clarificationEvent(question)
  }

  goOn(answer: string | undefined): void {
    this.status = 'running'
    if (answer !== undefined) this.#ask(answer)
  }

  complete({ output, summary = 'Chat completed', sessionId }: TaskOutcome, now: number): TaskEvent {
    if (output !== undefined) this.#answer(output)
    this.sessionId = sessionId ?? this.sessionId
    return this.#end(true, summary, now)
  }

  fail(message: string, now: number): TaskEvent {
    return this.#end(false, message, now)
  }

  /** Also a task that has ended: it counts as cancelled from then on (fact sheet, section 8.2). */
  cancel(now: number): TaskEvent {
    this.status = 'cancelled'
    this.summary = undefined
    this.endedAt ??= now
    return cancelledEvent(this.request.title)
  }

  /** The user says something, and the agent stops: the task ends as if it were done (fact sheet, section 8.4). */
  interrupt(message: string, now: number): TaskEvent {
    if (message !== '') this.turns.push({ role: 'user', content: message })
    return this.complete({}, now)
  }

  keepDraft(text: string): TaskEvent {
    this.draft = text
    return draftEvent(this.request.title, this.draftObject)
  }

  #end(isSuccess: boolean, summary: string, now: number): TaskEvent {
    this.status = isSuccess ? 'completed' : 'failed'
    this.summary = summary
    this.endedAt = now
    const { sessionId, output } = this
    return endEvent(isSuccess, { title: this.request.title, summary, sessionId, output })
  }

  /** What the user says, and the message of the agent that it is about to write. */
  #ask(content: string): void {
    this.turns.push({ role: 'user', content }, { role: 'assistant', content: '' })
  }

  #answer(content: string): void {
    if (this.turns.at(-1)?.role === 'assistant') this.turns.pop()
    this.turns.push({ role: 'assistant', content })
  }
}

/** As the app writes times: seconds, no fraction (fact sheet, section 0.3). */
function timestamp(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+/, '')
}
