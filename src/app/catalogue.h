#ifndef APP_CATALOGUE_H
#define APP_CATALOGUE_H
/* The catalogue as its operator keeps it (CAT-1, CAT-2): one file that holds all of it
 * (docs/catalogue.md). A server reads it when it starts. */
#include "app/ctx.h"

/* What a file changes. */
struct catalogue_change {
    size_t products;  /* that are new */
    size_t changed;   /* that were there, and differ */
    size_t offers;    /* that are new */
    size_t withdrawn; /* offers that can't be requested any more */
};

/*
 * Puts the catalogue in `json` in the place of what there is, or with `check_only` only says what
 * it would change. What has been offered once stays: BAD_INPUT where a seller, a product or an
 * offer is missing, where an offer differs in more than being withdrawn, or a product has another
 * part id, for requests, orders and agreements name them; and where an offer is for an account, or
 * replaces an agreement, that is not there.
 */
enum status catalogue_load(struct ctx *ctx, struct bytes json, bool check_only,
                           struct catalogue_change *out);

#endif
