/**
 * Microseconds of processor time that some work takes, garbage collection on other threads included. Unlike the time on
 * the clock they do not grow with what else the machine does.
 *
 * @param {() => void} work
 */
export function cpuTime(work) {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
