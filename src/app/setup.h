#ifndef APP_SETUP_H
#define APP_SETUP_H
/* PunchOutSetupRequest: from a buyer's setup to the address of a StartPage (PUN-3, PUN-4, PUN-8).
 */
#include "app/connection.h"

/* Texts are never NULL. */
struct setup {
    const char *payload_id;
    struct bytes hash;     /* of the document but for its secret: what makes a repeat a repeat */
    const char *operation; /* create, oci */
    const char *buyer_cookie;
    const char *return_url;
    const char *requester_name;
    const char *requester_email;
    const char *language;
    const char *selected_part;
    const char *account_value; /* CAT-8: of the Extrinsic that the connection names; or NULL */
};

/* Remembers when the latest setups were answered, so that a repeat gets the same StartPage.
 * Bounded: under more than 16384 open setups an old one's repeat gets a new page. */
struct recent_setups *recent_setups_new(void);
void recent_setups_free(struct recent_setups *recent);

/*
 * The StartPage's URL. Writes nothing: all that the session needs is sealed in it.
 * DENIED: the connection is not enabled. BAD_INPUT: an operation we do not know, no BuyerCookie, or
 * a return URL that is not allowed; and what member_account_choose refuses.
 */
enum status setup_start(struct ctx *ctx, const struct caller *caller, const struct setup *setup,
                        const char **out_url);

enum { SETUP_MINUTES = 15 };

/* The operation of an OCI call (PUN-9), whose session goes back by OCI. */
#define SETUP_OCI "oci"

/* What a start token holds; also for session_begin. */
struct start_page {
    unsigned char setup_key[32]; /* of the session it opens */
    int64_t issued_us;
    const char *organization_id;
    const char *connection_id;
    bool test;
    const char *account_id; /* that it buys for, "": nobody has said which */
    struct setup setup;     /* `hash` is empty */
};

/* BAD_INPUT: not one of ours. */
enum status start_page_open(struct ctx *ctx, const char *token, struct start_page *out);

#endif
