import { modelled, open, type Section } from '../fact.js'

const rules = 'test/host/rules/database-rules.test.ts'
const opening = 'test/host/storage/open-database.test.ts'
const lifetime = 'test/host/storage/storage.test.ts'
const binding = 'test/host/storage/parameters.test.ts'
const answers = 'test/host/storage/answers.test.ts'
const reals = 'test/host/storage/print-real.test.ts'
const guards = 'test/host/storage/forbidden-statement.test.ts'
const running = 'test/host/storage/run-statement.test.ts'

export const storage: readonly Section[] = [
  {
    number: '5.1',
    name: 'The database',
    facts: [
      modelled('it is opened at the first call', lifetime, 'is opened at the first use'),
      modelled('the agents of a plugin share it', lifetime, 'is shared by the agents and plugins of a host'),
      modelled('it is kept when the plugin is loaded again', lifetime, 'finds what it wrote when it is loaded again'),
      open(
        'one SQLite file for each plugin',
        'a host has one database, in memory unless the test names a file: plugins that share a host share it too',
      ),
      modelled('WAL', lifetime, 'in a file is there for the next host, in WAL mode'),
      modelled(
        'synchronous NORMAL, temporary tables in memory, 20 MB of cache, foreign keys on, 5 s of busy timeout',
        opening,
        'synchronous',
      ),
      modelled('foreign keys are enforced', opening, 'foreign keys hold'),
      modelled('at most 100 MiB, of whole pages', opening, 'max_page_count'),
      modelled('0 bytes stand for no limit', opening, 'has no limit by %j'),
      modelled('a limit below a page is one page', opening, 'is one page at least'),
      modelled(
        'calls of one plugin come one after another, and transactions span them',
        running,
        'transactions span calls',
      ),
      open('SQLCipher, where the user has opted in', 'no plugin can tell'),
      open('the SQLite is 3.46.1', 'it is the one that Node brings, or the one of @photostructure/sqlite, and newer'),
    ],
  },
  {
    number: '5.2',
    name: 'Binding',
    facts: [
      modelled('values of a JSON array bind by their place', binding, '?'),
      modelled('`?N` binds by its number', binding, '?N'),
      modelled('names bind by the order of their first use', binding, ':name'),
      modelled(
        'params that are an object bind nothing: a violation',
        rules,
        'is broken by an object, whose names bind nothing',
      ),
      modelled('params that are no JSON array bind nothing: a violation', rules, 'is broken by %j'),
      modelled('no error is answered for them', binding, 'params that are no array of values bind nothing'),
      modelled('NULL and the empty text stand for no params', rules, 'is not broken by %j'),
      modelled('values too many are ignored', binding, 'those too many are ignored'),
      modelled('those that are missing stay NULL', binding, 'those that are missing stay NULL'),
      modelled('integers of 64 bits keep their digits', binding, 'the highest int64 with all digits'),
      modelled('`1.0` binds as INTEGER (inferred)', binding, '1.0 as INTEGER'),
      modelled('other numbers bind as REAL', binding, 'another number as REAL'),
      open(
        'so do those above 0 and below 2.2e-16',
        'with the SQLite of Node; @photostructure/sqlite binds them as 0, which is its mistake',
      ),
      modelled('integers beyond int64 bind as REAL (unverified)', binding, 'an integer beyond int64 as REAL'),
      modelled('true binds as 1', binding, 'true as 1'),
      modelled('false binds as 0', binding, 'false as 0'),
      modelled('strings bind up to a NUL', binding, 'a string up to a NUL'),
      modelled('nested values bind as their JSON, keys sorted', binding, 'an object as its JSON, keys sorted'),
      modelled('there is no way to bind a BLOB', binding, 'a BLOB cannot be bound'),
    ],
  },
  {
    number: '5.3',
    name: 'Results',
    facts: [
      modelled(
        'db_exec answers changes and last_insert_rowid',
        answers,
        'answers changes and last_insert_rowid, in this order and without spaces',
      ),
      modelled(
        'both are of the connection: DDL and SELECT repeat the last ones',
        answers,
        'repeats the last numbers after statements that write no rows',
      ),
      modelled(
        'db_exec takes a SELECT, and drops its first row',
        answers,
        'steps a SELECT once: a row that would fail later is never computed',
      ),
      modelled(
        'db_query answers rows as arrays, parallel to columns',
        answers,
        'answers rows as arrays, parallel to columns',
      ),
      modelled('columns of one name are all there', answers, 'keeps columns of the same name'),
      modelled(
        'db_query runs statements that write, and answers what they return',
        answers,
        'runs statements that write, and answers what they return',
      ),
      modelled('integers have all their digits', answers, 'INTEGER beyond 2^53'),
      modelled('real numbers are written as Swift does', reals, '%d is written as Swift does'),
      modelled('infinities give `inf`, which is no JSON', answers, 'infinity'),
      modelled('BLOBs are base64', answers, 'BLOB'),
      modelled('BLOBs without bytes are null', answers, 'BLOB without bytes'),
      modelled('only five characters are escaped', answers, 'TEXT with the five characters that are escaped'),
      modelled('other control characters pass as they are', answers, 'TEXT with other control characters'),
      modelled('TEXT ends at a NUL (inferred)', answers, 'TEXT with a NUL, which ends it'),
      modelled('a column without a name is `col<i>`', answers, 'without a name is called by its place'),
      modelled(
        'an error while stepping gives the rows read so far',
        answers,
        'gives the rows up to an error while stepping',
      ),
    ],
  },
  {
    number: '5.4',
    name: 'Guards and errors',
    facts: [
      modelled(
        'ATTACH and DETACH are forbidden, after white space and in any case',
        guards,
        'attach, after white space',
      ),
      modelled('so are words that begin like them', guards, 'words that begin like it'),
      modelled('LOAD_EXTENSION is forbidden anywhere, in texts too', guards, 'LOAD_EXTENSION in a text'),
      open(
        'a comment before ATTACH hides it (inferred)',
        'every spelling of ATTACH and DETACH is forbidden, under each profile: a test must never open real files',
      ),
      open('VACUUM INTO is not forbidden', 'it is, under each profile: a test must never write real files'),
      modelled('PRAGMA, VACUUM and transactions are not forbidden', guards, 'VACUUM'),
      modelled('errors are `{"error":text}`, without a message', running, 'a syntax error'),
      modelled('a constraint is an error of db_exec', running, 'a constraint, in db_exec'),
      modelled('above its size the database is full', opening, 'is limited: above it the database is full'),
      modelled(
        'a database that cannot be opened is "Database not open"',
        lifetime,
        'that cannot be opened is not open for the plugin, and an error for the test',
      ),
      modelled(
        'after destroy the answer is "Plugin is shutting down"',
        lifetime,
        'gets "Plugin is shutting down", whatever it asks',
      ),
      modelled('only the first statement runs', running, 'only the first runs, and the rest is not even parsed'),
      modelled(
        'a text without a statement is an error of db_exec, and no rows of db_query (inferred)',
        running,
        '%j has no rows in db_query, and is an error in db_exec',
      ),
      open(
        'a text without a statement, but with params, crashes the app (inferred)',
        'it answers as without params: a crash would end the test run',
      ),
    ],
  },
]
