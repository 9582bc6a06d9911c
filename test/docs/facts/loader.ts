import { type Fact, modelled, open, reasons, type Section } from '../fact.js'

const errors = 'test/plugin/loader-errors.test.ts'
const doctor = 'test/plugin/load-doctor.test.ts'
const distrust = 'test/plugin/doctor/distrust.test.ts'
const format = 'test/plugin/doctor/check-format.test.ts'
const words = 'test/plugin/doctor/linker-message.test.ts'
const tables = 'test/plugin/plugin-table.test.ts'
const loaded = 'test/plugin/loaded-plugins.test.ts'
const replaced = 'test/plugin/replaced-library.test.ts'
const driver = 'test/plugin/plugin-driver.test.ts'

const opening: readonly Fact[] = [
  modelled(
    'a file that is not there is refused, with the near ones',
    errors,
    'no library names the near ones that are there',
  ),
  modelled('a file that is no library is refused, with what it is', errors, 'other bytes shows them'),
  modelled('a library of another system is refused', errors, 'a macOS library says so'),
  modelled('a library for another processor is refused', errors, 'a library for another processor names both'),
  modelled(
    'a universal library has the processor',
    format,
    'a universal library without the processor names those it has',
  ),
  modelled('a library that is cut off is refused', errors, 'a library that is cut off says how much is there'),
  modelled(
    'a library that needs a missing one is refused: who needs it, and where the linker looked',
    doctor,
    'which is nowhere: who needs it, and where the linker looked',
  ),
  modelled(
    'the linker does not look beside a library by itself',
    doctor,
    'which lies beside it, where the linker does not look',
  ),
  modelled('a library with undefined symbols is refused: all are bound at once', doctor, 'names all of them'),
  modelled('a library that needs a newer one is refused', doctor, 'names the version'),
  modelled(
    'a library that cannot be opened is refused, with the words of the linker',
    doctor,
    'in a library that it needs names that one',
  ),
  modelled('the words of the linker are read on each system', words, 'macOS: an undefined symbol'),
  modelled('a refusal that nothing explains is told as it is', distrust, 'for another reason is not asked for either'),
  modelled('a code signature that macOS refuses is told', distrust, 'has a bad signature'),
  modelled('a file that macOS refuses for its quarantine is told', distrust, 'is in quarantine'),
]

const entering: readonly Fact[] = [
  modelled('it exports one of two entry points', errors, 'without an entry point lists what it exports'),
  modelled('an entry point with a C++ name is none', doctor, 'has it under a C++ name'),
  modelled('an entry point that is not exported is none', doctor, 'keeps it to itself'),
  modelled('an entry point of nearly the name is none', doctor, 'has one of nearly the same name'),
  modelled('the entry function returns a table', errors, 'whose entry returns NULL'),
  modelled('the table has its five pointers', errors, 'with NULL in its table names the missing pointers'),
  modelled(
    'a table that is too short is refused, before what lies behind it is called',
    tables,
    'that ends after five pointers',
  ),
  modelled('init returns a context', errors, 'whose init returns NULL is not destroyed: there is nothing to destroy'),
  modelled('get_manifest returns a text', errors, 'whose manifest is NULL is destroyed'),
  modelled('the manifest is decoded', errors, 'whose manifest is no JSON is destroyed'),
  modelled('the manifest is checked', errors, 'of another id than expected is destroyed'),
  modelled(
    'entry, init and get_manifest come in this order',
    driver,
    'enters, initialises and asks for the manifest, each in a frame of its own',
  ),
  modelled(
    'a plugin of an id that is loaded already is refused and destroyed, and the first one stays',
    loaded,
    "is destroyed in the profile 'production', as in the app",
  ),
  modelled('where it lives, it is a violation', loaded, "lives in the profile 'full', with a violation"),
  modelled('the id is free again when the first one is destroyed', loaded, 'is loaded when the first one is destroyed'),
  modelled('an id that failed to load is free', loaded, 'is loaded when the first one failed'),
  modelled('a failure leaves the library free to be loaded again', errors, 'may be loaded after a failure'),
  open('failures after decoding keep the manifest for the settings', reasons.app),
]

export const loader: readonly Section[] = [
  {
    number: '14.1',
    name: 'Scan',
    facts: [
      open('plugins lie in ~/.osaurus/Tools, by id and version', 'the test names the library itself'),
      open('receipt, checksum, signature and consent are checked', reasons.app),
      open('of several versions `current` is loaded, else the highest', 'the test names the library itself'),
      open('superseded ids are skipped', 'the test names the library itself'),
    ],
  },
  { number: '14.2', name: 'Load', facts: [...opening, ...entering] },
  {
    number: '14.3',
    name: 'Quarantine, consent, reload',
    facts: [
      open('a plugin that crashed the app is quarantined', reasons.app),
      modelled('a reload destroys the plugin and enters it anew', driver, 'destroys the plugin and enters it anew'),
      modelled('a reload is no second plugin of its id', loaded, 'is no plugin that is reloaded'),
      modelled(
        'what the library has in its globals survives a reload',
        driver,
        "keeps the globals of the image with image: '%s'",
      ),
      modelled('a library that was replaced is entered anew, from the new file', replaced, 'is entered anew by reload'),
      open('a reload of the app reloads every plugin', 'the test reloads the plugins that it wants to reload'),
      modelled('destroy is called once', driver, 'calls destroy of the plugin in a frame, once'),
      modelled('callbacks in progress end before destroy', driver, 'waits for calls in progress, as the app does'),
    ],
  },
]
