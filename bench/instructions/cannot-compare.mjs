/** Why there is nothing to compare, and what to do about it: no regression, and no proof that there is none. */
export class CannotCompare extends Error {
  /**
   * @param {string} why
   * @param {readonly string[]} fixes
   */
  constructor(why, fixes) {
    super([why, ...fixes.map((fix, index) => `  ${index === 0 ? 'to fix' : '      '}  ${fix}`)].join('\n'))
  }
}
