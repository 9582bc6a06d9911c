/** One of the known words, which editors offer, or any other text. */
export type OpenWord<Known extends string> = Known | (string & {})
