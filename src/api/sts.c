#include "api/sts.h"

#include "app/rate.h"
#include "app/signature.h"
#include "base/arena.h"
#include "base/text.h"
#include "http/reply.h"
#include "http/request.h"

enum { BODY_LIMIT = 64 * 1024, ANSWER_LIMIT = 16 * 1024 };

#define NAMESPACE "https://sts.amazonaws.com/doc/2011-06-15/"

static void element(struct buf *out, const char *name, const char *text)
{
    buf_char(out, '<');
    buf_text(out, name);
    buf_char(out, '>');
    buf_xml(out, text);
    buf_text(out, "</");
    buf_text(out, name);
    buf_char(out, '>');
}

static struct reply *answer(struct http_request *request, int status, const struct buf *body,
                            const char *request_id)
{
    struct reply *reply = reply_buf(request, status, "text/xml", body);
    reply_header(reply, "x-amzn-RequestId", request_id);
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}

static struct reply *refuse(struct http_request *request, int status, const char *code,
                            const char *message, const char *request_id)
{
    struct buf out;
    buf_init(&out, request->arena, ANSWER_LIMIT);
    buf_text(&out, "<ErrorResponse xmlns=\"" NAMESPACE "\"><Error>");
    element(&out, "Type", status < 500 ? "Sender" : "Receiver");
    element(&out, "Code", code);
    element(&out, "Message", message);
    buf_text(&out, "</Error>");
    element(&out, "RequestId", request_id);
    buf_text(&out, "</ErrorResponse>");
    return answer(request, status, &out, request_id);
}

static struct signature_fields fields_of(struct arena *arena, struct http_fields fields)
{
    struct signature_field *items = arena_array(arena, fields.count, sizeof *items);
    for (size_t i = 0; i < fields.count; i++)
        items[i] = (struct signature_field){fields.fields[i].name, fields.fields[i].value};
    return (struct signature_fields){items, fields.count};
}

/* By what was wrong with the signature, as AWS answers. */
static const struct {
    int status;
    const char *code;
} problems[] = {
    [SIGNATURE_FINE] = {500, "InternalFailure"},
    [SIGNATURE_MISSING] = {403, "MissingAuthenticationToken"},
    [SIGNATURE_INCOMPLETE] = {400, "IncompleteSignature"},
    [SIGNATURE_UNKNOWN_KEY] = {403, "InvalidClientTokenId"},
    [SIGNATURE_TOO_OLD] = {403, "SignatureDoesNotMatch"},
    [SIGNATURE_WRONG] = {403, "SignatureDoesNotMatch"},
    [SIGNATURE_NOT_ADMITTED] = {403, "AccessDenied"},
};

static struct reply *identify(struct http_request *request, const struct who *who,
                              const char *request_id)
{
    struct buf out;
    buf_init(&out, request->arena, ANSWER_LIMIT);
    buf_text(&out, "<GetCallerIdentityResponse xmlns=\"" NAMESPACE "\"><GetCallerIdentityResult>");
    element(&out, "Arn", who->arn);
    element(&out, "UserId", who->principal_id);
    element(&out, "Account", who->account_id);
    buf_text(&out, "</GetCallerIdentityResult><ResponseMetadata>");
    element(&out, "RequestId", request_id);
    buf_text(&out, "</ResponseMetadata></GetCallerIdentityResponse>");
    return answer(request, 200, &out, request_id);
}

static struct reply *post(struct http_request *request, void *state)
{
    struct ctx ctx = {.app = state, .arena = request->arena};
    struct who who;
    enum signature_problem problem;
    const char *request_id = ctx.request_id = ctx_new_id(&ctx);
    const char *action = text_or_empty(http_form(request, "Action"));
    const struct signed_request signed_request = {
        .method = request->method,
        .path = request->path,
        .query = fields_of(request->arena, http_query_fields(request)),
        .headers = fields_of(request->arena, http_header_fields(request)),
        .body = request->body,
    };
    int wait_s = 0;
    if (rate_address(&ctx, request->remote, &wait_s) != OK)
        return refuse(request, 400, "Throttling", "Rate exceeded. Try again in a minute.",
                      request_id);
    enum status st = signature_verify(&ctx, &signed_request, &who, &problem);
    if (st == UNAVAILABLE || st == UNCERTAIN)
        return refuse(request, 503, "ServiceUnavailable", "Try again in a moment.", request_id);
    if (st == FAILED)
        return refuse(request, 500, "InternalFailure", "Something went wrong on our side.",
                      request_id);
    if (st != OK)
        return refuse(request, problems[problem].status, problems[problem].code, ctx.fault.message,
                      request_id);
    if (!text_equal(action, "GetCallerIdentity"))
        return refuse(request, 400, "InvalidAction",
                      "This address answers Action=GetCallerIdentity alone so far.", request_id);
    return identify(request, &who, request_id);
}

const struct http_route *sts_routes(size_t *count)
{
    static const struct http_route routes[] = {
        {.method = "POST", .path = "/", .handle = post, .body_limit = BODY_LIMIT}};
    *count = sizeof routes / sizeof *routes;
    return routes;
}
