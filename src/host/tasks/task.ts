import { assertState } from './assert-state.js'
import type { ChatTurn, HostTask, TaskActivity, TaskEvent, TaskOutcome, TaskQuestion, TaskStatus } from './contract.js'
import type { TaskBoard } from './task-board.js'
import type { TaskRecord } from './task-record.js'

/** A task in the hands of the test. */
export class Task implements HostTask {
  readonly id: string
  readonly pluginId: string | null
  readonly agentId: string | null
  readonly title: string
  readonly prompt: string
  readonly request: Readonly<Record<string, unknown>>
  readonly tools: readonly string[] | null
  readonly droppedTools: readonly string[]
  readonly folderBookmark: Uint8Array | null
  readonly #record: TaskRecord
  readonly #board: TaskBoard

  constructor(record: TaskRecord, board: TaskBoard) {
    const { owner, request, tools } = record
    this.id = owner.id
    this.pluginId = owner.pluginId
    this.agentId = owner.agentId
    this.title = request.title
    this.prompt = request.prompt
    this.request = request.fields
    this.tools = tools.allowed
    this.droppedTools = tools.dropped
    this.folderBookmark = request.folderBookmark
    this.#record = record
    this.#board = board
  }

  get status(): TaskStatus {
    return this.#record.status
  }

  get sessionId(): string {
    return this.#record.sessionId
  }

  get draft(): string | null {
    return this.#record.draft
  }

  get turns(): readonly ChatTurn[] {
    return this.#record.turns
  }

  get events(): readonly TaskEvent[] {
    return this.#record.events
  }

  async activity(activity: TaskActivity | string): Promise<void> {
    assertState(this.#record, 'activity')
    const given = typeof activity === 'string' ? { detail: activity } : activity
    await this.#send(this.#record.act(given, this.#now))
  }

  async progress(progress: number, currentStep?: string): Promise<void> {
    assertState(this.#record, 'progress')
    await this.#send(this.#record.progress(progress, currentStep))
  }

  async output(text: string): Promise<void> {
    assertState(this.#record, 'output')
    await this.#send(this.#record.write(text))
  }

  async clarify(question: TaskQuestion): Promise<void> {
    assertState(this.#record, 'clarify')
    await this.#send(this.#record.wait(question))
  }

  async answerClarification(answer?: string): Promise<void> {
    assertState(this.#record, 'answerClarification')
    this.#record.goOn(answer)
  }

  async complete(outcome: TaskOutcome = {}): Promise<void> {
    assertState(this.#record, 'complete')
    await this.#send(this.#record.complete(outcome, this.#now))
  }

  async fail(message: string): Promise<void> {
    assertState(this.#record, 'fail')
    await this.#send(this.#record.fail(message, this.#now))
  }

  async cancel(): Promise<void> {
    assertState(this.#record, 'cancel')
    await this.#send(this.#record.cancel(this.#now))
  }

  async close(): Promise<void> {
    this.#record.isClosed = true
    if (this.#record.isActive) await this.cancel()
  }

  get #now(): number {
    return this.#board.clock.now()
  }

  #send(event: TaskEvent): Promise<void> {
    return this.#board.send(this.#record, event)
  }
}
