/** Has threads of the test's plugin log lines with a mark, and makes sure that the test's host has those and no others. */
exports.speaker =
  ({ expect, host, plugin }) =>
  async (mark) => {
    const [threads, count] = [4, 200]
    await plugin.invoke('storm_detached', { threads, count, message: mark })
    await host.until(({ logs }) => logs.length >= threads * count)
    await host.idle()
    const lines = host.calls.from('background').map(({ args }) => args.message.split(' ')[0])
    expect(lines).toEqual(new Array(threads * count).fill(mark))
  }
