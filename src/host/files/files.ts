import type { SimulatedHost, Simulator } from '../simulation/contract.js'
import { ArtifactDirectory } from './artifact-directory.js'
import type { HostArtifacts } from './contract.js'
import { answerFileRead, refuseFileRead } from './file-read.js'

/** The slot `file_read` of one host, and the files that it reads (fact sheet, section 9). */
export class Files {
  /** Reads artifacts and nothing else, under every profile: a test never reads the files of the machine it runs on. */
  readonly simulators: { readonly file_read: Simulator }
  readonly #directory: ArtifactDirectory

  constructor(host: SimulatedHost) {
    const directory = new ArtifactDirectory(() => host.name)
    this.#directory = directory
    this.simulators = {
      file_read: {
        admit: ({ texts: [request = null] }) => refuseFileRead(request, directory),
        answer: ({ texts: [request = null] }) => answerFileRead(request, directory, host.limits.fileBytes),
      },
    }
  }

  get artifacts(): HostArtifacts {
    return this.#directory
  }

  /** Files among the artifacts that the test has not named. */
  get unnamed(): readonly string[] {
    return this.#directory.unnamed
  }

  /** Removes the artifacts. Afterwards there is no file to be read. */
  close(): void {
    this.#directory.close()
  }
}
