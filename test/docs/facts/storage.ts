import { modelled, open, reasons, type Section } from '../fact.js'

const rules = 'test/host/rules/database-rules.test.ts'

export const storage: readonly Section[] = [
  {
    number: '5.1',
    name: 'The database',
    facts: [
      open('one SQLite file for each plugin, shared by its agents, kept over reloads', reasons.storage),
      open('WAL, foreign keys on, 5 s of busy timeout', reasons.storage),
      open('at most 100 MiB', reasons.storage),
      open('calls of one plugin come one after another, and transactions span them', reasons.storage),
    ],
  },
  {
    number: '5.2',
    name: 'Binding',
    facts: [
      open('values of a JSON array bind by their place', reasons.storage),
      modelled(
        'params that are an object bind nothing: a violation',
        rules,
        'is broken by an object, whose names bind nothing',
      ),
      modelled('params that are no JSON array bind nothing: a violation', rules, 'is broken by %j'),
      modelled('NULL and the empty text stand for no params', rules, 'is not broken by %j'),
      open('values too many are ignored, those that are missing stay NULL', reasons.storage),
      open('names bind by the order of their first use', reasons.storage),
      open('true and false bind as 1 and 0, nested values as their JSON', reasons.storage),
    ],
  },
  {
    number: '5.3',
    name: 'Results',
    facts: [
      open('db_exec answers changes and last_insert_rowid', reasons.storage),
      open('db_query answers rows as arrays, parallel to columns', reasons.storage),
      open('integers have all their digits, BLOBs are base64', reasons.storage),
      open('real numbers are written as Swift does', reasons.storage),
      open('db_query runs statements that write, db_exec those that read', reasons.storage),
      open('only five characters are escaped', reasons.storage),
      open('an error while stepping gives the rows read so far', reasons.storage),
    ],
  },
  {
    number: '5.4',
    name: 'Guards and errors',
    facts: [
      open('ATTACH, DETACH and LOAD_EXTENSION are forbidden', reasons.storage),
      open('errors are `{"error":text}`, without a message', reasons.storage),
      open('only the first statement runs', reasons.storage),
      open('after destroy the answer is "Plugin is shutting down"', reasons.storage),
    ],
  },
]
