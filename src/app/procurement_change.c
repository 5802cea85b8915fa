/* What is done to a connection that exists. */
#include "app/procurement_change.h"

#include <string.h>

#include "app/access.h"
#include "app/audit.h"
#include "app/connection_cache.h"
#include "app/secret.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/random.h"
#include "store/organization.h"

enum { SECRET_BYTES = 32, SECRET_MIN = 16, SECRET_MAX = 200, OVERLAP_HOURS_MAX = 90 * 24 };

const char *shared_secret_problem(const char *secret)
{
    if (text_equal_nocase(secret, "none"))
        return "'none' is what Coupa sends where no secret is set: choose another.";
    if (strlen(secret) < SECRET_MIN)
        return "A shared secret has at least 16 characters.";
    if (strlen(secret) > SECRET_MAX)
        return "A shared secret has at most 200 characters.";
    for (const char *at = secret; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~')
            return "A shared secret has letters, digits and signs of ASCII only, and no blanks.";
    }
    return NULL;
}

const char *procurement_call_password(struct ctx *ctx, const struct connection *connection,
                                      const char *secret)
{
    unsigned char hash[HASH_SIZE];
    if (connection->system != SYSTEM_OCI)
        return NULL;
    secret_hash(ctx->app, secret, hash);
    return oci_password(ctx, (struct bytes){hash, HASH_SIZE});
}

const char *shared_secret_new(struct ctx *ctx)
{
    return random_token(ctx->arena, SECRET_BYTES);
}

void shared_secret_keep(struct ctx *ctx, const char *secret, struct bytes *hash,
                        struct bytes *sealed)
{
    unsigned char *bytes = arena_alloc(ctx->arena, HASH_SIZE);
    secret_hash(ctx->app, secret, bytes);
    *hash = (struct bytes){bytes, HASH_SIZE};
    *sealed = seal(ctx->arena, &ctx->app->key, SECRET_LABEL, bytes_of(secret));
}

enum status connection_check_overlap(struct db_tx *tx, struct ctx *ctx,
                                     const struct connection *connection)
{
    struct arena *arena = ctx->arena;
    struct connection_rows rows;
    const char *supplier = credential_key(arena, &connection->supplier);
    enum status st =
        connection_store_by_buyer(tx, arena, credential_key(arena, &connection->buyer), &rows);
    for (size_t i = 0; st == OK && i < rows.count; i++) {
        const struct connection *other = &rows.items[i].connection;
        /* An OCI call names no supplier, so a user name is one connection's. */
        bool same_user = connection->system == SYSTEM_OCI && other->system == SYSTEM_OCI &&
                         text_equal(other->organization_id, connection->organization_id);
        if (other->status != CONNECTION_ENABLED || text_equal(other->id, connection->id) ||
            (!same_user && !text_equal(credential_key(arena, &other->supplier), supplier)))
            continue;
        /* What another organization has set up is not told. */
        return text_equal(other->organization_id, connection->organization_id)
                   ? fault_set(db_fault(tx), CONFLICT,
                               "The enabled connection '%s' has the same buyer and supplier. "
                               "Disable it first.",
                               other->name)
                   : fault_set(db_fault(tx), CONFLICT,
                               "This buyer id is in use by another organization. If it is yours, "
                               "ask the marketplace's operator.");
    }
    return st;
}

static bool has_offers(const struct ctx *ctx, const struct connection *connection)
{
    const struct catalogue *catalogue = ctx->app->catalogue;
    if (catalogue == NULL) /* the command line, which has none at hand */
        return true;
    for (size_t i = 0; i < catalogue->product_count; i++) {
        const struct product *product = &catalogue->products[i];
        for (size_t j = 0; j < product->offer_count; j++) {
            if (connection_sells(connection, product->seller->id) &&
                offer_is_for(&product->offers[j], connection->account_id))
                return true;
        }
    }
    return false;
}

