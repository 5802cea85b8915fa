/* Connections as they are, and saving one. */
#include "app/procurement.h"

#include <string.h>

#include "app/access.h"
#include "app/audit.h"
#include "app/connection_cache.h"
#include "app/member_account.h"
#include "app/procurement_change.h"
#include "app/secret.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/order.h"
#include "store/organization.h"

static const char put_action[] = "aws-marketplace:PutProcurementSystemConfiguration";
static const char describe_action[] = "aws-marketplace:DescribeProcurementSystemConfiguration";

enum { SUPPLIER_DIGITS = 10, OPENID_SECRET_LIMIT = 500 };

enum status connection_change_open(struct ctx *ctx, struct connection_key key, bool put,
                                   struct connection_change *out)
{
    const struct who *who = ctx->who;
    const char *action = put ? put_action : describe_action;
    *out = (struct connection_change){.ctx = ctx, .key = key, .action = action};
    out->by_operator = who != NULL && who->kind == WHO_OPERATOR;
    if (out->by_operator)
        return access_operator(ctx, action, "*");
    enum status st = access_configuration(ctx, action);
    if (st == OK && who_is_buyer(who))
        out->key.organization_id = who->organization_id;
    return st;
}

enum status connection_change_read(struct db_tx *tx, struct connection_change *c)
{
    enum status st =
        connection_store_find(tx, c->ctx->arena, c->key.organization_id, c->key.id, &c->row);
    if (st == NOT_FOUND || (st == OK && c->row.connection.status == CONNECTION_REMOVED))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no such connection.");
    return st;
}

enum status connection_change_record(struct db_tx *tx, const struct connection_change *c)
{
    const char *const chains[] = {c->key.organization_id, ""};
    enum status st = OK;
    for (size_t i = 0; st == OK && i < (c->by_operator ? 2u : 1u); i++)
        st = audit_add(tx, c->ctx,
                       &(struct audit_entry){
                           .organization_id = chains[i],
                           .account_id = text_or_empty(c->row.connection.account_id),
                           .action = c->action,
                           .resource = c->key.id == NULL ? "*"
                                                         : arena_printf(c->ctx->arena,
                                                                        "connection/%s", c->key.id),
                           .detail = c->detail,
                       });
    return st;
}

/* Two chains are written for an operator, so that comes one after the other with all writes. */
enum status connection_change_write(struct connection_change *c, db_work *work)
{
    struct ctx *ctx = c->ctx;
    enum status st = c->by_operator
                         ? db_write(ctx->app->db, work, c, &ctx->fault)
                         : db_write_for(ctx->app->db, c->key.organization_id, work, c, &ctx->fault);
    connections_forget(ctx);
    return st;
}

struct listing {
    struct connection_change change;
    struct connection_views *out;
};

static void take_row(const struct connection_row *row, int64_t now_us, struct connection_view *out)
{
    bool overlap = row->old_secret_hash.size > 0 && row->old_secret_until_us > now_us;
    *out = (struct connection_view){
        .connection = row->connection,
        .created_us = row->created_us,
        .secret_since_us = row->secret_since_us,
        .old_secret_until_us = overlap ? row->old_secret_until_us : 0,
        .self_service = row->self_service,
    };
}

/* The part of the rows, which are in the order of connections, that is of one. */
static struct traffic_rows traffic_of(const struct traffic_rows *all, const char *connection_id)
{
    struct traffic_rows own = {0};
    for (size_t i = 0; i < all->count; i++) {
        if (!text_equal(all->items[i].connection_id, connection_id))
            continue;
        if (own.count == 0)
            own.items = &all->items[i];
        own.count++;
    }
    return own;
}

static enum status read_list(struct db_tx *tx, void *state)
{
    struct listing *listing = state;
    struct ctx *ctx = listing->change.ctx;
    const char *organization_id = listing->change.key.organization_id;
    struct connection_rows rows;
    struct traffic_rows traffic;
    enum status st = connection_store_list(tx, ctx->arena, organization_id, &rows);
    if (st == OK)
        st = traffic_store_list(tx, ctx->arena, organization_id, NULL, &traffic);
    if (st != OK)
        return st;
    struct connection_views *out = listing->out;
    out->items = arena_array(ctx->arena, rows.count + 1, sizeof *out->items);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        take_row(&rows.items[i], ctx_now_us(ctx), &out->items[i]);
        out->items[i].traffic = traffic_of(&traffic, out->items[i].connection.id);
    }
    return OK;
}

