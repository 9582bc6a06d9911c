/**
 * Hands a row to run.mjs.
 *
 * @param {import('./summary.mjs').Row} row
 */
export function report(row) {
  console.log(JSON.stringify(row))
}
