/** Kinds of tool failure that the app knows (fact sheet, section 13); a plugin may send others. */
export type FailureKind =
  | 'invalid_args'
  | 'timeout'
  | 'execution_error'
  | 'unavailable'
  | 'rejected'
  | 'user_denied'
  | 'tool_not_found'

export interface ToolSuccess {
  readonly ok: true
  readonly result: unknown
  readonly warnings?: readonly string[]
  /** `false`: plain text or JSON without `"ok"`, as the host passes it on. */
  readonly enveloped: boolean
}

export interface ToolFailure {
  readonly ok: false
  readonly kind: string
  readonly message: string
  readonly retryable: boolean
  readonly field?: string
  readonly expected?: string
}

/** What a tool answered (fact sheet, section 13). `raw` is the text as the plugin returned it. */
export type ToolResult = (ToolSuccess | ToolFailure) & { readonly tool?: string; readonly raw: string }
