import type { OpenWord } from '../abi/open-word.js'

/** Methods of HTTP, as editors offer them. */
export type HTTPMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/** What a request of `http_request` has (fact sheet, section 6.1), each field compared with whatever stands for it. */
export interface HTTPRequestFields {
  /** In upper case, as the app writes it; also a RegExp or an asymmetric matcher. */
  readonly method?: OpenWord<HTTPMethod> | object
  /** The whole URL, query included. */
  readonly url?: unknown
  /** Values by name. */
  readonly headers?: unknown
  /** Text, or base64. */
  readonly body?: unknown
  /** `'utf8'` (default) or `'base64'`. */
  readonly body_encoding?: unknown
  /** Milliseconds; the app waits 30 s where the request does not say. */
  readonly timeout_ms?: unknown
  /** Default `true`. */
  readonly follow_redirects?: unknown
}

/** What a request of `dispatch` has (fact sheet, section 8.1). */
export interface DispatchFields {
  /** What the agent is to do. */
  readonly prompt?: unknown
  /** Of the task; the app says `Chat` where there is none. */
  readonly title?: unknown
  /** UUID that the task is to have. */
  readonly id?: unknown
  /** Names a conversation that the task continues. */
  readonly session_id?: unknown
  /** Folder that the task may use, as a bookmark in base64. */
  readonly folder_bookmark?: unknown
  /** Names of the tools that the task may use. */
  readonly tools?: unknown
}

/** What a request of `complete` and `complete_stream` has (fact sheet, section 7.1). */
export interface CompletionFields {
  /** Id of a model; `""` and `"default"` are that of the agent, `"local"` is a local one. */
  readonly model?: unknown
  /** The conversation: objects with `role` and `content`. */
  readonly messages?: unknown
  /** Names the stream for `complete_cancel`. */
  readonly stream_id?: unknown
}
