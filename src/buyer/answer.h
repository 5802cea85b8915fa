#ifndef BUYER_ANSWER_H
#define BUYER_ANSWER_H
/* What the supplier answered, and what Coupa would have said to it (INTEROP C5, C11). */
#include <stdbool.h>

#include "base/status.h"

struct arena;
struct net_reply;

enum answer_outcome {
    ANSWER_OK,      /* 2xx */
    ANSWER_REFUSED, /* 4xx: sending it again changes nothing */
    ANSWER_FAILED   /* 5xx, no answer, or none that can be read: it is sent again */
};

struct answer {
    enum answer_outcome outcome;
    int code;              /* of the Status; 0 where there was none */
    const char *text;      /* its text attribute, never NULL */
    const char *detail;    /* what stands in the Status, never NULL */
    const char *start_url; /* StartPage of a PunchOutSetupResponse, or NULL */
    const char *problem;   /* for people, NULL where all is well */
};

/* Reads what net_http gave: `sent` is its status, `fault` its message. Everything in the arena. */
struct answer answer_read(struct arena *arena, enum status sent, const struct net_reply *reply,
                          const struct fault *fault);

/* The same for a setup: the answer must also have a StartPage that a browser can be sent to. */
struct answer answer_read_setup(struct arena *arena, enum status sent,
                                const struct net_reply *reply, const struct fault *fault);

#endif
