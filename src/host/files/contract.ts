/**
 * The files that agents share with plugins: what `file_read` may read (fact sheet, section 9).
 *
 * @example
 * const path = host.artifacts.write('charts/rain.csv', 'day,mm\n1,4')
 * await plugin.invoke('summarise_file', { path })
 *
 * @remarks
 * The plugin reads them by their real path, or by the one that they would have in the app, below
 * `~/.osaurus/artifacts/` of the user who runs the tests. Nothing is ever read from there.
 */
export interface HostArtifacts {
  /** A temporary folder of this host. It is made at its first use and removed when the host is closed. */
  readonly directory: string
  /**
   * Writes a file, and the folders above it. What is there already is overwritten.
   *
   * @param name relative to the directory: `'a.png'`, `'charts/a.png'`
   * @returns its absolute path
   * @throws `INVALID_ARGUMENT` for a name that leaves the directory
   */
  write(name: string, content: string | Uint8Array): string
  /**
   * The absolute path of a file, whether or not it is there.
   *
   * @throws `INVALID_ARGUMENT` for a name that leaves the directory
   */
  path(name: string): string
}
