#include "oci/endpoint.h"

#include <string.h>

#include "app/connection.h"
#include "app/document.h"
#include "app/member_account.h"
#include "app/rate.h"
#include "app/search.h"
#include "app/setup.h"
#include "app/traffic.h"
#include "base/arena.h"
#include "base/text.h"
#include "oci/call.h"
#include "oci/product_line.h"
#include "oci/return_form.h"
#include "web/page.h"
#include "web/return_page.h"
#include "web/visit.h"

/* Of a search, most are looked through by nobody. */
enum { FORM_LIMIT = 64 * 1024, HITS_MAX = 50 };

struct exchange {
    struct http_request *http;
    struct ctx ctx;
    struct http_fields fields; /* of the query and of the form */
    struct oci_call call;
    struct caller *caller; /* NULL while it is not known */
    struct oci_buyer buyer;
    enum oci_refusal refusal;
    const char
        *reason; /* of a refusal, for who looks after the connection; NULL: its page's text */
};

/* A catalogue's URL may have parameters of its own while the rest is posted. */
static struct http_fields all_fields(const struct http_request *http)
{
    struct http_fields query = http_query_fields(http);
    struct http_fields form = http_form_fields(http);
    struct http_field *all = arena_array(http->arena, query.count + form.count + 1, sizeof *all);
    for (size_t i = 0; i < query.count; i++)
        all[i] = query.fields[i];
    for (size_t i = 0; i < form.count; i++)
        all[query.count + i] = form.fields[i];
    return (struct http_fields){all, query.count + form.count};
}

static enum oci_refusal refusal_of(enum status status)
{
    return status == UNAVAILABLE || status == UNCERTAIN ? OCI_UNAVAILABLE : OCI_FAULT;
}

static enum oci_refusal find_caller(struct exchange *e)
{
    const struct credential user = {OCI_DOMAIN, e->call.username};
    const struct claim claim = {
        .kind = TRAFFIC_OCI,
        .from = {&user, 1},
        .sender = {&user, 1},
        .shared_secret = e->call.password,
        .address = visit_address(e->http, &e->ctx),
        .by_browser = true,
    };
    struct caller caller;
    int wait_s;
    enum status st = connection_authenticate(&e->ctx, &claim, &caller);
    /* What other systems prove by documents may not be opened by what stands in addresses. */
    if (st == UNAUTHENTICATED || (st == OK && caller.connection.system != SYSTEM_OCI))
        return OCI_CREDENTIALS;
    if (st != OK && st != DENIED)
        return refusal_of(st);
    e->caller = arena_copy(e->ctx.arena, &caller, sizeof caller);
    if (st == DENIED) {
        e->reason = arena_text(e->ctx.arena, e->ctx.fault.message);
        return OCI_ADDRESS;
    }
    st = rate_buyer(&e->ctx, caller.connection.id, &wait_s);
    return st == OK ? OCI_TAKEN : st == DENIED ? OCI_TOO_MANY : refusal_of(st);
}

static enum oci_refusal check_connection(struct exchange *e)
{
    const struct connection *connection = &e->caller->connection;
    struct arena *arena = e->ctx.arena;
    const char *reason;
    if (connection->account_suspended)
        return OCI_SUSPENDED;
    if (connection->status != CONNECTION_ENABLED)
        return OCI_DISABLED;
    if (text_empty(e->call.hook_url) ||
        connection_allows_return(arena, connection, e->call.hook_url, &reason))
        return OCI_TAKEN;
    e->reason = arena_printf(arena, "HOOK_URL '%s' is not allowed: %s.",
                             text_cut(arena, e->call.hook_url, 200), reason);
    return OCI_HOOK_URL;
}

/* CAT-8: prices are those of the account, whatever is asked. */
static enum oci_refusal find_buyer(struct exchange *e)
{
    struct ctx *ctx = &e->ctx;
    const struct connection *connection = &e->caller->connection;
    const char *value = oci_call_value(e->fields, connection->account_extrinsic);
    const char *account_id;
    if (oci_call_repeats(e->fields, connection->account_extrinsic))
        return OCI_REPEATED;
    enum status st = member_account_choose(ctx, connection, value, &account_id);
    e->buyer = (struct oci_buyer){connection,
                                  text_empty(account_id) ? connection->account_id : account_id};
    if (st == OK)
        return OCI_TAKEN;
    if (st != BAD_INPUT && st != DENIED)
        return refusal_of(st);
    e->reason = arena_text(ctx->arena, ctx->fault.message);
    return OCI_ACCOUNT;
}

/* The same session that a PunchOutSetupRequest begins, at its StartPage. Each call is one of its
 * own: many people share a user name, and their calls can be the same to the letter. */
static struct reply *open_catalogue(struct exchange *e)
{
    struct ctx *ctx = &e->ctx;
    const char *part_id = "";
    const char *url;
    if (e->call.function == OCI_DETAIL) {
        const struct product *product = oci_product(ctx, &e->buyer, e->call.product_id);
        if (product == NULL) {
            e->refusal = OCI_PRODUCT;
            return NULL;
        }
        part_id = product->part_id;
    }
    const struct setup setup = {
        .payload_id = ctx_new_id(ctx),
        .operation = SETUP_OCI,
        .buyer_cookie = oci_way_back_write(ctx->arena, &e->call.way_back),
        .return_url = e->call.hook_url,
        .requester_name = e->call.requester_name,
        .requester_email = e->call.requester_email,
        .language = "en-US",
        .selected_part = part_id,
        .account_value = oci_call_value(e->fields, e->caller->connection.account_extrinsic),
    };
    enum status st = setup_start(ctx, e->caller, &setup, &url);
    e->refusal = st == OK                          ? OCI_TAKEN
                 : st == BAD_INPUT || st == DENIED ? OCI_ACCOUNT
                                                   : refusal_of(st);
    if (e->refusal == OCI_ACCOUNT)
        e->reason = arena_text(ctx->arena, ctx->fault.message);
    return st == OK ? page_redirect(e->http, url) : NULL;
}

