#ifndef CXML_HANDLER_H
#define CXML_HANDLER_H
/* What a handler of one kind of request is given and gives back. */
#include "cxml/envelope.h"

struct cxml_exchange {
    struct ctx *ctx;
    const struct cxml_request *request;
    const struct caller *caller;
    struct bytes raw;      /* as it came */
    struct bytes redacted; /* as it may be kept */
    struct bytes hash;     /* of that */
    const char *content_type;
    const char *address;     /* of the peer */
    const char *certificate; /* SHA-256 of the one it showed, in hex, or NULL */
    bool counted;            /* among the buyer's of this minute */
    int wait_s;              /* it was one too many: Retry-After of the answer; else 0 */
};

struct cxml_outcome {
    enum cxml_code code;
    const char *message;
    const char *payload_id;                                /* of the answer; NULL: a new one */
    int64_t now_us;                                        /* its timestamp; 0: now */
    void (*body)(struct xml_writer *w, const void *state); /* what follows the Status */
    const void *body_state;
    bool logged;          /* the document is in the log already, or has no place there */
    const char *order_id; /* for the log; NULL where there is none */
};

/* The outcome of a status, with the context's message where it is not OK. Faults of ours don't show
 * their message: it is for the log. */
struct cxml_outcome cxml_outcome_of(struct ctx *ctx, enum status status, const char *message);

#endif
