#ifndef BUYER_BENCH_CLIENT_H
#define BUYER_BENCH_CLIENT_H
/*
 * Many kept connections on one thread, as fast as the server answers (closed loop) or at a rate
 * that does not wait for it (open loop). In open loop a request's time runs from when it was due,
 * not from when a connection was free for it: a server that stalls pays for everyone who had to
 * wait.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "buyer/bench_http.h"

struct arena;
struct histogram;

struct bench_target {
    const char *host; /* without brackets */
    const char *port;
    const char *authority; /* for the Host header */
};

/* Where the requests come from. A slot is a connection: it has one request at a time. */
struct bench_source {
    void *state;
    /* Writes the slot's next request into `out`; 0 where the slot has no more. */
    size_t (*next)(void *state, size_t slot, char *out, size_t capacity);
    /* Sees each answer; may be NULL. */
    void (*take)(void *state, size_t slot, const struct bench_answer *answer);
};

struct bench_load {
    struct bench_target target;
    size_t slots;
    int64_t rate;        /* requests a second; 0: closed loop */
    int64_t duration_us; /* none is begun, or due, after this; 0: no limit */
    uint64_t count;      /* none is begun after so many; 0: no limit */
};

enum { BENCH_KINDS = 16, BENCH_SLOTS_MAX = 512 };

/* How often there was an answer of these two codes. */
struct bench_kind {
    int http;
    int cxml;
    uint64_t count;
};

struct bench_result {
    struct histogram *latency; /* of all, whatever they ended in */
    int64_t elapsed_us;
    uint64_t answered;
    uint64_t broken;     /* connections that ended before the answer */
    uint64_t unanswered; /* no answer came in time, or (open loop) there was none free to send it */
    uint64_t bytes_out;
    uint64_t bytes_in;
    struct bench_kind kinds[BENCH_KINDS]; /* the last also counts all that found no place */
    size_t kind_count;
};

/* UNAVAILABLE: no connection at all, or not any more. */
enum status bench_run(struct arena *arena, const struct bench_load *load,
                      const struct bench_source *source, struct bench_result *out,
                      struct fault *fault);

#endif