/* On the address that was asked, without a redirect: SAP follows none here. */
static struct reply *answer(struct exchange *e, const struct request_line *lines, size_t count)
{
    const struct connection *connection = &e->caller->connection;
    struct return_form form = {0};
    struct page_view page;
    enum status st = oci_answer_form(&e->ctx, connection, &e->call, lines, count, &form);
    e->refusal = st == OK ? OCI_TAKEN : refusal_of(st);
    if (st != OK)
        return NULL;
    page_init(e->http->arena, &page, "");
    page.system = procurement_system_called(connection->system);
    if (e->caller->test)
        page.test_banner = "orders placed here buy nothing.";
    return return_page_reply(e->http, &page, connection, &form,
                             count == 1 ? "1 product"
                                        : arena_printf(e->http->arena, "%zu products", count),
                             "What was found goes back to your procurement system.");
}

/* What is not offered any more has no data: the answer is empty, and SAP says so to its user. */
static struct reply *validate(struct exchange *e)
{
    struct request_line line;
    const struct product *product = oci_product(&e->ctx, &e->buyer, e->call.product_id);
    bool found = product != NULL && oci_product_line(&e->ctx, &e->buyer, product,
                                                     e->call.quantity_micros, &line) == OK;
    return answer(e, &line, found ? 1 : 0);
}

static struct reply *search(struct exchange *e)
{
    struct arena *arena = e->ctx.arena;
    struct product_page hits = {0};
    const struct product_query query = {
        .account_id = e->buyer.account_id,
        .only_sellers = e->buyer.connection->sellers,
        .text = e->call.search,
        .sort = SORT_RELEVANCE,
        .limit = HITS_MAX,
    };
    if (!text_empty(e->call.search))
        product_search(arena, e->ctx.app->catalogue, &query, &hits);
    struct request_line *lines = arena_array(arena, hits.count + 1, sizeof *lines);
    size_t count = 0;
    for (size_t i = 0; i < hits.count; i++) {
        if (oci_product_line(&e->ctx, &e->buyer, hits.items[i], 0, &lines[count]) == OK)
            count++;
    }
    return answer(e, lines, count);
}

/* Nobody is told what the password was. */
static void keep(struct exchange *e)
{
    struct arena *arena = e->ctx.arena;
    const struct connection *connection = e->caller == NULL ? NULL : &e->caller->connection;
    int status = oci_refusal_status(e->refusal);
    const char *reason = e->reason != NULL ? e->reason : oci_refusal_text(e->refusal);
    const struct document document = {
        .organization_id = connection == NULL ? "" : connection->organization_id,
        .connection_id = connection == NULL ? "" : connection->id,
        .direction = "in",
        .kind = TRAFFIC_OCI,
        .payload_id = "",
        .order_id = "",
        .request_id = "",
        .status_code = status,
        .remark = reason,
        .content_type = "application/x-www-form-urlencoded",
    };
    log_write(e->ctx.app->log, status >= 500 ? LOG_ERROR : LOG_INFO, "oci",
              LOG_FIELDS({"function", oci_function_name(e->call.function)},
                         {"connection", connection == NULL ? NULL : connection->name},
                         {"code", arena_printf(arena, "%d", status)},
                         {"message", status == 200 ? NULL : reason},
                         {"fault", status >= 500 ? e->ctx.fault.message : NULL}));
    if (e->refusal == OCI_TOO_MANY)
        return; /* keeping it would cost what the limit is to save */
    document_record_later(&e->ctx, &document, oci_call_document(arena, e->fields));
    if (connection != NULL)
        traffic_note(&e->ctx, connection, TRAFFIC_OCI, status, reason);
}

static struct reply *call(struct http_request *http, void *state)
{
    static struct reply *(*const functions[])(struct exchange *) = {
        [OCI_SHOP] = open_catalogue,
        [OCI_DETAIL] = open_catalogue,
        [OCI_VALIDATE] = validate,
        [OCI_BACKGROUND_SEARCH] = search,
    };
    struct exchange e = {.http = http, .ctx = {.app = state, .arena = http->arena}};
    struct reply *reply = visit_admit(http, &e.ctx);
    if (reply != NULL)
        return strchr(http->target, '?') == NULL ? reply : oci_refuse(http, OCI_TOO_MANY);
    e.fields = all_fields(http);
    e.refusal = oci_call_read(http->arena, e.fields, &e.call);
    if (e.refusal == OCI_TAKEN)
        e.refusal = find_caller(&e);
    if (e.refusal == OCI_TAKEN)
        e.refusal = check_connection(&e);
    if (e.refusal == OCI_TAKEN)
        e.refusal = find_buyer(&e);
    if (e.refusal == OCI_TAKEN)
        reply = functions[e.call.function](&e);
    keep(&e);
    return reply != NULL ? reply : oci_refuse(http, e.refusal);
}

static const struct http_route routes[] = {
    {.method = "GET", .path = "/oci", .handle = call},
    {.method = "POST", .path = "/oci", .handle = call, .body_limit = FORM_LIMIT},
    {.method = "GET",
     .path = "/oci/refused/{reason}",
     .handle = oci_refused_get,
     .answers_inline = true},
};

const struct http_route *oci_routes(size_t *out_count)
{
    *out_count = sizeof routes / sizeof *routes;
    return routes;
}
