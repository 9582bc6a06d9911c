/*
 * As much JSON as a small plugin needs: find a value in an object, read a string or a number, build a text.
 *
 * Every char * that is returned belongs to the caller: free() it. NULL stands for "not there", "not of that
 * type" and "no memory". All functions may be called from any thread.
 */
#ifndef PLUGIN_JSON_H
#define PLUGIN_JSON_H

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JSON_DEPTH_MAX 128

static inline const char *json__skip_space(const char *at) {
  while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
    at++;
  return at;
}

/* `at` stands on a quotation mark. Answers what follows the closing one. */
static inline const char *json__skip_string(const char *at) {
  for (at++; *at != '"'; at++) {
    if (*at == '\\') at++;
    if (*at == '\0') return NULL;
  }
  return at + 1;
}

static inline const char *json__skip_value(const char *at, int depth) {
  if (depth > JSON_DEPTH_MAX) return NULL;
  if (*at == '"') return json__skip_string(at);
  if (*at != '{' && *at != '[') {
    const size_t length = strcspn(at, ",]} \t\r\n\"[{:");
    return length == 0 ? NULL : at + length;
  }
  const char close = *at == '{' ? '}' : ']';
  at = json__skip_space(at + 1);
  if (*at == close) return at + 1;
  for (;;) {
    if (close == '}') {
      if (*at != '"' || (at = json__skip_string(at)) == NULL) return NULL;
      at = json__skip_space(at);
      if (*at != ':') return NULL;
      at = json__skip_space(at + 1);
    }
    if ((at = json__skip_value(at, depth + 1)) == NULL) return NULL;
    at = json__skip_space(at);
    if (*at == close) return at + 1;
    if (*at != ',') return NULL;
    at = json__skip_space(at + 1);
  }
}

/* The value of `key` in the object `json`, as it stands there; NULL if it has none. Keys with escapes do not
 * match. */
static inline const char *json_find(const char *json, const char *key) {
  if (json == NULL) return NULL;
  const char *at = json__skip_space(json);
  if (*at != '{') return NULL;
  at = json__skip_space(at + 1);
  while (*at == '"') {
    const char *name = at + 1;
    if ((at = json__skip_string(at)) == NULL) return NULL;
    const size_t length = (size_t)(at - 1 - name);
    at = json__skip_space(at);
    if (*at != ':') return NULL;
    at = json__skip_space(at + 1);
    if (length == strlen(key) && memcmp(name, key, length) == 0) return at;
    if ((at = json__skip_value(at, 0)) == NULL) return NULL;
    at = json__skip_space(at);
    if (*at != ',') return NULL;
    at = json__skip_space(at + 1);
  }
  return NULL;
}

/* Element `index` of the array that starts at `json`. */
static inline const char *json_element(const char *json, int index) {
  if (json == NULL) return NULL;
  const char *at = json__skip_space(json);
  if (*at != '[') return NULL;
  at = json__skip_space(at + 1);
  if (*at == ']') return NULL;
  while (index-- > 0) {
    if ((at = json__skip_value(at, 0)) == NULL) return NULL;
    at = json__skip_space(at);
    if (*at != ',') return NULL;
    at = json__skip_space(at + 1);
  }
  return at;
}

static inline char *json__copy(const char *start, size_t length) {
  char *copy = malloc(length + 1);
  if (copy == NULL) return NULL;
  memcpy(copy, start, length);
  copy[length] = '\0';
  return copy;
}

/* The text of a value exactly as written. */
static inline char *json_raw(const char *value) {
  if (value == NULL) return NULL;
  value = json__skip_space(value);
  const char *end = json__skip_value(value, 0);
  return end == NULL ? NULL : json__copy(value, (size_t)(end - value));
}

static inline int json__hex4(const char *at) {
  int code = 0;
  for (int i = 0; i < 4; i++) {
    const char c = at[i];
    if (!isxdigit((unsigned char)c)) return -1;
    code = code * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
  }
  return code;
}

