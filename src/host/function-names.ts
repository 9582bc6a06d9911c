/** Names the function of a library that stands at an offset in it; `undefined` when it is not known. */
export type NameFunction = (offset: number) => string | undefined

/** What tells the functions of a library by its file name. */
export type NamesOf = (library: string) => NameFunction

let present: NamesOf = () => () => undefined

/** The dynamic linker knows exported functions alone. Who reads library files stands above the host, and brings the others. */
export function provideFunctionNames(namesOf: NamesOf): void {
  present = namesOf
}

export function functionNamesOf(library: string): NameFunction {
  return present(library)
}
