#ifndef APP_CART_H
#define APP_CART_H
/*
 * What a requester puts together in a session and hands to the procurement system (CAT-4, CAT-5).
 * Until then it is a draft approval request; a session has at most one. All take a session that has
 * not ended (CONFLICT otherwise).
 */
#include "app/session.h"
#include "domain/request.h"

enum { CART_ITEMS_MAX = 50 };

/* session_find and, where it has not ended, its draft with the items; without a draft `out` has
 * none and id NULL. */
enum status cart_open(struct ctx *ctx, const char *token, struct session *session,
                      struct request *out);

/* The draft of a session with its items; without one `out` has none and id NULL. */
enum status cart_draft(struct ctx *ctx, const struct session *session, struct request *out);
/* The same with their lines. */
enum status cart_load(struct ctx *ctx, const struct session *session, struct request *out);

/* Works out what the draft's items cost and the lines they make; ids of lines are final. NOT_FOUND,
 * BAD_INPUT: an item is not offered any more, or not like this. */
enum status cart_lines(struct ctx *ctx, const struct session *session, struct request *draft);

/* BAD_INPUT: the selection can't be priced; NOT_FOUND: no such product or offer; TOO_LARGE: the
 * cart is full; CONFLICT: another currency than what is in it (a cart has one Total). */
enum status cart_add(struct ctx *ctx, const struct session *session, const char *product_id,
                     const char *offer_id, const struct selection *selection);

/* Taking out what is not there is OK. */
enum status cart_remove(struct ctx *ctx, const struct session *session, int item);

struct return_field {
    const char *name; /* cXML-base64 ... */
    const char *value;
};

struct return_fields {
    struct return_field *items;
    size_t count;
};

/* A form that the requester's browser posts to the procurement system (PUN-6). */
struct return_form {
    const char *action;
    const char *target;  /* the frame to go back in; NULL: where the page is */
    const char *charset; /* what the fields are sent in; NULL: UTF-8 */
    struct return_fields fields;
    struct bytes document; /* what it says, for the log */
    const char *kind;      /* of the document: PunchOutOrderMessage ... */
    const char *content_type;
    const char *payload_id;
};

/* DENIED: what is asked for from now on is not to be had: the connection was disabled, or its
 * account suspended (CON-9). */
enum status cart_check_open(struct ctx *ctx, const struct session *session);

/*
 * Hands the draft over: its lines are stored, it is in procurement from now on, the session has
 * ended and the document is in the log, all in one transaction. BAD_INPUT: the cart is empty.
 * DENIED as cart_check_open.
 */
enum status cart_request_approval(struct ctx *ctx, const struct session *session,
                                  struct return_form *out);

/* Ends the session without a cart; a draft is cancelled. */
enum status cart_cancel(struct ctx *ctx, const struct session *session, struct return_form *out);

/* CAT-4: whether the organization approved such offers beforehand, so that *Subscribe* stands where
 * *Request approval* would. */
bool cart_is_preapproved(const struct session *session, const struct offer *offer);

/* Subscribes at once to a free or bring-your-own-licence offer that was approved beforehand;
 * nothing is sent. In test mode `*out_agreement_id` is NULL: nothing was made. DENIED: it was not
 * approved, or as cart_check_open. */
enum status cart_subscribe(struct ctx *ctx, const struct session *session, const char *product_id,
                           const char *offer_id, const char **out_agreement_id);

/* CON-7: how many orders of the session's connection bought nothing, and since when (0: none). */
enum status session_test_orders(struct ctx *ctx, const struct session *session, int64_t *out_count,
                                int64_t *out_since_us);

#endif
