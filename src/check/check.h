#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H
/*
 * The connection check (CON-14): what a procurement system does over a connection, done for its
 * administrator through the real network: profile, setup, catalogue, cart, order. Documents are
 * those of the buyer's side (src/buyer), marked as tests, so that nothing is bought.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"

struct arena;

struct check_party {
    const char *domain;
    const char *identity;
};

/* The connection as the procurement system knows it. */
struct check_target {
    const char *url;    /* the marketplace's public address, without a slash at the end */
    const char *system; /* "coupa", "ariba", or another that is shown as cXML's */
    const char *system_label;
    const char *company;
    struct check_party from, to, sender;
    const char *secret;
    const char *return_url; /* where the cart would go; nothing is sent there */
    const char *extrinsic;  /* that the setup must have, and a value of it; NULL: none */
    const char *extrinsic_value;
    int64_t now_us;
    struct entropy entropy;
};

enum check_verdict { CHECK_PASSED, CHECK_FAILED, CHECK_SKIPPED };

struct check_step {
    const char *title;
    enum check_verdict verdict;
    const char *meaning;  /* what the procurement system would do now, in a sentence or two */
    const char *request;  /* what was sent, secrets masked; NULL: nothing worth showing */
    const char *response; /* what came back; NULL: nothing */
    int64_t elapsed_us;
};

enum { CHECK_STEPS = 5 };

struct check_report {
    struct check_step steps[CHECK_STEPS]; /* all of them, in their order */
    bool passed;
};

/* Blocks for at most about a minute. A step that fails makes the later ones skipped. Everything in
 * the arena. */
void check_run(struct arena *arena, const struct check_target *target, struct check_report *out);

#endif
