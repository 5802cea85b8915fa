#ifndef DOMAIN_ORDER_H
#define DOMAIN_ORDER_H
/* A purchase order and the rule that matches its lines to what was requested (ORD-3). */
#include "domain/request.h"

enum order_state {
    ORDER_FULFILLED,       /* agreements were made */
    ORDER_TEST,            /* recorded in test mode; nothing was bought */
    ORDER_NEEDS_ATTENTION, /* kept; a person decides */
    ORDER_REFUSED,         /* answered with an error; kept all the same */
    ORDER_REPLACED,        /* a later version has taken its place */
    ORDER_CANCELLED, /* by the buyer, before it bought anything; or the document that did so */
    ORDER_REJECTED,  /* somebody has decided against it */
    ORDER_OPEN       /* a blanket order: what is released from it buys (domain/blanket.h) */
};

enum order_type { ORDER_NEW, ORDER_UPDATE, ORDER_DELETE };

const char *order_state_name(enum order_state state);
const char *order_state_label(enum order_state state);
bool order_state_parse(const char *name, enum order_state *out);
/* The table of legal moves (docs/states.md); staying is not a move. */
bool order_state_may_become(enum order_state from, enum order_state to);
/* Whether a later document can be about it: it stands for something, or may yet. */
bool order_state_is_live(enum order_state state);
const char *order_type_name(enum order_type type);
bool order_type_parse(const char *name, enum order_type *out);

struct order_line {
    int number;              /* position in the document, from 1 */
    const char *line_number; /* the buyer's; NULL where not given */
    int64_t quantity_micros;
    const char *part_id;
    const char *auxiliary_id;
    bool has_price;
    struct money unit_price; /* only where has_price */
    bool has_limit;
    struct money limit; /* of a blanket order: what it may cost at most; only where has_limit */
    const char *description;
    const char *unit_of_measure;
    const char *unspsc;
    const char *details; /* JSON: extrinsics, comments, distribution, tax (cxml/details.h) */
    const char *request_line_id; /* what it was matched to, or NULL */
    const char *outcome; /* in words: what was made of it, or would have been, or the problem */
};

struct order {
    const char *organization_id;
    const char *id;
    const char *connection_id;
    const char *payload_id;
    const char *order_id; /* the purchase order number */
    const char *version;  /* orderVersion, "" where not given */
    enum order_type type;
    const char *order_type; /* regular, blanket, release ... */
    const char *deployment_mode;
    bool test;
    enum order_state state;
    const char *reason; /* why it needs attention or was refused, or NULL */
    bool has_total;
    struct money total;
    int64_t order_date_us;           /* 0 where not given or not readable */
    int64_t effective_us;            /* when what it buys is to start, or it is open; 0: at once */
    int64_t expires_us;              /* until when a blanket order is open; 0: without end */
    bool release_required;           /* a blanket order that only its releases buy under */
    const char *released_from;       /* of a release: the number of its blanket order or contract */
    const char *released_payload_id; /* or the payload id of that, "" where not given; not stored */
    int64_t drawn_micros; /* what a release takes of its blanket order, in its currency */
    int64_t received_us;
    const char *document_id;
    const char *refers_to;   /* payload id of the document that it changes, or ""; not stored */
    const char *replaces_id; /* ours, of the order that it changed, or NULL */
    const char *details;     /* JSON, as of a line */
    const char *defect; /* what its protocol could not read, or NULL: such an order is refused */
    struct order_line *lines;
    size_t line_count;
};

/*
 * The request line that an order line asks for, out of `candidates` (those the store found by
 * auxiliary id or by part id): by auxiliary id, else by part id the first open one that agrees in
 * everything, else the first open one. NULL where there is none.
 */
const struct request_line *order_match_line(const struct order_line *line,
                                            const struct request_line *candidates, size_t count,
                                            int64_t tolerance_ppm);

/*
 * What is wrong with ordering `wanted` by `line` at `now_us` in test or production treatment, in
 * words for a person; NULL where nothing is. `wanted` may be NULL.
 */
const char *order_line_problem(struct arena *arena, const struct order_line *line,
                               const struct request_line *wanted, int64_t tolerance_ppm, bool test,
                               int64_t now_us);

/* Of that only what nobody can look past: there is no such request line, or it can't be ordered. */
const char *order_line_obstacle(struct arena *arena, const struct order_line *line,
                                const struct request_line *wanted, bool test, int64_t now_us);

#endif
