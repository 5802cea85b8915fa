#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H
/*
 * Passwords of people: Argon2id (RFC 9106) with 19 MiB and two passes, OWASP's least. One takes
 * some 30 ms and never runs inside a database transaction; four run at a time, the others wait, so
 * that many who sign in at once can't use up the memory.
 */
#include <stdbool.h>

struct arena;

/* With parameters and salt, as text. */
char *password_hash(struct arena *arena, const char *password);

/* Whether it is the password of that hash. Takes the same time where `hash` is NULL or "", of
 * somebody who has none or is nobody, and is false then. */
bool password_verify(const char *hash, const char *password);

#endif
