/* From the head of a request to its route or its refusal, and from there to the answer. */
#include <string.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "http/form.h"
#include "http/inside.h"
#include "http/media.h"
#include "http/router.h"

struct http_request *request_new(struct arena *arena, const struct http_site *site,
                                 const char *method, const char *target, const char *remote)
{
    struct http_request *request = arena_make(arena, struct http_request);
    request->inside = arena_make(arena, struct http_inside);
    request->inside->site = site;
    request->arena = arena;
    request->method = text_or_empty(method);
    request->target = text_or_empty(target);
    request->path = request->target;
    request->remote = text_or_empty(remote);
    request->route = "";
    request->body = bytes_of("");
    return request;
}

void request_refuse(struct http_request *request, int status, const char *reason)
{
    if (request->inside->refused != 0)
        return;
    request->inside->refused = status;
    request->inside->reason = reason;
}

/* RFC 9112 section 3.2: absolute-form, which proxies send, means its path; an authority alone is
 * the root. */
static const char *origin_form(struct arena *arena, const char *target)
{
    if (!text_starts(target, "http://") && !text_starts(target, "https://"))
        return target;
    const char *authority = strchr(target, ':') + 3;
    const char *path = authority + strcspn(authority, "/?");
    return *path == '/' ? path : arena_printf(arena, "/%s", path);
}

static void read_target(struct http_request *request)
{
    struct http_inside *inside = request->inside;
    for (const char *at = request->target; *at != '\0'; at++)
        if ((unsigned char)*at <= 0x20 || (unsigned char)*at >= 0x7f) {
            request->target = request->path = "/";
            request_refuse(request, 400, "The address holds characters that are not allowed.");
            return;
        }
    request->target = origin_form(request->arena, request->target);
    size_t path_length = strcspn(request->target, "?");
    request->path = arena_text_n(request->arena, request->target, path_length);
    if (strlen(request->target) > HTTP_TARGET_LIMIT)
        request_refuse(request, 414, "The address is too long.");
    else if (*request->target != '/')
        request_refuse(request, 400, "The address does not start with a slash.");
    if (inside->refused != 0 || request->target[path_length] == '\0')
        return;
    enum status st = form_parse(request->arena, bytes_of(request->target + path_length + 1),
                                HTTP_FIELD_LIMIT, &inside->query, NULL);
    if (st != OK)
        request_refuse(request, 400,
                       st == TOO_LARGE ? "The query has too many fields."
                                       : "The query is not UTF-8 or holds a NUL.");
}

static void read_route(struct http_request *request)
{
    struct http_inside *inside = request->inside;
    struct router_match match;
    if (inside->refused != 0)
        return;
    if (router_find(inside->site->router, request->arena, request->method, request->path, &match) !=
        OK) {
        request_refuse(request, 400, "The address is not UTF-8 or holds a NUL.");
    } else if (match.route != NULL) {
        inside->route = match.route;
        inside->params = match.params;
        request->route = match.route->path;
        request->more = match.route->more;
    } else if (match.allow != NULL) {
        inside->allow = match.allow;
        request_refuse(request, 405, "This address does not answer that method.");
    } else {
        request_refuse(request, 404, "There is nothing at this address.");
    }
}

static void read_expectation(struct http_request *request)
{
    const char *expect = http_header(request, "Expect");
    if (expect != NULL && !text_equal_nocase(expect, "100-continue"))
        request_refuse(request, 417, "Only 100-continue can be expected.");
}

void request_prepare(struct http_request *request, struct http_field *headers, size_t count,
                     bool modern)
{
    int status = 0;
    const char *reason = framing_check(request->arena, headers, count, modern, &status);
    request->inside->headers = (struct http_fields){headers, count};
    if (reason != NULL) {
        request->inside->broken = request->inside->close = true;
        request_refuse(request, status, reason);
    }
    read_target(request);
    read_expectation(request);
    read_route(request);
}

static void read_form(struct http_request *request)
{
    struct http_inside *inside = request->inside;
    if (inside->refused != 0 || inside->route->raw_form || request->body.size == 0 ||
        !media_is(http_header(request, "Content-Type"), "application/x-www-form-urlencoded"))
        return;
    enum status st =
        form_parse(request->arena, request->body, HTTP_FIELD_LIMIT, &inside->form, NULL);
    if (st != OK)
        request_refuse(request, 400,
                       st == TOO_LARGE ? "The form has too many fields."
                                       : "The form is not UTF-8 or holds a NUL.");
}

static struct reply *refusal(struct http_request *request)
{
    struct http_inside *inside = request->inside;
    struct reply *reply = reply_refuse(request, inside->refused, inside->reason);
    if (inside->refused == 405 && inside->allow != NULL)
        reply_header(reply, "Allow", inside->allow);
    if (inside->refused == 503)
        reply_header(reply, "Retry-After", "1");
    return reply;
}

struct reply *request_run(struct http_request *request)
{
    struct http_inside *inside = request->inside;
    read_form(request);
    if (inside->refused != 0)
        return refusal(request);
    struct reply *reply = inside->route->handle(request, inside->site->state);
    if (reply != NULL)
        return reply;
    request_refuse(request, 500, "The request was not answered.");
    return refusal(request);
}
