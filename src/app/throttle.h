#ifndef APP_THROTTLE_H
#define APP_THROTTLE_H
/*
 * Who has failed too often has to wait, longer each time (ACC-3). Failures are counted twice: for
 * what was typed from one address, and, so that many addresses don't help, for what was typed from
 * anywhere. The latter is looser and its wait shorter, or strangers could lock a person out.
 * Buckets are keyed hashes: what was typed is not stored, and who is nobody is treated the same.
 */
#include "app/ctx.h"

enum { THROTTLE_BUCKETS = 2 };

struct throttle {
    struct bytes buckets[THROTTLE_BUCKETS];
};

/* `what` and `whom`: "password" and what was typed; lower case decides. An IPv6 address counts as
 * its network of 64 bits. */
struct throttle throttle_of(struct ctx *ctx, const char *what, const char *whom,
                            const char *address);

/* Counts an attempt as a failure, before it is looked at: or many at once would all be looked at
 * before the first had failed. TOO_LARGE, uncounted, with a message that says how long to wait. Not
 * inside a transaction. */
enum status throttle_enter(struct ctx *ctx, const struct throttle *throttle);

/* It was none: inside the transaction that follows. */
enum status throttle_clear(struct db_tx *tx, const struct throttle *throttle);

/* Failures of before this are forgotten. */
int64_t throttle_since_us(struct ctx *ctx);

#endif
