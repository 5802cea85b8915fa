#include "cxml/endpoint.h"

#include <string.h>

#include "app/document.h"
#include "app/peer.h"
#include "app/rate.h"
#include "app/traffic.h"
#include "base/arena.h"
#include "base/text.h"
#include "cxml/multipart.h"
#include "cxml/order_request.h"
#include "cxml/profile_request.h"
#include "cxml/redact.h"
#include "cxml/setup_request.h"
#include "http/media.h"
#include "http/reply.h"
#include "http/request.h"

enum {
    BODY_LIMIT = 16 << 20,
    DEPTH_LIMIT = 100,
    NODE_LIMIT = 2000000,
    KIND_LIMIT = 60,
    QUICK_LIMIT = 32 << 10
};

static const char content_type[] = "text/xml; charset=UTF-8";

static const struct {
    const char *name;
    struct cxml_outcome (*handle)(struct cxml_exchange *exchange);
    bool waits; /* for what it writes */
} handlers[] = {
    {"ProfileRequest", cxml_profile_request, false},
    {"PunchOutSetupRequest", cxml_setup_request, false},
    {"OrderRequest", cxml_order_request, true},
};

struct cxml_outcome cxml_outcome_of(struct ctx *ctx, enum status status, const char *message)
{
    enum cxml_code code = cxml_code_of(status);
    if (code == CXML_TEMPORARY_ERROR)
        message = "The marketplace can't take this right now. Send it again.";
    else if (code == CXML_SERVER_ERROR)
        message = "The marketplace has a fault; its operator is told. Send it again later.";
    else if (status != OK)
        message = arena_text(ctx->arena, ctx->fault.message);
    return (struct cxml_outcome){.code = code, .message = message};
}

static struct cxml_outcome refusal(enum cxml_code code, const char *message)
{
    return (struct cxml_outcome){.code = code, .message = message};
}

/* To be sent again later, so it is not kept: keeping it would cost what the limit is to save. */
static struct cxml_outcome too_many(const struct ctx *ctx)
{
    return (struct cxml_outcome){.code = CXML_TEMPORARY_ERROR,
                                 .message = arena_text(ctx->arena, ctx->fault.message),
                                 .logged = true};
}

static const char *kind_of(const struct cxml_request *request)
{
    return request->body == NULL ? "" : request->body->name;
}

/* What a connection's traffic tells apart; NULL for what is not answered here. */
static const char *traffic_kind(const struct cxml_request *request)
{
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        if (text_equal(handlers[i].name, kind_of(request)))
            return traffic_is_check(request->payload_id) ? NULL : handlers[i].name;
    }
    return NULL;
}

static struct cxml_outcome dispatch(struct cxml_exchange *exchange)
{
    const struct cxml_request *request = exchange->request;
    struct ctx *ctx = exchange->ctx;
    struct caller caller;
    struct claim claim = request->claim;
    claim.kind = traffic_kind(request);
    claim.address = exchange->address;
    claim.certificate = exchange->certificate;
    enum status st = connection_authenticate(ctx, &claim, &caller);
    if (st != OK)
        return cxml_outcome_of(ctx, st, "");
    exchange->caller = arena_copy(ctx->arena, &caller, sizeof caller);
    st = rate_buyer(ctx, caller.connection.id, &exchange->wait_s);
    if (st != OK)
        return too_many(ctx);
    exchange->counted = true;
    if (request->body == NULL)
        return refusal(CXML_BAD_REQUEST, "The document holds no Request.");
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        if (!text_equal(handlers[i].name, request->body->name))
            continue;
        if (handlers[i].waits && !ctx_may_wait(ctx))
            return refusal(CXML_TEMPORARY_ERROR, "");
        return handlers[i].handle(exchange);
    }
    return refusal(CXML_NOT_IMPLEMENTED,
                   arena_printf(ctx->arena, "%s is not supported. A ProfileRequest tells what is.",
                                text_cut(ctx->arena, request->body->name, KIND_LIMIT)));
}

/* From bytes to an outcome; fills what becomes known of the request on the way. */
static struct cxml_outcome answer(struct cxml_exchange *exchange, const char *charset,
                                  struct cxml_request *request)
{
    static const struct xml_limits limits = {BODY_LIMIT, DEPTH_LIMIT, NODE_LIMIT};
    struct ctx *ctx = exchange->ctx;
    struct xml_document *document;
    enum status st = xml_read(ctx->arena, exchange->raw, charset, &limits, &document, &ctx->fault);
    if (st == OK)
        st = cxml_request_read(ctx->arena, document, request, &ctx->fault);
    if (st != OK)
        return refusal(
            CXML_NOT_ACCEPTABLE,
            arena_printf(ctx->arena, "The document can't be read: %s", ctx->fault.message));
    return dispatch(exchange);
}

