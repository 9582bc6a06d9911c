import { isUtf8 } from 'node:buffer'
import { slots, textArguments } from '../../abi/slots.js'
import { Flag } from '../../native/core.js'
import { freeString } from './call-decoder.js'
import { flagsOf, headerWords, type Portion, slotOf, word } from './portion.js'

const namesOfTexts = slots.map(textArguments)

/** The arguments of a call whose bytes are no UTF-8, by name: they decode to U+FFFD. */
export function findInvalidTexts(portion: Portion, at: number): readonly string[] {
  const slot = slotOf(portion, at)
  if ((flagsOf(portion, at) & Flag.notASCII) === 0 || slot === freeString) return []
  const { bytes, words } = portion
  const text0 = (at + headerWords) * 4
  const text1 = text0 + (words[at + word.length0] ?? 0)
  const text2 = text1 + (words[at + word.length1] ?? 0)
  const isInvalid = [!isUtf8(bytes.subarray(text0, text1)), !isUtf8(bytes.subarray(text1, text2))]
  return (namesOfTexts[slot] ?? []).filter((_, place) => isInvalid[place])
}
