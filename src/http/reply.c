#include "http/reply.h"

#include <string.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "http/inside.h"
#include "http/request.h"

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
            return false;
    return true;
}

struct reply *reply_bytes(struct http_request *request, int status, const char *content_type,
                          struct bytes body)
{
    if (status < 200 || status > 599)
        panic("a reply of status %d", status);
    struct reply *reply = arena_make(request->arena, struct reply);
    reply->request = request;
    reply->status = status;
    reply->body = body;
    reply->last = &reply->first;
    if (content_type != NULL) {
        reply_header(reply, "Content-Type", content_type);
        reply->content_type = content_type;
    }
    return reply;
}

struct reply *reply_text(struct http_request *request, int status, const char *content_type,
                         const char *text)
{
    return reply_bytes(request, status, content_type, bytes_of(text));
}

struct reply *reply_buf(struct http_request *request, int status, const char *content_type,
                        const struct buf *buf)
{
    if (buf->overflow)
        return reply_refuse(request, 500, "The answer grew too large.");
    return reply_bytes(request, status, content_type, buf_bytes(buf));
}

struct reply *reply_redirect(struct http_request *request, int status, const char *location)
{
    struct reply *reply = reply_bytes(request, status, NULL, bytes_of(""));
    reply_header(reply, "Location", location);
    return reply;
}

struct reply *reply_refuse(struct http_request *request, int status, const char *reason)
{
    const struct http_site *site = request->inside->site;
    struct reply *reply =
        site->refuse != NULL ? site->refuse(request, site->state, status, reason) : NULL;
    if (reply != NULL)
        return reply;
    struct buf text;
    buf_init(&text, request->arena, 1024);
    buf_printf(&text, "%d %s\n", status, text_or_empty(reason));
    return reply_bytes(request, status, "text/plain; charset=utf-8", buf_bytes(&text));
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
    static const char *const ours[] = {"Content-Length", "Connection", "Date", "Transfer-Encoding"};
    for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
        if (text_equal_nocase(name, ours[i]))
            panic("the header %s belongs to the server", name);
    if (*name == '\0' || strpbrk(name, " \t:") != NULL || !is_printable(name))
        panic("a header must not be called like this");
    if (!is_printable(value))
        panic("the header %s has a control character in its value", name);
    struct arena *arena = reply->request->arena;
    struct reply_line *line = arena_make(arena, struct reply_line);
    line->name = arena_text(arena, name);
    line->value = arena_text(arena, value);
    *reply->last = line;
    reply->last = &line->next;
}

struct reply *reply_from_worker(struct http_request *request)
{
    if (http_may_wait(request))
        panic("a worker handed its request to a worker");
    struct reply *reply = arena_make(request->arena, struct reply);
    reply->from_worker = true;
    return reply;
}

int reply_status(const struct reply *reply)
{
    return reply->status;
}