enum status procurement_list(struct ctx *ctx, const char *organization_id,
                             struct connection_views *out)
{
    struct listing listing = {.out = out};
    struct connection_key key = {organization_id, NULL};
    *out = (struct connection_views){0};
    enum status st = connection_change_open(ctx, key, false, &listing.change);
    return st == OK ? db_read(ctx->app->db, read_list, &listing, &ctx->fault) : st;
}

struct finding {
    struct connection_change change;
    struct connection_view *out;
};

static enum status read_one(struct db_tx *tx, void *state)
{
    struct finding *finding = state;
    struct connection_change *c = &finding->change;
    struct connection_view *out = finding->out;
    struct arena *arena = c->ctx->arena;
    enum status st = connection_change_read(tx, c);
    if (st != OK)
        return st;
    take_row(&c->row, ctx_now_us(c->ctx), out);
    st = traffic_store_list(tx, arena, c->key.organization_id, c->key.id, &out->traffic);
    if (st == OK)
        st = order_store_count_tests(tx, c->key.organization_id, c->key.id, &out->test_orders,
                                     &out->test_orders_since_us);
    return st == OK ? case_store_list(tx, arena, c->key.organization_id, c->key.id, &out->cases)
                    : st;
}

enum status procurement_find(struct ctx *ctx, struct connection_key key,
                             struct connection_view *out)
{
    struct finding finding = {.out = out};
    *out = (struct connection_view){0};
    enum status st = connection_change_open(ctx, key, false, &finding.change);
    return st == OK ? db_read(ctx->app->db, read_one, &finding, &ctx->fault) : st;
}

struct traffic_row connection_traffic(const struct connection_view *view, const char *kind)
{
    for (size_t i = 0; i < view->traffic.count; i++) {
        if (text_equal(view->traffic.items[i].kind, kind))
            return view->traffic.items[i];
    }
    return (struct traffic_row){.kind = kind, .failed_message = ""};
}

struct supplier_list {
    struct ctx *ctx;
    struct supplier_rows *out;
};

static enum status read_suppliers(struct db_tx *tx, void *state)
{
    struct supplier_list *list = state;
    return supplier_store_list(tx, list->ctx->arena, list->out);
}

enum status procurement_suppliers(struct ctx *ctx, struct supplier_rows *out)
{
    struct connection_change change;
    struct supplier_list list = {ctx, out};
    *out = (struct supplier_rows){0};
    enum status st = connection_change_open(ctx, (struct connection_key){0}, false, &change);
    if (st == OK)
        st = db_read(ctx->app->db, read_suppliers, &list, &ctx->fault);
    for (size_t i = 0; st == OK && i < out->count; i++)
        out->items[i].secret_hash = out->items[i].secret_sealed = (struct bytes){NULL, 0};
    return st;
}

struct putting {
    const struct procurement_put *put;
    struct connection connection; /* as the settings say */
    struct settings_problems *problems;
    struct supplier_row supplier; /* id NULL: none was chosen */
    const char *secret;
};

/* CON-13: every seller must be one of the catalogue's. */
static void check_sellers(struct ctx *ctx, const struct connection *connection,
                          struct settings_problems *problems)
{
    const struct catalogue *catalogue = ctx->app->catalogue;
    const char *list = connection->sellers;
    while (*list != '\0') {
        size_t length = strcspn(list, " ");
        const char *id = arena_text_n(ctx->arena, list, length);
        bool known = catalogue == NULL;
        for (size_t i = 0; !known && i < catalogue->seller_count; i++)
            known = text_equal(catalogue->sellers[i].id, id);
        if (!known) {
            settings_problem_add(problems, "sellers",
                                 arena_printf(ctx->arena, "There is no seller '%s' here.",
                                              text_cut(ctx->arena, id, 60)));
            return;
        }
        list += length;
        list += strspn(list, " ");
    }
}

/* A supplier id that no other connection has: what tells connections of one buyer apart. */
static struct credential new_supplier(struct ctx *ctx)
{
    uint64_t number;
    ctx->app->entropy.fill(&ctx->app->entropy, &number, sizeof number);
    return (struct credential){"MarketplaceID",
                               arena_printf(ctx->arena, "MP%0*llu", SUPPLIER_DIGITS,
                                            (unsigned long long)(number % 10000000000u))};
}

static enum status find_supplier(struct db_tx *tx, struct connection_change *c)
{
    struct putting *putting = c->more;
    const char *id = putting->put->supplier_id;
    if (text_empty(id))
        return OK;
    enum status st = supplier_store_find(tx, c->ctx->arena, id, &putting->supplier);
    if (st != NOT_FOUND)
        return st;
    settings_problem_add(putting->problems, "supplier", "Choose one of the list.");
    return fault_set(db_fault(tx), BAD_INPUT, "There is no such supplier.");
}

