#include "web/csp.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { POLICY_LIMIT = 4096 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static bool is_made_of(const char *text, size_t length, const char *more)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\0' || (strchr(letters, text[i]) == NULL && strchr(more, text[i]) == NULL))
            return false;
    }
    return length > 0;
}

const char *csp_origin(struct arena *arena, const char *url)
{
    const char *scheme = NULL;
    url = text_or_empty(url);
    char *start = text_lower(arena, text_cut(arena, url, 8));
    if (text_starts(start, "https://"))
        scheme = "https://";
    else if (text_starts(start, "http://"))
        scheme = "http://";
    if (scheme == NULL)
        return NULL;
    const char *host = url + strlen(scheme);
    size_t length = strcspn(host, "/?#");
    if (!is_made_of(host, length, ".-:[]"))
        return NULL;
    return arena_printf(arena, "%s%s", scheme,
                        text_lower(arena, arena_text_n(arena, host, length)));
}

/* Calls for each blank-separated word that is made of letters, digits and `more`. */
static void put_words(struct buf *out, const char *prefix, const char *words, const char *more)
{
    for (const char *at = text_or_empty(words); *at != '\0';) {
        size_t length = strcspn(at, " \t\r\n");
        if (is_made_of(at, length, more)) {
            buf_text(out, out->length > 0 ? " " : "");
            buf_text(out, prefix);
            buf_put(out, at, length);
        }
        at += length;
        at += strspn(at, " \t\r\n");
    }
}

const char *csp_frame_ancestors(struct arena *arena, const char *sources)
{
    struct buf out;
    buf_init(&out, arena, POLICY_LIMIT);
    put_words(&out, "", sources, ".-_:/*[]'");
    return out.length > 0 && !out.overflow ? buf_string(&out) : "'none'";
}

const char *csp_policy(struct arena *arena, const char *frame_ancestors,
                       const struct csp_targets *targets)
{
    struct buf forms;
    buf_init(&forms, arena, POLICY_LIMIT);
    buf_text(&forms, "'self'");
    const char *origin = csp_origin(arena, targets->url);
    if (origin != NULL)
        buf_printf(&forms, " %s", origin);
    put_words(&forms, "https://", targets->hosts, ".-:*");
    return arena_printf(arena,
                        "default-src 'none'; style-src 'self'; script-src 'self'; "
                        "img-src 'self' data:; connect-src 'self'; form-action %s; "
                        "base-uri 'none'; frame-ancestors %s",
                        forms.overflow ? "'self'" : buf_string(&forms),
                        csp_frame_ancestors(arena, frame_ancestors));
}
