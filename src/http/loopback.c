#include "http/loopback.h"

#include <string.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "http/inside.h"
#include "http/router.h"

static struct http_answer answer_of(struct arena *arena, const struct reply *reply, bool head)
{
    struct http_answer answer = {reply->status, reply->content_type, {NULL, 0}, reply->body};
    size_t count = 0;
    for (const struct reply_line *line = reply->first; line != NULL; line = line->next)
        count++;
    struct http_field *headers = arena_array(arena, count, sizeof(*headers));
    count = 0;
    for (const struct reply_line *line = reply->first; line != NULL; line = line->next)
        headers[count++] = (struct http_field){line->name, line->value};
    answer.headers = (struct http_fields){headers, count};
    if (head)
        answer.body = bytes_of("");
    return answer;
}

/* The headers asked for, with Host and Content-Type where they are missing there. */
static struct http_field *headers_of(struct arena *arena, const struct http_loopback_request *from,
                                     size_t *count)
{
    struct http_field *headers = arena_array(arena, from->header_count + 2, sizeof(*headers));
    bool host = false;
    *count = 0;
    for (size_t i = 0; i < from->header_count; i++) {
        headers[(*count)++] = from->headers[i];
        host = host || text_equal_nocase(from->headers[i].name, "Host");
    }
    if (!host)
        headers[(*count)++] = (struct http_field){"Host", "localhost"};
    if (from->content_type != NULL)
        headers[(*count)++] = (struct http_field){"Content-Type", from->content_type};
    return headers;
}

struct http_answer http_loopback(struct arena *arena, const struct http_server_options *options,
                                 const struct http_loopback_request *from)
{
    struct router *router;
    struct fault fault;
    if (router_new(arena, options->routes, options->route_count, &router, &fault) != OK)
        panic("loopback: %s", fault.message);
    struct http_site *site = arena_make(arena, struct http_site);
    *site = (struct http_site){router, options->state, options->refuse};
    struct http_request *request =
        request_new(arena, site, from->method != NULL ? from->method : "GET", from->target,
                    from->remote != NULL ? from->remote : "127.0.0.1");
    size_t count;
    struct http_field *headers = headers_of(arena, from, &count);
    request_prepare(request, headers, count, true);
    const struct http_route *route = request->inside->route;
    if (route != NULL && from->body.size > route->body_limit)
        request_refuse(request, 413, "The body is too large.");
    if (request->inside->refused == 0 && from->body.size > 0) {
        char *body = arena_alloc(arena, from->body.size + 1);
        memcpy(body, from->body.data, from->body.size);
        request->body = (struct bytes){(const unsigned char *)body, from->body.size};
    }
    const struct reply *reply = request_run(request);
    return answer_of(arena, reply, text_equal(request->method, "HEAD"));
}

const char *http_answer_header(const struct http_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->headers.count; i++)
        if (text_equal_nocase(answer->headers.fields[i].name, name))
            return answer->headers.fields[i].value;
    return NULL;
}
