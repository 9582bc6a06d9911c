/** What `act` returns, or the error that it throws, if the copy `mockhost` knows it as one of the package. */
export function printed(act, mockhost) {
  try {
    return act()
  } catch (error) {
    if (!mockhost.isMockHostError(error)) throw error
    const { code, message, details } = error
    return { code, message, details }
  }
}