static void write_log(struct cxml_exchange *exchange, const struct cxml_outcome *outcome,
                      const char *fault, int64_t elapsed_us)
{
    struct arena *arena = exchange->ctx->arena;
    bool ours = outcome->code >= CXML_SERVER_ERROR && exchange->wait_s == 0;
    const struct caller *caller = exchange->caller;
    const struct log *log = exchange->ctx->app->log;
    enum log_level level = ours ? LOG_ERROR : LOG_INFO;
    if (level < log->level)
        return;
    log_write(log, level, "cxml",
              LOG_FIELDS({"kind", text_cut(arena, kind_of(exchange->request), KIND_LIMIT)},
                         {"payload_id", exchange->request->payload_id},
                         {"connection", caller == NULL ? NULL : caller->connection.name},
                         {"code", arena_printf(arena, "%d", outcome->code)},
                         {"message", outcome->code == CXML_OK ? NULL : outcome->message},
                         {"fault", ours ? fault : NULL},
                         {"elapsed_us", arena_printf(arena, "%lld", (long long)elapsed_us)}));
}

static void write_document(struct cxml_exchange *exchange, const struct cxml_outcome *outcome,
                           int64_t elapsed_us)
{
    struct arena *arena = exchange->ctx->arena;
    const struct caller *caller = exchange->caller;
    struct document document = {
        .organization_id = caller == NULL ? "" : caller->connection.organization_id,
        .connection_id = caller == NULL ? "" : caller->connection.id,
        .direction = "in",
        .kind = text_cut(arena, kind_of(exchange->request), KIND_LIMIT),
        .payload_id = text_cut(arena, exchange->request->payload_id, 200),
        .order_id = text_or_empty(outcome->order_id),
        .request_id = "",
        .elapsed_us = elapsed_us,
        .status_code = outcome->code,
        .remark = outcome->message,
        .hash = exchange->hash,
        .content_type = exchange->content_type,
    };
    document_record_later(exchange->ctx, &document, exchange->redacted);
}

static struct reply *reply_with(struct http_request *request, struct ctx *ctx,
                                const struct cxml_outcome *outcome, const char *version)
{
    struct cxml_answer out = {
        .code = outcome->code,
        .message = outcome->message,
        .payload_id = outcome->payload_id == NULL ? cxml_payload_id(ctx, ctx_new_id(ctx))
                                                  : outcome->payload_id,
        .now_us = outcome->now_us == 0 ? ctx_now_us(ctx) : outcome->now_us,
        .version = version,
    };
    struct buf document = cxml_write_response(ctx->arena, &out, outcome->body, outcome->body_state);
    return reply_buf(request, cxml_http_status(outcome->code), content_type, &document);
}

/* What the body holds, taken apart and answered. */
static struct cxml_outcome open_body(struct cxml_exchange *exchange,
                                     const struct http_request *http, struct cxml_request *request)
{
    struct ctx *ctx = exchange->ctx;
    const char *type = text_or_empty(http_header(http, "Content-Type"));
    struct cxml_part part = {.content_type = type, .document = http->body, .whole = http->body};
    enum status st = cxml_multipart_read(ctx->arena, type, http->body, &part, &ctx->fault);
    exchange->content_type = text_cut(ctx->arena, type, 200);
    exchange->raw = part.document;
    exchange->redacted = cxml_redact(ctx->arena, part.whole);
    exchange->hash = document_hash(ctx->arena, exchange->redacted);
    return st == OK ? answer(exchange, media_parse(ctx->arena, part.content_type).charset, request)
                    : refusal(CXML_NOT_ACCEPTABLE, arena_text(ctx->arena, ctx->fault.message));
}

static void read_peer(const struct http_request *http, struct cxml_exchange *exchange)
{
    const char *certificate = http_header(http, "Client-Cert");
    const struct peer_headers headers = {
        .remote = http->remote,
        .certificate = http->certificate,
        .forwarded_for = http_header(http, "X-Forwarded-For"),
        .client_cert = certificate != NULL ? certificate : http_header(http, "X-SSL-Client-Cert"),
    };
    const struct ctx *ctx = exchange->ctx;
    exchange->address = peer_address(ctx->app, ctx->arena, &headers);
    exchange->certificate = peer_certificate(ctx->app, ctx->arena, &headers);
}

