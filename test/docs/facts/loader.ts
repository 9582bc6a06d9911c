import { modelled, open, reasons, type Section } from '../fact.js'

const errors = 'test/plugin/loader-errors.test.ts'
const driver = 'test/plugin/plugin-driver.test.ts'

export const loader: readonly Section[] = [
  {
    number: '14.1',
    name: 'Scan',
    facts: [
      open('plugins lie in ~/.osaurus/Tools, by id and version', 'the test names the library itself'),
      open('receipt, checksum, signature and consent are checked', reasons.app),
    ],
  },
  {
    number: '14.2',
    name: 'Load',
    facts: [
      modelled(
        'a library that cannot be opened is refused, with the words of the linker',
        errors,
        'that is not there says what the linker says: LOAD_FAILED',
      ),
      modelled('it exports one of two entry points', errors, 'without an entry point lists what it exports'),
      modelled('the entry function returns a table', errors, 'whose entry returns NULL'),
      modelled('the table has its five pointers', errors, 'with NULL in its table names the missing pointers'),
      modelled(
        'init returns a context',
        errors,
        'whose init returns NULL is not destroyed: there is nothing to destroy',
      ),
      modelled('get_manifest returns a text', errors, 'whose manifest is NULL is destroyed'),
      modelled(
        'entry, init and get_manifest come in this order',
        driver,
        'enters, initialises and asks for the manifest, each in a frame of its own',
      ),
      open('a plugin of an id that is loaded already is refused', 'a test may load one library twice'),
    ],
  },
  {
    number: '14.3',
    name: 'Quarantine, consent, reload',
    facts: [
      open('a plugin that crashed the app is quarantined', reasons.app),
      modelled('a reload destroys the plugin and enters it anew', driver, 'destroys the plugin and enters it anew'),
      modelled(
        'what the library has in its globals survives a reload',
        driver,
        "keeps the globals of the image with image: '%s'",
      ),
      modelled('destroy is called once', driver, 'calls destroy of the plugin in a frame, once'),
      modelled('callbacks in progress end before destroy', driver, 'waits for calls in progress, as the app does'),
    ],
  },
]
