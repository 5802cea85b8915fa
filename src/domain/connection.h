#ifndef DOMAIN_CONNECTION_H
#define DOMAIN_CONNECTION_H
/* A connection between a buyer organization's procurement system and this marketplace (SPEC CON).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/credential.h"

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
/* CAT-8: who the requester of a punchout is. */
enum requester_proof {
    REQUESTER_BELIEVED, /* who the procurement system says */
    REQUESTER_CONSOLE,  /* the user of the organization who signs in in the punchout */
    REQUESTER_OPENID    /* the same, if the organization's identity provider says so too */
};
/* CAT-6 */
enum classification_profile { CLASSIFY_UNIFORM, CLASSIFY_BY_LINE_TYPE, CLASSIFY_TABLE };

struct connection {
    const char *organization_id;
    const char *organization_name;
    const char *id;
    const char *account_id; /* that it was set up by; agreements go to it (CAT-8: or a member) */
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
    enum requester_proof requester;
    const char *openid_issuer; /* https, as its tokens have it; "": there is none */
    const char *openid_client_id;
    const char *account_extrinsic; /* CAT-8: names the account that is bought for; "": none does */
    const char *account_table;     /* what its values stand for (domain/member_account.h) */
    bool account_fallback;         /* values that stand for no account: `account_id`, or refused */
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
const char *requester_proof_name(enum requester_proof proof);  /* "console" */
const char *requester_proof_label(enum requester_proof proof); /* "A user who signs in here" */
bool requester_proof_parse(const char *name, enum requester_proof *out);
bool classification_profile_parse(const char *name, enum classification_profile *out);

/* What is wrong with the user name that SAP OCI calls with, in words, or NULL. */
const char *oci_user_problem(const char *name);

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