static enum status overlap_is_a_problem(struct db_tx *tx, struct connection_change *c)
{
    struct putting *putting = c->more;
    enum status st = connection_check_overlap(tx, c->ctx, &putting->connection);
    if (st != CONFLICT)
        return st;
    settings_problem_add(putting->problems, "buyer_identity",
                         arena_text(c->ctx->arena, db_fault(tx)->message));
    return fault_set(db_fault(tx), BAD_INPUT, "Another connection has these credentials.");
}

/* What the settings do not say. */
static enum status complete_new(struct db_tx *tx, struct connection_change *c)
{
    struct putting *putting = c->more;
    struct connection *connection = &putting->connection;
    struct organization_row organization;
    enum status st =
        organization_store_find(tx, c->ctx->arena, c->key.organization_id, &organization);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no such organization.");
    bool ariba = connection->system == SYSTEM_ARIBA;
    connection->organization_id = c->key.organization_id;
    connection->account_id = organization.organization.management_account_id;
    connection->id = c->key.id;
    connection->mode = ariba || putting->put->test ? MODE_TEST : MODE_PRODUCTION;
    connection->status = ariba ? CONNECTION_WAITING : CONNECTION_DISABLED;
    connection->supplier = ariba ? putting->supplier.credential : new_supplier(c->ctx);
    return st == OK ? member_account_check_table(tx, c->ctx->arena, connection, putting->problems)
                    : st;
}

/* CAT-8. Of no provider there is no secret, and one provider's is not shown to another. */
static enum status keep_openid_secret(struct db_tx *tx, struct connection_change *c)
{
    struct putting *putting = c->more;
    struct connection_row row = {.connection = putting->connection,
                                 .openid_secret_sealed = c->row.openid_secret_sealed};
    const char *secret = putting->put->openid_secret;
    if (!text_empty(secret))
        row.openid_secret_sealed =
            seal(c->ctx->arena, &c->ctx->app->key, OPENID_SECRET_LABEL, bytes_of(secret));
    else if (!text_equal(row.connection.openid_issuer, c->row.connection.openid_issuer))
        row.openid_secret_sealed = (struct bytes){NULL, 0};
    if (text_empty(row.connection.openid_issuer))
        row.openid_secret_sealed = (struct bytes){NULL, 0};
    return connection_store_set_openid_secret(tx, &row);
}

static enum status insert(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct putting *putting = c->more;
    struct connection_row row = {.created_us = ctx_now_us(c->ctx)};
    enum status st = find_supplier(tx, c);
    if (st == OK)
        st = complete_new(tx, c);
    if (st != OK)
        return st;
    c->row.connection = row.connection = putting->connection;
    row.secret_hash = putting->supplier.secret_hash;
    row.secret_sealed = putting->supplier.secret_sealed;
    if (row.connection.system != SYSTEM_ARIBA)
        shared_secret_keep(c->ctx, putting->secret, &row.secret_hash, &row.secret_sealed);
    st = connection_store_insert(tx, c->ctx->arena, &row);
    if (st == OK)
        st = keep_openid_secret(tx, c);
    const char *case_id;
    if (st == OK && row.connection.system == SYSTEM_ARIBA)
        st =
            case_open(tx, c, CASE_ARIBA,
                      arena_printf(c->ctx->arena, "Please connect our SAP Ariba, %s, with %s.",
                                   row.connection.buyer.identity, row.connection.supplier.identity),
                      &case_id);
    return st == OK ? connection_change_record(tx, c) : st;
}

/* CON-5 */
static bool may_end_test(const struct connection_change *c)
{
    return c->row.connection.system != SYSTEM_ARIBA || c->row.self_service ||
           !who_is_buyer(c->ctx->who);
}

static const char test_is_the_operators[] =
    "Only the marketplace's operator ends test mode of SAP Ariba: ask for it in the case.";

/* The present row, with all that the settings say. */
static enum status merge(struct db_tx *tx, struct connection_change *c)
{
    struct putting *putting = c->more;
    const struct connection *now = &c->row.connection;
    struct connection *next = &putting->connection;
    next->organization_id = now->organization_id;
    next->account_id = now->account_id;
    next->id = now->id;
    next->status = now->status;
    next->supplier = putting->supplier.id != NULL && now->system == SYSTEM_ARIBA
                         ? putting->supplier.credential
                         : now->supplier;
    next->mode = putting->put->test ? MODE_TEST : MODE_PRODUCTION;
    if (next->mode == MODE_PRODUCTION && now->mode == MODE_TEST && !may_end_test(c)) {
        settings_problem_add(putting->problems, "test", test_is_the_operators);
        return fault_set(db_fault(tx), BAD_INPUT, "%s", test_is_the_operators);
    }
    enum status st = member_account_check_table(tx, c->ctx->arena, next, putting->problems);
    return st == OK && next->status == CONNECTION_ENABLED ? overlap_is_a_problem(tx, c) : st;
}

