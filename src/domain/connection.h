#ifndef DOMAIN_CONNECTION_H
#define DOMAIN_CONNECTION_H
/* A connection between a buyer organization's procurement system and this marketplace (SPEC CON),
 * and the rules on who may speak for it (INTEROP C4). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A cXML Credential: who, in which naming scheme. */
struct credential {
    const char *domain;
    const char *identity;
};

struct credentials {
    const struct credential *items;
    size_t count;
};

enum procurement_system {
    SYSTEM_COUPA,
    SYSTEM_ARIBA,
    SYSTEM_JAGGAER,
    SYSTEM_ORACLE,
    SYSTEM_WORKDAY,
    SYSTEM_DYNAMICS,
    SYSTEM_CXML,
    SYSTEM_OCI,
    SYSTEM_COUNT
};
/* The domain of an SAP OCI connection's buyer, whose identity is the user name of its calls. */
#define OCI_DOMAIN "OCI"
enum connection_mode { MODE_TEST, MODE_PRODUCTION };
enum connection_status {
    CONNECTION_ENABLED,
    CONNECTION_DISABLED,
    CONNECTION_WAITING, /* for the operator */
    CONNECTION_REMOVED  /* without secrets; nobody is found by it (CON-10) */
};
enum cart_encoding { CART_BASE64, CART_URLENCODED };
/* CAT-6 */
enum classification_profile { CLASSIFY_UNIFORM, CLASSIFY_BY_LINE_TYPE, CLASSIFY_TABLE };

struct connection {
    const char *organization_id;
    const char *organization_name;
    const char *id;
    const char *account_id; /* agreements go to it */
    const char *name;
    const char *description;
    enum procurement_system system;
    enum connection_mode mode;
    enum connection_status status;
    struct credential buyer;    /* From of what the buyer sends */
    struct credential supplier; /* To */
    struct credential sender;   /* Sender: the buyer itself, or the network it comes through */
    enum cart_encoding cart_encoding;
    const char *dtd_version; /* of the DOCTYPE we send, 1.2.014 */
    enum classification_profile classification;
    const char *classification_table; /* "saas=81162000 material=43232701 *=43230000" */
    const char *unit_of_measure;      /* what EA is called there (INTEROP C8) */
    const char *sellers;       /* ids of the sellers of record, blank-separated; "": all (CON-13) */
    const char *instance_host; /* of the buyer's own Coupa, or "" */
    bool redirect;             /* CON-8 */
    const char *redirect_url;  /* where approval is asked for, or "" */
    const char *address_ranges;     /* that documents may come from; addresses and CIDR; "": any */
    const char *client_certificate; /* SHA-256 of the one to be shown, in hex; "": none */
    const char *return_hosts;       /* hosts a cart may go back to, blank-separated; `*.` prefix */
    const char *frame_ancestors;    /* CSP sources, blank-separated */
    bool allow_loopback;            /* demo only: carts may return to http on loopback */
    const char *confirmation_url;   /* where it takes confirmations and status updates, or "" */
    bool confirms;                  /* ORD-7: each order gets a ConfirmationRequest */
    bool status_updates;            /* CON-12: orders are answered 201, and a StatusUpdateRequest
                                       follows */
    int64_t price_tolerance_ppm;
    bool single_line;      /* ORD-6: its carts have room for one line only */
    bool free_preapproved; /* of the organization (CAT-4) */
    bool byol_preapproved;
    int64_t disabled_us;    /* when it was last disabled, 0: never */
    bool account_suspended; /* ACC-1: takes no traffic, whatever its status */
};

const char *procurement_system_name(enum procurement_system system);  /* "coupa" */
const char *procurement_system_label(enum procurement_system system); /* "Coupa" */
/* The same inside a sentence: a buyer's own cXML system is "your procurement system". */
const char *procurement_system_called(enum procurement_system system);
const char *connection_mode_name(enum connection_mode mode);        /* "test" */
const char *connection_mode_label(enum connection_mode mode);       /* "Test" */
const char *connection_status_name(enum connection_status status);  /* "enabled" */
const char *connection_status_label(enum connection_status status); /* "Enabled" */
bool connection_status_parse(const char *name, enum connection_status *out);
bool connection_mode_parse(const char *name, enum connection_mode *out);
bool procurement_system_parse(const char *name, enum procurement_system *out);
const char *classification_profile_name(enum classification_profile profile);
bool classification_profile_parse(const char *name, enum classification_profile *out);

/*
 * The form two credentials are compared in: domain and identity in lower case, identity trimmed and
 * without a network id's `-T`; the identity of AribaNetworkUserId keeps its case (INTEROP C4, cXML
 * guide p. 572).
 */
char *credential_key(struct arena *arena, const struct credential *credential);

/* What is wrong with the user name that SAP OCI calls with, in words, or NULL. */
const char *oci_user_problem(const char *name);

/* CON-6: a network id that ends in `-T` is its owner's test identity. */
bool credential_is_test(const struct credential *credential);

/*
 * Whether a section (From, To or Sender) names `expected`: one credential equals it, and none of
 * the same domain says otherwise (cXML guide p. 30-31).
 */
bool credentials_name(const struct credentials *section, const struct credential *expected);
/* Whether the section has a credential in the domain of `expected` whose identity is another. */
bool credentials_contradict(const struct credentials *section, const struct credential *expected);
bool credentials_test(const struct credentials *section);

/* Whether a numeric address lies in one of the blank-separated addresses and CIDR ranges; IPv4
 * written as IPv6 is IPv4. */
bool address_in_ranges(struct arena *arena, const char *ranges, const char *address);
bool address_is(const char *text);
bool address_ranges_are(struct arena *arena, const char *text);

/* CON-12: whether documents may come from this address. */
bool connection_admits(struct arena *arena, const struct connection *connection,
                       const char *address);

/* CON-13: whether what this seller sells may be requested through the connection. */
bool connection_sells(const struct connection *connection, const char *seller_id);

/*
 * PUN-6: whether a cart may be posted to `url`: https, to one of the connection's hosts (or, on
 * demo connections, http to a loopback address); no user information, no control characters.
 * `*reason` says what is wrong, in words for the buyer's administrator.
 */
bool connection_allows_return(struct arena *arena, const struct connection *connection,
                              const char *url, const char **reason);

#endif
