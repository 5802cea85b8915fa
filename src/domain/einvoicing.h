#ifndef DOMAIN_EINVOICING_H
#define DOMAIN_EINVOICING_H
/* Invoices as documents for a procurement system (BIL-4), and how far a connection is with them. */
#include <stdbool.h>
#include <stdint.h>

enum einvoicing_state {
    EINVOICING_OFF,     /* never begun */
    EINVOICING_TESTING, /* the first test was sent; whoever sees it there types its code here */
    EINVOICING_ACTIVE,  /* every invoice with a purchase order goes there when it is issued */
    EINVOICING_SUSPENDED
};

const char *einvoicing_state_name(enum einvoicing_state state);  /* "testing" */
const char *einvoicing_state_label(enum einvoicing_state state); /* "Testing" */
bool einvoicing_state_parse(const char *name, enum einvoicing_state *out);
/* The table of legal moves (docs/states.md); staying is not a move. */
bool einvoicing_state_may_become(enum einvoicing_state from, enum einvoicing_state to);

/* Codes that may be wrong before another test has to be sent. */
enum { EINVOICING_TRIES = 5 };

struct einvoicing {
    const char *organization_id;
    const char *connection_id;
    const char *url; /* where invoices go; "" before a test has proved one */
    enum einvoicing_state state;
    const char *test_url; /* what the last test is to prove; "" when none waits for its code */
    const char *test_delivery_id; /* of the last test, or "" */
    int tries;                    /* wrong codes since */
    int64_t changed_us;
};

#endif
