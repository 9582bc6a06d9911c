/*
 * notes: keeps notes in the plugin's database, has a model sum them up, and an agent write reminders.
 *
 * A host string never leaves the function that asked for it: what the functions below answer are texts of
 * ours, which the caller frees with free(). A function that fails answers NULL, 0 or false and says why in
 * *failure, which is NULL when there was no memory left to say it with.
 */
#ifndef NOTES_H
#define NOTES_H

#include "json.h"
#include "osaurus_plugin.h"

#include <stdatomic.h>

#define NOTES_PLUGIN_ID "com.example.notes"

/* What init makes and every callback gets. Callbacks may run side by side. */
typedef struct notes {
  atomic_bool has_tables; /* whether the database is known to have our tables */
} notes;

/* ---- notes.c ---- */

/* The host's functions. */
const osr_host_api *notes_host(void);

/* Gives back a string that the host returned; NULL is fine. */
void notes_give_back(const char *text);

/* The bound agent's setting, or NULL when it has none. */
char *notes_setting(const char *key);

/* Logs `message` with a JSON payload, or, on a host older than version 5, without it. */
void notes_log(int level, const char *message, const char *payload);

/* ---- database.c: one statement of SQL each, the tables made before the first ---- */

/* `params` is a JSON array. Answers {"changes":..,"last_insert_rowid":..}. */
char *notes_execute(notes *self, const char *sql, const char *params, char **failure);

/* Answers the rows as a JSON array of arrays. */
char *notes_query(notes *self, const char *sql, const char *params, char **failure);

/* ---- store.c ---- */

/* Adds a note and answers its id. */
long notes_add(notes *self, const char *text, char **failure);

/* All notes, as a JSON array of {"id","text","reminder"}. */
char *notes_list(notes *self, char **failure);

/* One of them as a JSON object. NULL without a failure: there is no such note. */
char *notes_find(notes *self, long id, char **failure);

/* ---- summary.c ---- */

/* What the model says about `list`, which notes_list made. */
char *notes_summarise(const char *list, char **failure);

/* ---- reminder.c ---- */

/* Has an agent write a reminder for a note, which notes_find made. Answers the id of the task. */
char *notes_remind(notes *self, const char *note, const char *prompt, char **failure);

/* Puts the reminder into its note when the task is done. */
void notes_on_task_event(notes *self, const char *task_id, int event, const char *event_json);

/* ---- tools.c and route.c: JSON in, JSON out ---- */

char *notes_run_tool(notes *self, const char *id, const char *args);
char *notes_answer_route(notes *self, const char *request);

#endif