static inline char *json__put_utf8(char *out, unsigned code) {
  if (code < 0x80) {
    *out++ = (char)code;
  } else if (code < 0x800) {
    *out++ = (char)(0xC0 | code >> 6);
    *out++ = (char)(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    *out++ = (char)(0xE0 | code >> 12);
    *out++ = (char)(0x80 | (code >> 6 & 0x3F));
    *out++ = (char)(0x80 | (code & 0x3F));
  } else {
    *out++ = (char)(0xF0 | code >> 18);
    *out++ = (char)(0x80 | (code >> 12 & 0x3F));
    *out++ = (char)(0x80 | (code >> 6 & 0x3F));
    *out++ = (char)(0x80 | (code & 0x3F));
  }
  return out;
}

/* `*at` stands behind "\u". Moves it behind the four digits, or the eight of a surrogate pair; -1 if they are
 * bad. */
static inline long json__escaped_code(const char **at) {
  const int first = json__hex4(*at);
  if (first < 0) return -1;
  *at += 4;
  if (first < 0xD800 || first > 0xDBFF || (*at)[0] != '\\' || (*at)[1] != 'u') return first;
  const int second = json__hex4(*at + 2);
  if (second < 0xDC00 || second > 0xDFFF) return first;
  *at += 6;
  return 0x10000 + ((long)(first - 0xD800) << 10) + (second - 0xDC00);
}

/* The string `value`, its escapes resolved. */
static inline char *json_text(const char *value) {
  if (value == NULL || *value != '"') return NULL;
  const char *end = json__skip_string(value);
  if (end == NULL) return NULL;
  char *text = malloc((size_t)(end - value));
  if (text == NULL) return NULL;
  char *out = text;
  for (const char *at = value + 1; at < end - 1;) {
    if (*at != '\\') {
      *out++ = *at++;
      continue;
    }
    const char escape = at[1];
    at += 2;
    if (escape == 'u') {
      const long code = json__escaped_code(&at);
      if (code < 0) {
        free(text);
        return NULL;
      }
      out = json__put_utf8(out, (unsigned)code);
    } else {
      const char *const names = "bfnrt";
      const char *name = strchr(names, escape);
      *out++ = name == NULL ? escape : "\b\f\n\r\t"[name - names];
    }
  }
  *out = '\0';
  return text;
}

/* The string under `key`, its escapes resolved. */
static inline char *json_string(const char *json, const char *key) {
  return json_text(json_find(json, key));
}

/* The whole number under `key`, or `otherwise`. */
static inline long json_integer(const char *json, const char *key, long otherwise) {
  const char *value = json_find(json, key);
  if (value == NULL) return otherwise;
  char *end = NULL;
  const long number = strtol(value, &end, 10);
  return end == value ? otherwise : number;
}

/* A text that grows. One that ran out of memory stays failed, and json_finish answers NULL. */
typedef struct json_builder {
  char *text;
  size_t length;
  size_t room;
  bool failed;
} json_builder;

static inline bool json__make_room(json_builder *b, size_t more) {
  if (b->failed) return false;
  if (b->length + more + 1 <= b->room) return true;
  size_t room = b->room < 64 ? 64 : b->room * 2;
  if (room < b->length + more + 1) room = b->length + more + 1;
  char *text = realloc(b->text, room);
  if (text == NULL) {
    b->failed = true;
    return false;
  }
  b->text = text;
  b->room = room;
  return true;
}

static inline void json_add_bytes(json_builder *b, const char *bytes, size_t length) {
  if (!json__make_room(b, length)) return;
  memcpy(b->text + b->length, bytes, length);
  b->length += length;
  b->text[b->length] = '\0';
}

/* Adds text as it stands. */
static inline void json_add(json_builder *b, const char *text) {
  json_add_bytes(b, text, strlen(text));
}

static inline void json_add_integer(json_builder *b, long number) {
  char digits[24];
  snprintf(digits, sizeof digits, "%ld", number);
  json_add(b, digits);
}

/* Adds `text` as a JSON string, or null for NULL. Bytes that are not UTF-8 are passed on as they are. */
static inline void json_add_string(json_builder *b, const char *text) {
  if (text == NULL) {
    json_add(b, "null");
    return;
  }
  json_add(b, "\"");
  for (const char *at = text; *at != '\0';) {
    size_t plain = 0;
    while ((unsigned char)at[plain] >= 0x20 && at[plain] != '"' && at[plain] != '\\')
      plain++;
    json_add_bytes(b, at, plain);
    at += plain;
    if (*at == '\0') break;
    char escaped[16];
    snprintf(escaped, sizeof escaped, *at == '"' || *at == '\\' ? "\\%c" : "\\u%04x", *at);
    json_add(b, escaped);
    at++;
  }
  json_add(b, "\"");
}

static inline char *json_finish(json_builder *b) {
  if (b->failed || !json__make_room(b, 0)) {
    free(b->text);
    return NULL;
  }
  b->text[b->length] = '\0';
  return b->text;
}

/*
 * Builds a text from a pattern: %s text as it stands, %q text as a JSON string (NULL: null), %d a long.
 * Every other character stands for itself.
 */
static inline char *json_format(const char *pattern, ...) {
  json_builder b = {0};
  va_list values;
  va_start(values, pattern);
  for (const char *at = pattern; *at != '\0'; at++) {
    if (*at != '%') {
      json_add_bytes(&b, at, 1);
      continue;
    }
    at++;
    if (*at == 's') json_add(&b, va_arg(values, const char *));
    if (*at == 'q') json_add_string(&b, va_arg(values, const char *));
    if (*at == 'd') json_add_integer(&b, va_arg(values, long));
  }
  va_end(values);
  return json_finish(&b);
}

#endif
