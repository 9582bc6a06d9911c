/** A responder that waits for the test: `asked` settles when it is called, `answer` lets it return. */
export function slowAnswer(): {
  readonly respond: () => Promise<string>
  readonly asked: Promise<void>
  readonly answer: (text: string) => void
} {
  let answer: (text: string) => void = () => {}
  let ask: () => void = () => {}
  const asked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const answered = new Promise<string>((resolve) => {
    answer = resolve
  })
  const respond = () => {
    ask()
    return answered
  }
  return { respond, asked, answer }
}
