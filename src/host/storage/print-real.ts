/** Above it Swift writes an exponent: the last number up to which every integer is exact. */
const highestPlain = 2 ** 53

/**
 * A REAL as Swift writes it (fact sheet, section 5.3): the shortest digits that read back the same, always with a point or
 * an exponent. Infinities give `inf`, which is no JSON.
 *
 * @example
 * printReal(1) // '1.0'
 * printReal(1e20) // '1e+20'
 */
export function printReal(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size > highestPlain || (size < 1e-4 && size > 0)) return printExponent(value)
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

function printExponent(value: number): string {
  return value.toExponential().replace(/(?<=e[+-])\d$/, '0$&')
}
