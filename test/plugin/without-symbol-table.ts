/** As `strip` does: only what the dynamic linker needs keeps its name. */
export function withoutSymbolTable(bytes: Buffer): Buffer {
  const sections = Number(bytes.readBigUInt64LE(40))
  for (let index = 0; index < bytes.readUInt16LE(60); index++) {
    const at = sections + index * 64 + 4
    if (bytes.readUInt32LE(at) === 2) bytes.writeUInt32LE(0, at)
  }
  return bytes
}
