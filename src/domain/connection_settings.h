#ifndef DOMAIN_CONNECTION_SETTINGS_H
#define DOMAIN_CONNECTION_SETTINGS_H
/*
 * What a procurement admin says about a connection (CON-2, CON-4, CON-12), and what must be right
 * about it before it is saved. The names of the members are the names of the fields of forms and
 * of JSON, and what problems are told under.
 */
#include "domain/connection.h"

/* As it was typed: nothing is NULL, "" is what was left empty. Lists are separated by blanks,
 * commas or ends of lines. */
struct connection_settings {
    enum procurement_system system; /* can't be changed later */
    const char *name;               /* 1 to 60 characters */
    const char *description;        /* up to 400 */
    const char *buyer_domain;
    const char *buyer_identity;  /* SAP Ariba: the ANID, AN and 11 or 12 digits, -T for test; SAP
                                    OCI: the user name */
    const char *sender_domain;   /* "" for both: the buyer itself is the sender */
    const char *sender_identity; /* Ariba's is the network's */
    const char *instance;        /* https://globex.coupahost.com; the host alone will do; "" only
                                    where return_hosts are named */
    const char *return_hosts;    /* further ones */
    const char *sellers;         /* ids */
    bool redirect;
    const char *redirect_url;    /* https, on the instance's host */
    const char *cart_encoding;   /* base64, urlencoded; "": what its system takes */
    const char *dtd_version;     /* 1.2.014; "": what its system takes */
    const char *unit_of_measure; /* what each is called; "": what its system takes */
    bool single_line;            /* ORD-6: a cart holds one line only */
    const char *classification;  /* uniform, line_type, table; "": uniform */
    const char *classification_table;
    bool confirmations;           /* ORD-7: orders are confirmed */
    const char *acknowledgement;  /* of an order: 200, or 201 and a StatusUpdateRequest; "": 200 */
    const char *confirmation_url; /* where both go: https */
    const char *price_tolerance;  /* per cent, "0.5"; "": none */
    const char *address_ranges;
    const char *client_certificate; /* SHA-256 of it, in hex, with colons or without */
    const char *requester;          /* CAT-8: believed, console, openid; "": believed */
    const char *openid_issuer;      /* of the identity provider: https */
    const char *openid_client_id;
    const char *account_extrinsic; /* CAT-8: its value says which account is bought for */
    const char *account_table;     /* value = account id, one a line; "": it is the id itself */
    bool account_fallback;         /* other values: the management account, or refused */
};

struct settings_problem {
    const char *field;
    const char *message;
};

enum { SETTINGS_PROBLEMS_MAX = 20 };

struct settings_problems {
    struct settings_problem items[SETTINGS_PROBLEMS_MAX];
    size_t count;
};

void settings_problem_add(struct settings_problems *problems, const char *field,
                          const char *message);

/*
 * Reads the settings into `out`, whose other members stay as they are (`allow_loopback` counts).
 * All that is wrong is told at once; nothing of `out` may be used where something is. Who the
 * supplier is, and whether sellers are known here, is for the caller to see to.
 */
void connection_settings_read(struct arena *arena, const struct connection_settings *settings,
                              struct connection *out, struct settings_problems *problems);

/* A form that nobody has filled in; what its system takes is left to the preset. */
struct connection_settings connection_settings_new(enum procurement_system system);

/* The way back, for a form that changes a connection. */
struct connection_settings connection_settings_of(struct arena *arena,
                                                  const struct connection *connection);

/* What is wrong with the address of a procurement system that documents are sent to, in words, or
 * NULL. With `allow_loopback` it may be on this machine, and plain: the demo's own buyer. */
const char *settings_address_problem(struct arena *arena, const char *url, bool allow_loopback);

/* AN and 11 or 12 digits, and -T at the end for a test account. */
bool anid_is(const char *text);

#endif
