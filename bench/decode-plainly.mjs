const text = 'a line that a plugin logs, and that has just sixty bytes, ok'
const bytesOfEntry = 48 + 64

/** Nanoseconds a call of what any decoder has to do: the same number of objects with as many fields, all kept. */
export function decodePlainly(calls) {
  const bytes = Buffer.alloc(calls * bytesOfEntry)
  for (let at = 0; at < bytes.length; at += bytesOfEntry) bytes.latin1Write(text, at + 48)
  const decoded = []
  const start = process.hrtime.bigint()
  for (let at = 0; at < bytes.length; at += bytesOfEntry) decoded.push(decodeEntry(bytes, at))
  const duration = Number(process.hrtime.bigint() - start)
  if (decoded.length !== calls) throw new Error('entries are missing')
  return duration / calls
}

function decodeEntry(bytes, at) {
  return {
    seq: bytes.readUInt32LE(at + 8),
    slot: 'log',
    args: { level: bytes.readInt32LE(at + 4), message: bytes.utf8Slice(at + 48, at + 48 + text.length) },
    answer: undefined,
    role: 'background',
    thread: null,
    frame: null,
    agentId: null,
    at: bytes.readUInt32LE(at + 16),
  }
}