static enum status enable(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    enum status st = connection_change_read(tx, c);
    if (st != OK)
        return st;
    if (c->row.connection.status == CONNECTION_WAITING)
        return fault_set(db_fault(tx), CONFLICT,
                         "The connection waits for the marketplace's operator, who opens it by "
                         "sending instructions.");
    if (!has_offers(c->ctx, &c->row.connection))
        return fault_set(db_fault(tx), CONFLICT,
                         "Nothing could be requested through it: its sellers of record have no "
                         "offers here. Choose others, or none for all.");
    st = connection_check_overlap(tx, c->ctx, &c->row.connection);
    if (st == OK)
        st = connection_store_set_status(tx, c->key.organization_id, c->key.id, CONNECTION_ENABLED,
                                         0);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_enable(struct ctx *ctx, struct connection_key key)
{
    struct connection_change c;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.detail = audit_detail(ctx->arena, "change", "enabled", (char *)NULL);
    return st == OK ? connection_change_write(&c, enable) : st;
}

/* Whether nobody of the organization is sent on any more, who was until now. */
static enum status note_redirect(struct db_tx *tx, struct connection_change *c, bool *off)
{
    struct connection_rows rows;
    const struct connection *gone = &c->row.connection;
    *off = gone->redirect && gone->status == CONNECTION_ENABLED;
    enum status st = connection_store_list(tx, c->ctx->arena, c->key.organization_id, &rows);
    for (size_t i = 0; st == OK && i < rows.count; i++) {
        const struct connection *other = &rows.items[i].connection;
        if (other->redirect && other->status == CONNECTION_ENABLED &&
            !text_equal(other->id, gone->id))
            *off = false;
    }
    return st;
}

static enum status disable(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    enum status st = connection_change_read(tx, c);
    if (st == OK && c->row.connection.status == CONNECTION_WAITING)
        return fault_set(db_fault(tx), CONFLICT, "It is not enabled yet.");
    if (st == OK)
        st = note_redirect(tx, c, c->more);
    if (st == OK && c->row.connection.status == CONNECTION_ENABLED)
        st = connection_store_set_status(tx, c->key.organization_id, c->key.id, CONNECTION_DISABLED,
                                         ctx_now_us(c->ctx));
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_disable(struct ctx *ctx, struct connection_key key, bool *out_redirect_off)
{
    struct connection_change c;
    enum status st = connection_change_open(ctx, key, true, &c);
    *out_redirect_off = false;
    c.more = out_redirect_off;
    c.detail = audit_detail(ctx->arena, "change", "disabled", (char *)NULL);
    return st == OK ? connection_change_write(&c, disable) : st;
}

struct secret_change {
    const char *secret;
    int64_t overlap_hours;
    bool old;
    struct bytes sealed;
};

/* The network's secret is the operator's, one for all buyers. */
static enum status check_own_secret(struct db_tx *tx, const struct connection_change *c)
{
    if (c->row.connection.system == SYSTEM_ARIBA && who_is_buyer(c->ctx->who))
        return fault_set(db_fault(tx), NOT_FOUND,
                         "SAP Ariba's shared secret is between the marketplace and the network: "
                         "buyers don't need it.");
    return OK;
}

static enum status reveal(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct secret_change *change = c->more;
    enum status st = connection_change_read(tx, c);
    if (st == OK)
        st = check_own_secret(tx, c);
    if (st != OK)
        return st;
    change->sealed = change->old ? c->row.old_secret_sealed : c->row.secret_sealed;
    if (change->sealed.size == 0)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no such secret.");
    return connection_change_record(tx, c);
}

enum status procurement_reveal(struct ctx *ctx, struct connection_key key, bool old,
                               const char **out_secret)
{
    struct connection_change c;
    struct secret_change change = {.old = old};
    struct bytes plain;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.more = &change;
    c.action = "aws-marketplace:RevealProcurementSystemSecret"; /* so that it can be looked for */
    c.detail = audit_detail(ctx->arena, "sharedSecret", AUDIT_HIDDEN, (char *)NULL);
    if (st == OK)
        st = connection_change_write(&c, reveal);
    if (st != OK)
        return st;
    if (unseal(ctx->arena, &ctx->app->key, SECRET_LABEL, change.sealed, &plain) != OK)
        return fault_set(&ctx->fault, FAILED, "The secret can't be opened with this key.");
    *out_secret = (const char *)plain.data;
    return OK;
}

static enum status note_check(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    enum status st = connection_change_read(tx, c);
    return st == OK && c->ctx->who->kind != WHO_SYSTEM ? connection_change_record(tx, c) : st;
}

enum status procurement_check_begin(struct ctx *ctx, struct connection_key key,
                                    struct connection *out, const char **out_secret)
{
    struct connection_change c;
    struct bytes plain;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.detail = audit_detail(ctx->arena, "change", "connection check", (char *)NULL);
    if (st == OK && ctx->who->kind == WHO_SYSTEM)
        st = db_read(ctx->app->db, note_check, &c, &ctx->fault);
    else if (st == OK)
        st = connection_change_write(&c, note_check);
    if (st != OK)
        return st;
    if (unseal(ctx->arena, &ctx->app->key, SECRET_LABEL, c.row.secret_sealed, &plain) != OK)
        return fault_set(&ctx->fault, FAILED, "The secret can't be opened with this key.");
    if (ctx->app->checking != NULL && atomic_flag_test_and_set(ctx->app->checking))
        return fault_set(&ctx->fault, TOO_LARGE,
                         "Another connection is being checked. Try again in a minute.");
    *out = c.row.connection;
    *out_secret = (const char *)plain.data;
    return OK;
}

void procurement_check_end(struct ctx *ctx)
{
    if (ctx->app->checking != NULL)
        atomic_flag_clear(ctx->app->checking);
}

/* The row's present secret becomes its old one. */
static void put_new_secret(struct connection_row *row, const struct secret_change *change,
                           struct bytes hash, struct bytes sealed, int64_t now_us)
{
    bool keep = change->overlap_hours > 0;
    row->old_secret_hash = keep ? row->secret_hash : (struct bytes){NULL, 0};
    row->old_secret_sealed = keep ? row->secret_sealed : (struct bytes){NULL, 0};
    row->old_secret_until_us = keep ? now_us + change->overlap_hours * TIME_HOUR_US : 0;
    row->secret_since_us = now_us;
    row->secret_hash = hash;
    row->secret_sealed = sealed;
}

static enum status rotate(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    const struct secret_change *change = c->more;
    struct bytes hash, sealed;
    enum status st = connection_change_read(tx, c);
    if (st == OK)
        st = check_own_secret(tx, c);
    if (st == OK && c->row.connection.system == SYSTEM_ARIBA)
        return fault_set(db_fault(tx), CONFLICT,
                         "SAP Business Network has one secret for all buyers: change that of the "
                         "supplier identity.");
    if (st != OK)
        return st;
    shared_secret_keep(c->ctx, change->secret, &hash, &sealed);
    put_new_secret(&c->row, change, hash, sealed, ctx_now_us(c->ctx));
    st = connection_store_set_secret(tx, &c->row);
    return st == OK ? connection_change_record(tx, c) : st;
}

static enum status check_rotation(struct ctx *ctx, const struct secret_change *change)
{
    const char *problem = shared_secret_problem(change->secret);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    return change->overlap_hours >= 0 && change->overlap_hours <= OVERLAP_HOURS_MAX
               ? OK
               : fault_set(&ctx->fault, BAD_INPUT, "The old secret stays valid for up to 90 days.");
}

enum status procurement_rotate(struct ctx *ctx, struct connection_key key, const char *secret,
                               int64_t overlap_hours, const char **out_secret)
{
    struct connection_change c;
    struct secret_change change = {.overlap_hours = overlap_hours};
    enum status st = connection_change_open(ctx, key, true, &c);
    if (st != OK)
        return st;
    change.secret = text_empty(secret) ? shared_secret_new(ctx) : secret;
    st = check_rotation(ctx, &change);
    if (st != OK)
        return st;
    c.more = &change;
    c.detail = audit_detail(
        ctx->arena, "change", "secret rotated", "sharedSecret", AUDIT_HIDDEN, "overlapHours",
        arena_printf(ctx->arena, "%lld", (long long)overlap_hours), (char *)NULL);
    *out_secret = change.secret;
    return connection_change_write(&c, rotate);
}

static enum status end_overlap(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    enum status st = connection_change_read(tx, c);
    c->row.old_secret_hash = c->row.old_secret_sealed = (struct bytes){NULL, 0};
    c->row.old_secret_until_us = 0;
    if (st == OK)
        st = connection_store_set_secret(tx, &c->row);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_end_overlap(struct ctx *ctx, struct connection_key key)
{
    struct connection_change c;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.detail = audit_detail(ctx->arena, "change", "old secret ended", (char *)NULL);
    return st == OK ? connection_change_write(&c, end_overlap) : st;
}

enum status connection_destroy(struct db_tx *tx, const struct connection_change *c,
                               const char *except_case_id)
{
    int64_t now_us = ctx_now_us(c->ctx);
    enum status st = connection_store_remove(tx, c->key.organization_id, c->key.id, now_us);
    return st == OK
               ? case_store_close(tx, c->key.organization_id, c->key.id, except_case_id, now_us)
               : st;
}

static enum status remove_one(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    enum status st = connection_change_read(tx, c);
    if (st == OK && who_is_buyer(c->ctx->who) && !c->row.self_service)
        return fault_set(db_fault(tx), DENIED,
                         "The marketplace's operator removes connections: ask for it on the "
                         "connection's page.");
    if (st == OK)
        st = connection_destroy(tx, c, "");
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_remove(struct ctx *ctx, struct connection_key key)
{
    struct connection_change c;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.detail = audit_detail(ctx->arena, "change", "removed", (char *)NULL);
    return st == OK ? connection_change_write(&c, remove_one) : st;
}

static enum status set_self_service(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    const bool *allowed = c->more;
    enum status st = organization_store_set_self_service(tx, c->key.organization_id, *allowed);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_set_self_service(struct ctx *ctx, const char *organization_id, bool allowed)
{
    struct connection_change c = {.ctx = ctx,
                                  .key = {organization_id, NULL},
                                  .by_operator = true,
                                  .action = "operator:SetSelfService",
                                  .more = &allowed};
    c.detail = audit_detail(ctx->arena, "allowed", allowed ? "yes" : "no", (char *)NULL);
    enum status st = access_operator(ctx, c.action, organization_id);
    return st == OK ? connection_change_write(&c, set_self_service) : st;
}

static enum status insert_supplier(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    enum status st = supplier_store_insert(tx, c->more);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_add_supplier(struct ctx *ctx, const char *name, const char *identity,
                                     const char *secret, struct settings_problems *problems)
{
    struct connection_change c = {
        .ctx = ctx, .key = {"", NULL}, .action = "operator:AddSupplierIdentity"};
    const char *problem = shared_secret_problem(secret);
    struct supplier_row row = {.id = ctx_new_id(ctx),
                               .name = text_trim(ctx->arena, name),
                               .credential = {"NetworkID", text_trim(ctx->arena, identity)},
                               .created_us = ctx_now_us(ctx)};
    *problems = (struct settings_problems){.count = 0};
    enum status st = access_operator(ctx, c.action, "*");
    if (st != OK)
        return st;
    if (text_empty(row.name) || strlen(row.name) > 60)
        settings_problem_add(problems, "name", "Give it a name of at most 60 characters.");
    if (!anid_is(row.credential.identity))
        settings_problem_add(problems, "identity",
                             "An ANID is AN and 11 or 12 digits, and -T for a test account.");
    if (problem != NULL)
        settings_problem_add(problems, "secret", problem);
    if (problems->count > 0)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problems->items[0].message);
    shared_secret_keep(ctx, secret, &row.secret_hash, &row.secret_sealed);
    c.more = &row;
    c.detail = audit_detail(ctx->arena, "identity", row.credential.identity, "sharedSecret",
                            AUDIT_HIDDEN, (char *)NULL);
    return connection_change_write(&c, insert_supplier);
}

struct supplier_change {
    struct secret_change secret;
    const char *id;
};

static enum status rotate_supplier(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct ctx *ctx = c->ctx;
    const struct supplier_change *change = c->more;
    struct supplier_row supplier;
    struct connection_rows rows;
    enum status st = supplier_store_find(tx, ctx->arena, change->id, &supplier);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no such supplier identity.");
    if (st != OK)
        return st;
    shared_secret_keep(ctx, change->secret.secret, &supplier.secret_hash, &supplier.secret_sealed);
    st = supplier_store_set_secret(tx, &supplier);
    if (st == OK)
        st = connection_store_list(tx, ctx->arena, NULL, &rows);
    const char *key = credential_key(ctx->arena, &supplier.credential);
    for (size_t i = 0; st == OK && i < rows.count; i++) {
        struct connection_row *row = &rows.items[i];
        if (row->connection.system != SYSTEM_ARIBA ||
            !text_equal(credential_key(ctx->arena, &row->connection.supplier), key))
            continue;
        put_new_secret(row, &change->secret, supplier.secret_hash, supplier.secret_sealed,
                       ctx_now_us(ctx));
        st = connection_store_set_secret(tx, row);
    }
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_rotate_supplier(struct ctx *ctx, const char *supplier_id,
                                        const char *secret, int64_t overlap_hours)
{
    struct supplier_change change = {{.secret = secret, .overlap_hours = overlap_hours},
                                     supplier_id};
    struct connection_change c = {
        .ctx = ctx, .key = {"", NULL}, .action = "operator:RotateSupplierSecret", .more = &change};
    enum status st = access_operator(ctx, c.action, supplier_id);
    if (st == OK)
        st = check_rotation(ctx, &change.secret);
    if (st != OK)
        return st;
    c.detail = audit_detail(
        ctx->arena, "supplier", supplier_id, "sharedSecret", AUDIT_HIDDEN, "overlapHours",
        arena_printf(ctx->arena, "%lld", (long long)overlap_hours), (char *)NULL);
    /* Connections of many organizations change at once. */
    st = db_write(ctx->app->db, rotate_supplier, &c, &ctx->fault);
    connections_forget(ctx);
    return st;
}
