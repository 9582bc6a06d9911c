/* The thread that registers the webhook and keeps it alive until it is told to stop. */
#include "hello.h"

#include <pthread.h>
#include <time.h>

#define KEEP_ALIVE_SECONDS 600

struct hello_registration {
  pthread_t thread;
  char *token;
  char *webhook_url;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  bool is_answered; /* guarded by mutex */
  bool is_stopping; /* guarded by mutex */
  char *secret;     /* guarded by mutex */
};

static char *ask_for_secret(const hello_registration *self) {
  char *failure = NULL;
  char *body = json_format("{\"url\":%q}", self->webhook_url);
  char *answer = body == NULL ? NULL : hello_post(self->token, "setWebhook", body, &failure);
  char *secret = json_string(answer, "secret");
  char *payload = secret != NULL
                      ? json_format("{\"url\":%q}", self->webhook_url)
                      : json_format("{\"reason\":%q}", failure == NULL ? "no secret in the answer" : failure);
  if (secret != NULL) {
    hello_log(OSR_LOG_INFO, "webhook registered", payload);
  } else {
    hello_log(OSR_LOG_WARN, "webhook registration failed", payload);
  }
  free(payload);
  free(answer);
  free(body);
  free(failure);
  return secret;
}

static void publish(hello_registration *self, char *secret) {
  pthread_mutex_lock(&self->mutex);
  self->secret = secret;
  self->is_answered = true;
  pthread_cond_broadcast(&self->changed);
  pthread_mutex_unlock(&self->mutex);
}

/* True when it is time to keep the webhook alive, false when the thread is to stop. */
static bool wait_for_next_turn(hello_registration *self) {
  const struct timespec next = {.tv_sec = time(NULL) + KEEP_ALIVE_SECONDS};
  int waited = 0;
  pthread_mutex_lock(&self->mutex);
  while (!self->is_stopping && waited == 0)
    waited = pthread_cond_timedwait(&self->changed, &self->mutex, &next);
  const bool goes_on = !self->is_stopping;
  pthread_mutex_unlock(&self->mutex);
  return goes_on;
}

static void keep_alive(const hello_registration *self) {
  char *failure = NULL;
  free(hello_post(self->token, "keepWebhook", "{}", &failure));
  if (failure != NULL) hello_log(OSR_LOG_WARN, "webhook not kept alive", NULL);
  free(failure);
}

static void *run(void *argument) {
  hello_registration *self = argument;
  char *secret = ask_for_secret(self);
  const bool is_registered = secret != NULL;
  publish(self, secret);
  while (is_registered && wait_for_next_turn(self))
    keep_alive(self);
  hello_log(OSR_LOG_DEBUG, "webhook thread ended", NULL);
  return NULL;
}

static void release(hello_registration *self) {
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->mutex);
  free(self->secret);
  free(self->webhook_url);
  free(self->token);
  free(self);
}

hello_registration *hello_register(const char *token, const char *webhook_url) {
  hello_registration *self = calloc(1, sizeof *self);
  if (self == NULL) return NULL;
  pthread_mutex_init(&self->mutex, NULL);
  pthread_cond_init(&self->changed, NULL);
  self->token = json_format("%s", token);
  self->webhook_url = json_format("%s", webhook_url);
  const bool is_ready = self->token != NULL && self->webhook_url != NULL;
  if (is_ready && pthread_create(&self->thread, NULL, run, self) == 0) return self;
  release(self);
  return NULL;
}

char *hello_await_secret(hello_registration *self) {
  pthread_mutex_lock(&self->mutex);
  while (!self->is_answered)
    pthread_cond_wait(&self->changed, &self->mutex);
  char *secret = self->secret;
  self->secret = NULL;
  pthread_mutex_unlock(&self->mutex);
  return secret;
}

void hello_unregister(hello_registration *self) {
  if (self == NULL) return;
  pthread_mutex_lock(&self->mutex);
  self->is_stopping = true;
  pthread_cond_broadcast(&self->changed);
  pthread_mutex_unlock(&self->mutex);
  pthread_join(self->thread, NULL);
  release(self);
}
