import type { TaskEventType } from '../../plugin/contract.js'

/** Where a task stands. Plugins see one that waits for an answer as running (fact sheet, section 8.3). */
export type TaskStatus = 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled'

/** What the app shows an activity as. */
export type ActivityKind =
  | 'tool'
  | 'tool_call'
  | 'tool_result'
  | 'thinking'
  | 'writing'
  | 'info'
  | 'progress'
  | 'warning'
  | 'success'
  | 'error'

/** Something that the agent of a task does. */
export interface TaskActivity {
  /** Default: `'tool'`. */
  readonly kind?: ActivityKind
  /** Default: `'Tool'`. */
  readonly title?: string
  /** Of a tool call: the name of the tool. */
  readonly detail?: string
  /** Goes into the event only. No event of the app has it now. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** What the agent of a task asks its user. */
export interface TaskQuestion {
  /** What the user reads. */
  readonly question: string
  /** Answers to choose from; none for an answer in free form. */
  readonly options?: readonly string[]
  /** Default: `false`. */
  readonly allowMultiple?: boolean
}

/** How a task ends well. */
export interface TaskOutcome {
  /** What the agent has written last. Default: what `output` has written. */
  readonly output?: string
  /** Default: `'Chat completed'`, as the app always has it. */
  readonly summary?: string
  /** Default: the id of the task, which is that of its chat. */
  readonly sessionId?: string
}

/** One message in the chat of a task. */
export interface ChatTurn {
  /** Who wrote it: the user, or the agent. */
  readonly role: 'user' | 'assistant'
  /** What was written. */
  readonly content: string
}

/** An event of a task, as `on_task_event` gets it (fact sheet, section 8.5). */
export interface TaskEvent {
  /** Which event it is, by name. */
  readonly type: TaskEventType
  /** What the event tells, parsed. */
  readonly payload: Readonly<Record<string, unknown>>
}

/**
 * A task that the plugin has dispatched. The test plays its agent: each verb changes the task, sends its event to
 * `on_task_event`, and resolves when the plugin has returned from there.
 *
 * A verb that makes no sense in the state of the task rejects with `INVALID_ARGUMENT`: what has ended stays as it is.
 *
 * @example
 * await plugin.invoke('research', { topic: 'fjords' })
 * const task = host.tasks.last
 * await task.activity('search')
 * await task.complete({ output: 'There are 1,190.' })
 */
export interface HostTask {
  /** In upper case: that of the request, else a fresh one, else that of the conversation which `session_id` continues. */
  readonly id: string
  /** `null`: dispatched before a plugin was loaded. */
  readonly pluginId: string | null
  /** `null`: dispatched without an agent, which the profile `'production'` refuses. */
  readonly agentId: string | null
  /** That of the request; `Chat` where it has none. */
  readonly title: string
  /** What the agent is to do. */
  readonly prompt: string
  /** The request as the plugin sent it, parsed. */
  readonly request: Readonly<Record<string, unknown>>
  /** Tools that the task may use; `null` when the request names none. */
  readonly tools: readonly string[] | null
  /** Tools of the request that the app leaves out: they are neither the plugin's own nor `builtInTools`. */
  readonly droppedTools: readonly string[]
  /** `null` also when the request has one that is no base64. */
  readonly folderBookmark: Uint8Array | null
  /** Where it stands now. */
  readonly status: TaskStatus
  /** Id of its chat. */
  readonly sessionId: string
  /** The last draft as the plugin sent it, which need not be JSON; `null` before the first. */
  readonly draft: string | null
  /**
   * The chat so far: the prompt stands there once the task runs, and a message of `dispatch_interrupt`. The content of the
   * last one is the output of the task, whoever wrote it.
   */
  readonly turns: readonly ChatTurn[]
  /** Events so far, in order, also those that no plugin listens to. They have arrived when `host.tasks.settle()` has resolved. */
  readonly events: readonly TaskEvent[]
  /** The agent does something; a name is that of a tool it calls. */
  activity(activity: TaskActivity | string): Promise<void>
  /** The agent gets on; 1 is all of it. The app itself never sends this event now. */
  progress(progress: number, currentStep?: string): Promise<void>
  /** The agent writes on. The app itself never sends this event now. */
  output(text: string): Promise<void>
  /** The agent asks, and the task waits until `answerClarification`. */
  clarify(question: TaskQuestion): Promise<void>
  /** The user answers, and the task goes on. No event tells of it. */
  answerClarification(answer?: string): Promise<void>
  /** The agent is done: the task ends well. */
  complete(outcome?: TaskOutcome): Promise<void>
  /** The agent gives up: the task ends with this error. */
  fail(message: string): Promise<void>
  /** The user stops the task. */
  cancel(): Promise<void>
  /** The user closes the task, which is cancelled if it has not ended: from now on the plugin does not find it. */
  close(): Promise<void>
}

/**
 * The tasks that plugins have dispatched, oldest first. An answer that the test prepares for `dispatch` makes no task.
 *
 * @example
 * expect(host.tasks.active).toHaveLength(1)
 * await host.tasks.last.fail('no network')
 */
export interface HostTasks extends Iterable<HostTask> {
  /** The task dispatched last. Throws `INVALID_ARGUMENT` when there is none. */
  readonly last: HostTask
  /** Every task, also those that have ended. */
  readonly all: readonly HostTask[]
  /** Those that are queued, run or wait. */
  readonly active: readonly HostTask[]
  /**
   * Names of the tools of the app itself, which any task may use: the test adds those that it needs.
   *
   * @example
   * host.tasks.builtInTools.add('web_search')
   */
  readonly builtInTools: Set<string>
  /** The newest task of that id, in either case; of that plugin, if one is named. */
  find(id: string, owner?: { readonly pluginId?: string }): HostTask | undefined
  /** Waits until every event so far has been delivered. Rejects with what went wrong where no verb could tell it. */
  settle(): Promise<void>
}
