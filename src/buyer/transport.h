#ifndef BUYER_TRANSPORT_H
#define BUYER_TRANSPORT_H
/* Sends a document to the supplier and remembers both sides of it. Blocks; without the desk's lock.
 */
#include <stdbool.h>
#include <stdint.h>

#include "buyer/answer.h"
#include "buyer/desk.h"

struct log;

struct transport {
    const char *title; /* for the list of documents */
    const char *url;
    const char *document;
    const char *payload_id;
    bool setup; /* the answer must have a StartPage */
    uint64_t punchout;
    uint64_t requisition; /* 0: none */
};

/* The answer lives in the arena. */
struct answer transport_send(struct arena *arena, struct desk *desk, const struct log *log,
                             const struct transport *transport);

#endif
