#ifndef BUYER_SETTINGS_H
#define BUYER_SETTINGS_H
/*
 * Who the stand-in is: the connections that `punchoutd init --demo --json` prints, and the invented
 * people who work through them. Read once, then only looked at, so no lock is needed.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

enum procurement { PROCUREMENT_COUPA, PROCUREMENT_ARIBA, PROCUREMENT_CXML };

struct credential {
    const char *domain;
    const char *identity;
};

struct connection {
    const char *name;
    const char *company; /* the buying organization, "Globex" where the file names none */
    const char *domain;  /* of its invented addresses, "globex.example" */
    enum procurement system;
    bool test; /* the supplier treats its orders as tests */
    struct credential from;
    struct credential to;
    struct credential sender;
    const char *shared_secret;
    const char *setup_url; /* absolute */
    const char *order_url;
};

struct user {
    const char *id; /* "amelia.ortiz": who acts stands in the URL, there are no cookies */
    const char *first;
    const char *last;
    const char *full;
    const char *email;
    bool approver;
    const struct connection *connection;
    const struct user *colleague; /* the approver of a requester, and the other way round */
};

struct settings {
    const char *supplier; /* without a slash at the end */
    const char *origin;   /* scheme, host and port of it */
    const struct connection *connections;
    size_t connection_count;
    const struct user *users; /* a requester and an approver for each connection, in its order */
    size_t user_count;
};

/*
 * Reads the connections. BAD_INPUT: not JSON, no connection, something is missing, or a supplier
 * that is neither https nor http on this machine; the message says what to do.
 */
enum status settings_read(struct arena *arena, struct bytes json, const char *supplier,
                          struct settings *out, struct fault *fault);

/* NULL where there is nobody of that id; NULL for an id of NULL. */
const struct user *settings_user(const struct settings *settings, const char *id);

/* "Coupa", "SAP Ariba", "cXML". Static. */
const char *settings_system_name(enum procurement system);

#endif
