/* SQL through the host, which keeps one database for each plugin. */
#include "notes.h"

typedef const char *(*sql_slot)(const char *sql, const char *params_json);

/* The app answers {"error":"<what SQLite says>"} to what fails. */
static char *run(sql_slot slot, const char *sql, const char *params, char **failure) {
  const char *answer = slot(sql, params);
  *failure = json_string(answer, "error");
  char *copy = answer == NULL || *failure != NULL ? NULL : json_format("%s", answer);
  notes_give_back(answer);
  return copy;
}

static bool make_table(const char *sql, char **failure) {
  char *answer = run(notes_host()->db_exec, sql, NULL, failure);
  const bool is_made = answer != NULL;
  free(answer);
  return is_made;
}

/* Two callbacks that get here together make them twice, which does no harm. */
static bool make_tables(notes *self, char **failure) {
  if (atomic_load(&self->has_tables)) return true;
  const bool are_made =
      make_table(
          "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, reminder TEXT)",
          failure) &&
      make_table("CREATE TABLE IF NOT EXISTS reminders (task_id TEXT PRIMARY KEY,"
                 " note_id INTEGER NOT NULL REFERENCES notes)",
                 failure);
  if (are_made) atomic_store(&self->has_tables, true);
  return are_made;
}

char *notes_execute(notes *self, const char *sql, const char *params, char **failure) {
  return make_tables(self, failure) ? run(notes_host()->db_exec, sql, params, failure) : NULL;
}

char *notes_query(notes *self, const char *sql, const char *params, char **failure) {
  char *answer = make_tables(self, failure) ? run(notes_host()->db_query, sql, params, failure) : NULL;
  char *rows = json_raw(json_find(answer, "rows"));
  free(answer);
  return rows;
}
