type TestRunner = typeof import('vitest').TestRunner

/** Tells, once, when the setup files are over and the test file itself is about to be imported. */
export function beforeImport({ prototype }: TestRunner, tell: () => void): void {
  const { importFile } = prototype
  prototype.importFile = function (filepath, source) {
    if (source === 'collect') {
      prototype.importFile = importFile
      tell()
    }
    return importFile.call(this, filepath, source)
  }
}