static struct reply *post(struct http_request *http, void *state)
{
    struct ctx ctx = {.app = state, .arena = http->arena, .hurried = !http_may_wait(http)};
    int64_t began_us = time_monotonic_us();
    struct cxml_request request = {.payload_id = "", .language = "en-US"};
    struct cxml_exchange exchange = {.ctx = &ctx, .request = &request};
    read_peer(http, &exchange);
    bool admitted = rate_address(&ctx, exchange.address, &exchange.wait_s) == OK;
    struct cxml_outcome outcome = admitted ? open_body(&exchange, http, &request) : too_many(&ctx);
    if (ctx.would_wait) {
        /* It is counted where it is answered. */
        if (admitted)
            rate_give_back_address(&ctx, exchange.address);
        if (exchange.counted)
            rate_give_back_buyer(&ctx, exchange.caller->connection.id);
        return reply_from_worker(http);
    }
    int64_t elapsed_us = time_monotonic_us() - began_us;
    write_log(&exchange, &outcome, ctx.fault.message, elapsed_us);
    if (!outcome.logged)
        write_document(&exchange, &outcome, elapsed_us);
    if (exchange.caller != NULL && exchange.wait_s == 0)
        traffic_note(&ctx, &exchange.caller->connection, traffic_kind(&request), (int)outcome.code,
                     outcome.message);
    struct reply *reply = reply_with(
        http, &ctx, &outcome,
        exchange.caller == NULL ? CXML_DEFAULT_VERSION : exchange.caller->connection.dtd_version);
    if (exchange.wait_s > 0)
        reply_header(reply, "Retry-After", arena_printf(http->arena, "%d", exchange.wait_s));
    return reply;
}

/* Guide p. 41-42. */
static struct reply *ping(struct http_request *http, void *state)
{
    struct ctx ctx = {.app = state, .arena = http->arena};
    struct cxml_outcome outcome = {.code = CXML_OK, .message = "Ping Response Message"};
    return reply_with(http, &ctx, &outcome, CXML_DEFAULT_VERSION);
}

/* Small, and by its looks of a kind that does not wait: whether it is, shows when it is read. */
static bool is_quick(const struct http_request *http, const void *state)
{
    (void)state;
    if (http->body.size > QUICK_LIMIT)
        return false;
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        if (!handlers[i].waits && memmem(http->body.data, http->body.size, handlers[i].name,
                                         strlen(handlers[i].name)) != NULL)
            return true;
    }
    return false;
}

#define ADDRESS(path)                                                                              \
    {"POST", path, post, false, BODY_LIMIT, true, is_quick, NULL},                                 \
    {                                                                                              \
        "GET", path, ping, true, 0, true, NULL, NULL                                               \
    }

static const struct http_route routes[] = {
    ADDRESS("/cxml"),
    ADDRESS("/v1/punchout/setup"),
    ADDRESS("/v1/orders"),
    ADDRESS("/v1/profile"),
};

const struct http_route *cxml_routes(size_t *out_count)
{
    *out_count = sizeof routes / sizeof *routes;
    return routes;
}

bool cxml_takes_path(const char *path)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (text_equal(routes[i].path, path))
            return true;
    }
    return false;
}

struct reply *cxml_refuse(struct http_request *request, const struct app *app, int status,
                          const char *reason)
{
    struct ctx ctx = {.app = app, .arena = request->arena};
    /* A transfer coding that we don't know will not be known tomorrow: 5xx would be sent again. */
    if (status == 501)
        status = 400;
    bool ours = status >= 500;
    struct cxml_outcome outcome = {
        .code = status == 503 ? CXML_TEMPORARY_ERROR
                : ours        ? CXML_SERVER_ERROR
                              : CXML_BAD_REQUEST,
        .message = status == 413 ? "The document is larger than the limit of 16 MiB." : reason,
    };
    struct cxml_answer answer = {
        .code = outcome.code,
        .message = outcome.message,
        .payload_id = cxml_payload_id(&ctx, ctx_new_id(&ctx)),
        .now_us = ctx_now_us(&ctx),
        .version = CXML_DEFAULT_VERSION,
    };
    struct buf document = cxml_write_response(request->arena, &answer, NULL, NULL);
    return reply_buf(request, status == 413 ? 200 : status, content_type, &document);
}
