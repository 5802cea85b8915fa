#include "base/arena.h"
#include "base/embedded.h"
#include "base/text.h"
#include "web/handlers.h"
#include "web/page.h"

#include <string.h>

extern const struct embedded_files web_static;

const struct embedded_file *static_find(const char *name)
{
    return embedded_find(&web_static, name);
}

const char *static_tag(struct arena *arena, const char *name)
{
    const struct embedded_file *file = static_find(name);
    if (file == NULL)
        panic("no static file %s", name);
    return arena_text_n(arena, file->etag + 1, strlen(file->etag) - 2);
}

/* If-None-Match is a list of tags, weak ones too, or `*` (RFC 9110 section 13.1.2). A tag has
 * quotes, so that finding it inside the list is finding it. */
static bool is_known(const struct http_request *request, const char *etag)
{
    const char *known = http_header(request, "If-None-Match");
    return known != NULL && (strstr(known, etag) != NULL || text_equal(known, "*"));
}

struct reply *static_get(struct http_request *request, void *state)
{
    (void)state;
    const struct embedded_file *file = static_find(http_param(request, "file"));
    if (file == NULL)
        return reply_refuse(request, 404, "There is no such file.");
    const char *version = http_query(request, "v");
    bool fixed = version != NULL && text_equal(version, static_tag(request->arena, file->name));
    bool known = is_known(request, file->etag);
    struct bytes body = {file->data, known ? 0 : file->size};
    struct reply *reply =
        reply_bytes(request, known ? 304 : 200, known ? NULL : file->content_type, body);
    reply_header(reply, "ETag", file->etag);
    reply_header(reply, "Cache-Control",
                 fixed ? "public, max-age=31536000, immutable" : "public, no-cache");
    /* An SVG opened by itself is a document that could run scripts. */
    reply_header(reply, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    return reply;
}
