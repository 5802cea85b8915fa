#ifndef BASE_UUID_H
#define BASE_UUID_H
/* Identifiers that sort by time (RFC 9562 section 5.7, UUID version 7). */
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Where randomness comes from: handed in, so tests can repeat themselves. */
struct entropy {
    void (*fill)(const struct entropy *entropy, void *out, size_t size);
    void *state;
};

/* 36 characters, lower case, for the time `now_us`. */
char *uuid_new(struct arena *arena, int64_t now_us, const struct entropy *entropy);

#endif
