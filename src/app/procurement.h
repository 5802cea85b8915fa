#ifndef APP_PROCUREMENT_H
#define APP_PROCUREMENT_H
/*
 * Manage procurement systems (SPEC CON): PutProcurementSystemConfiguration and
 * DescribeProcurementSystemConfiguration, which the original has as permissions alone. For the
 * account that stands alone or the management account of an organization (ACC-7), for operators,
 * and for SYSTEM. Buyers leave `organization_id` NULL: it is their own. What changes something
 * needs Put and goes to the audit trail; so does revealing a secret.
 */
#include "app/ctx.h"
#include "domain/connection_settings.h"
#include "store/connection.h"
#include "store/supplier.h"
#include "store/support_case.h"
#include "store/traffic.h"

/* Which connection. */
struct connection_key {
    const char *organization_id; /* NULL for buyers */
    const char *id;
};

struct connection_view {
    struct connection connection;
    int64_t created_us;
    int64_t secret_since_us;
    int64_t old_secret_until_us; /* 0: there is no old one */
    bool self_service;
    struct traffic_rows traffic;
    int64_t test_orders; /* that bought nothing (CON-7) */
    int64_t test_orders_since_us;
    struct case_rows cases; /* newest first */
};

struct connection_views {
    struct connection_view *items; /* in the order they were made; without cases */
    size_t count;
};

/* Of one kind, or a row of zeros. */
struct traffic_row connection_traffic(const struct connection_view *view, const char *kind);

/* `organization_id` NULL: a buyer's own, else those of all. */
enum status procurement_list(struct ctx *ctx, const char *organization_id,
                             struct connection_views *out);
enum status procurement_find(struct ctx *ctx, struct connection_key key,
                             struct connection_view *out);
/* What can be chosen as the supplier of SAP Ariba; without secrets. */
enum status procurement_suppliers(struct ctx *ctx, struct supplier_rows *out);

struct procurement_put {
    struct connection_key key; /* id NULL: a new one */
    struct connection_settings settings;
    bool test;                 /* whether orders buy nothing; new ones begin like that */
    const char *supplier_id;   /* Ariba: the operator's identity; of a change too, or "" */
    const char *secret;        /* of a new one that is not Ariba's; "": a random one */
    const char *openid_secret; /* of the identity provider's client; "" or NULL: stays as it is */
};

/*
 * Saves a connection, all or nothing. BAD_INPUT with `problems`, each beside its field: settings'
 * names, and supplier, secret, openid_secret, test. A new one is disabled, Ariba's waits for the
 * operator and has a case. Of what exists, the system stays. Only the operator ends test mode of
 * Ariba, unless it allows the buyer to (CON-5).
 */
enum status procurement_put(struct ctx *ctx, const struct procurement_put *put,
                            struct settings_problems *problems, const char **out_id);

/* CONFLICT: it is removed or waits for the operator, another enabled connection has the same
 * credentials (CON-13), or nothing could be requested through it. */
enum status procurement_enable(struct ctx *ctx, struct connection_key key);
/* CON-9. `*out_redirect_off`: it was the last of the organization that people were sent on by
 * (CON-8). */
enum status procurement_disable(struct ctx *ctx, struct connection_key key, bool *out_redirect_off);
/* CON-6. DENIED: only the operator may. */
enum status procurement_set_test(struct ctx *ctx, struct connection_key key, bool test);

/* CON-3, CON-11. Ariba's is the operator's own (NOT_FOUND for buyers). `old`: the one before it. */
enum status procurement_reveal(struct ctx *ctx, struct connection_key key, bool old,
                               const char **out_secret);
/* A new secret, "" for a random one; the present one stays valid for `overlap_hours`, up to 90
 * days. BAD_INPUT: it is too weak. CONFLICT: it is a network's, one for all buyers. */
enum status procurement_rotate(struct ctx *ctx, struct connection_key key, const char *secret,
                               int64_t overlap_hours, const char **out_secret);
enum status procurement_end_overlap(struct ctx *ctx, struct connection_key key);

/* CON-10, for operators and for buyers whom they let. Secrets are destroyed, documents stay. */
enum status procurement_remove(struct ctx *ctx, struct connection_key key);

/* CON-14: the connection with its secret, for a check of it, which is in the trail like a reveal
 * (not at the command line, which has the key in hand). One at a time: TOO_LARGE while another
 * runs; after OK the caller ends it. */
enum status procurement_check_begin(struct ctx *ctx, struct connection_key key,
                                    struct connection *out, const char **out_secret);
void procurement_check_end(struct ctx *ctx);

/* For operators: what the organization may do without them. */
enum status procurement_set_self_service(struct ctx *ctx, const char *organization_id,
                                         bool allowed);
/* For operators: another identity in a network. BAD_INPUT with `problems`: name, identity, secret.
 */
enum status procurement_add_supplier(struct ctx *ctx, const char *name, const char *identity,
                                     const char *secret, struct settings_problems *problems);

/* CON-11, for operators: the secret that is set in the network account from now on, for every
 * connection of the identity; the present one stays valid like above. */
enum status procurement_rotate_supplier(struct ctx *ctx, const char *supplier_id,
                                        const char *secret, int64_t overlap_hours);

/* What is wrong with a shared secret, or NULL. */
const char *shared_secret_problem(const char *secret);
/* What calls of the catalogue show in place of the connection's secret; NULL: it is called by
 * documents, with the secret. */
const char *procurement_call_password(struct ctx *ctx, const struct connection *connection,
                                      const char *secret);

#endif