static enum status update(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct putting *putting = c->more;
    enum status st = connection_change_read(tx, c);
    if (st == OK && c->row.connection.system != putting->connection.system)
        st = fault_set(db_fault(tx), CONFLICT,
                       "A connection stays with its system, %s. Set up another one instead.",
                       procurement_system_label(c->row.connection.system));
    if (st == OK)
        st = find_supplier(tx, c);
    if (st == OK)
        st = merge(tx, c);
    if (st == OK)
        st = connection_store_update(tx, c->ctx->arena, &putting->connection);
    if (st == OK)
        st = keep_openid_secret(tx, c);
    if (st == OK && putting->supplier.id != NULL && c->row.connection.system == SYSTEM_ARIBA) {
        c->row.secret_hash = putting->supplier.secret_hash;
        c->row.secret_sealed = putting->supplier.secret_sealed;
        st = connection_store_set_secret(tx, &c->row);
    }
    return st == OK ? connection_change_record(tx, c) : st;
}

/* The demo's connections take carts and frames of this machine, which no form says. */
static void keep_loopback(const struct connection *now, struct connection *next,
                          struct arena *arena)
{
    if (now->allow_loopback)
        next->frame_ancestors =
            arena_printf(arena, "%s http://127.0.0.1:* http://localhost:*", next->frame_ancestors);
}

static void check_input(struct ctx *ctx, struct putting *putting, bool is_new)
{
    const struct procurement_put *put = putting->put;
    bool ariba = put->settings.system == SYSTEM_ARIBA;
    connection_settings_read(ctx->arena, &put->settings, &putting->connection, putting->problems);
    check_sellers(ctx, &putting->connection, putting->problems);
    if (strlen(text_or_empty(put->openid_secret)) > OPENID_SECRET_LIMIT)
        settings_problem_add(putting->problems, "openid_secret", "It has at most 500 characters.");
    if (is_new && ariba && text_empty(put->supplier_id))
        settings_problem_add(putting->problems, "supplier",
                             "Choose who the marketplace is in your network.");
    if (!is_new || ariba)
        return;
    putting->secret = text_empty(put->secret) ? shared_secret_new(ctx) : put->secret;
    const char *problem = shared_secret_problem(putting->secret);
    if (problem != NULL)
        settings_problem_add(putting->problems, "secret", problem);
}

enum status procurement_put(struct ctx *ctx, const struct procurement_put *put,
                            struct settings_problems *problems, const char **out_id)
{
    struct connection_change c;
    struct connection_view now;
    struct putting putting = {.put = put, .problems = problems};
    bool is_new = put->key.id == NULL;
    *problems = (struct settings_problems){.count = 0};
    enum status st = connection_change_open(ctx, put->key, true, &c);
    if (st == OK && !is_new)
        st = procurement_find(ctx, put->key, &now);
    if (st != OK)
        return st;
    putting.connection.allow_loopback = !is_new && now.connection.allow_loopback;
    check_input(ctx, &putting, is_new);
    if (problems->count > 0)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problems->items[0].message);
    if (!is_new)
        keep_loopback(&now.connection, &putting.connection, ctx->arena);
    if (is_new)
        c.key.id = ctx_new_id(ctx);
    c.more = &putting;
    c.detail = audit_detail(ctx->arena, "change", is_new ? "created" : "saved", "name",
                            putting.connection.name, "buyer", putting.connection.buyer.identity,
                            "requester", requester_proof_name(putting.connection.requester),
                            "sharedSecret", is_new ? AUDIT_HIDDEN : NULL, (char *)NULL);
    st = connection_change_write(&c, is_new ? insert : update);
    *out_id = c.key.id;
    return st;
}

static enum status set_mode(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    const bool *test = c->more;
    enum status st = connection_change_read(tx, c);
    if (st == OK && !*test && !may_end_test(c))
        st = fault_set(db_fault(tx), DENIED, "%s", test_is_the_operators);
    if (st == OK)
        st = connection_store_set_mode(tx, c->key.organization_id, c->key.id,
                                       *test ? MODE_TEST : MODE_PRODUCTION);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status procurement_set_test(struct ctx *ctx, struct connection_key key, bool test)
{
    struct connection_change c;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.more = &test;
    c.detail =
        audit_detail(ctx->arena, "change", test ? "test mode on" : "test mode off", (char *)NULL);
    return st == OK ? connection_change_write(&c, set_mode) : st;
}
