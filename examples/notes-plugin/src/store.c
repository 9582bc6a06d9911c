/* The notes in the database. */
#include "notes.h"

#define SELECT_NOTES "SELECT id, text, reminder FROM notes"

long notes_add(notes *self, const char *text, char **failure) {
  *failure = NULL;
  char *params = json_format("[%q]", text);
  char *answer =
      params == NULL ? NULL : notes_execute(self, "INSERT INTO notes (text) VALUES (?)", params, failure);
  const long id = json_integer(answer, "last_insert_rowid", 0);
  free(answer);
  free(params);
  return id;
}

/* A row is an array of values in the order of SELECT_NOTES. Texts are read and written anew: the app escapes
 * less in them than JSON asks for. */
static char *note_of_row(const char *row) {
  char *id = json_raw(json_element(row, 0));
  char *text = json_text(json_element(row, 1));
  char *reminder = json_text(json_element(row, 2));
  char *note = id == NULL ? NULL : json_format("{\"id\":%s,\"text\":%q,\"reminder\":%q}", id, text, reminder);
  free(reminder);
  free(text);
  free(id);
  return note;
}

char *notes_list(notes *self, char **failure) {
  char *rows = notes_query(self, SELECT_NOTES " ORDER BY id", NULL, failure);
  if (rows == NULL) return NULL;
  json_builder list = {0};
  json_add(&list, "[");
  const char *row = NULL;
  for (int i = 0; (row = json_element(rows, i)) != NULL; i++) {
    char *note = note_of_row(row);
    if (i > 0) json_add(&list, ",");
    json_add(&list, note == NULL ? "null" : note);
    free(note);
  }
  json_add(&list, "]");
  free(rows);
  return json_finish(&list);
}

char *notes_find(notes *self, long id, char **failure) {
  *failure = NULL;
  char *params = json_format("[%d]", id);
  char *rows = params == NULL ? NULL : notes_query(self, SELECT_NOTES " WHERE id = ?", params, failure);
  const char *row = json_element(rows, 0);
  char *note = row == NULL ? NULL : note_of_row(row);
  free(rows);
  free(params);
  return note;
}
