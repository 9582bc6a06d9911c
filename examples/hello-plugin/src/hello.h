/*
 * hello: a bot that hears of its messages through a webhook.
 *
 * A host string never leaves the function that asked for it: hello_setting and hello_post answer copies of
 * ours, which the caller frees with free().
 */
#ifndef HELLO_H
#define HELLO_H

#include "json.h"
#include "osaurus_plugin.h"

#define HELLO_PLUGIN_ID "com.example.hello"

/* ---- hello.c ---- */

/* The host's functions. */
const osr_host_api *hello_host(void);

/* Gives back a string that the host returned; NULL is fine. */
void hello_give_back(const char *text);

/* The bound agent's setting, or NULL. Only on the thread of a callback: elsewhere no agent is bound. */
char *hello_setting(const char *key);

/* Logs `message` with a JSON payload, or, on a host older than version 5, without it. */
void hello_log(int level, const char *message, const char *payload);

/* ---- bot-api.c ---- */

/* Calls `method` of the bot's API. Answers the body of the response; or NULL, and *failure says why.
 * Thread: any. */
char *hello_post(const char *token, const char *method, const char *body, char **failure);

/* ---- registration.c ---- */

/* A webhook at the bot's API, and the thread that registers it and keeps it alive. */
typedef struct hello_registration hello_registration;

/* Starts the thread. NULL if there is no memory or no thread to be had. */
hello_registration *hello_register(const char *token, const char *webhook_url);

/* Waits for the answer of the bot's API: the secret that its calls will carry, or NULL. */
char *hello_await_secret(hello_registration *registration);

/* Ends the thread and joins it. NULL is fine. */
void hello_unregister(hello_registration *registration);

/* ---- tools.c and route.c: JSON in, JSON out; the caller frees ---- */

char *hello_run_tool(const char *id, const char *args);
char *hello_answer_webhook(const char *request);

#endif
