#ifndef BUYER_BENCH_HTTP_H
#define BUYER_BENCH_HTTP_H
/* The little of HTTP/1.1 that a load generator reads: answers with a Content-Length. */
#include <stdbool.h>
#include <stddef.h>

struct bench_answer {
    int http; /* status; 0: none came, the connection broke */
    int cxml; /* code of the Status element; 0 where the body has none */
    const char *head;
    const char *body;
    size_t head_size; /* with the empty line */
    size_t body_size;
    bool closes; /* the server ends the connection after it */
};

enum bench_progress { BENCH_INCOMPLETE, BENCH_COMPLETE, BENCH_UNREADABLE };

/* Looks whether `data`, followed by a NUL, begins with a whole answer; what `out` points to lies in
 * it. UNREADABLE: not HTTP/1.1, or without a Content-Length. */
enum bench_progress bench_http_read(const char *data, size_t size, struct bench_answer *out);

/* The value of the first header of that name (with its colon, "Location:"), ended by CR; NULL where
 * absent. */
const char *bench_http_header(const struct bench_answer *answer, const char *name);

#endif
