#include "base/html.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

void html_put_text(struct buf *out, const char *text)
{
    if (text != NULL)
        buf_html(out, text);
}

void html_put_markup(struct buf *out, struct html html)
{
    if (html.markup != NULL)
        buf_text(out, html.markup);
}

void html_put_int(struct buf *out, int64_t number)
{
    buf_int(out, number);
}

void html_put_uint(struct buf *out, uint64_t number)
{
    buf_uint(out, number);
}

/* A scheme is whatever stands before a colon that no `/`, `?` or `#` precedes (RFC 3986 section
 * 4.2). Browsers skip control characters when they look for it; here they make the scheme neither
 * http nor https, and the URL is refused. */
static bool url_is_harmless(const char *url)
{
    size_t length = strcspn(url, ":/?#");
    if (url[length] != ':')
        return true;
    static const char *const allowed[] = {"http:", "https:"};
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (strlen(allowed[i]) == length + 1 && strncasecmp(url, allowed[i], length + 1) == 0)
            return true;
    return false;
}

void html_put_url_text(struct buf *out, const char *url)
{
    if (url != NULL)
        buf_html(out, url_is_harmless(url) ? url : "#");
}

void html_put_url_part_text(struct buf *out, const char *text)
{
    if (text != NULL)
        buf_url(out, text);
}

bool html_is(const char *text, const char *other)
{
    return text != NULL && other != NULL && strcmp(text, other) == 0;
}

bool html_true_text(const char *text)
{
    return !text_empty(text);
}

bool html_true_markup(struct html html)
{
    return !text_empty(html.markup);
}

bool html_true_int(int64_t number)
{
    return number != 0;
}

bool html_true_uint(uint64_t number)
{
    return number != 0;
}

bool html_true_pointer(const void *pointer)
{
    return pointer != NULL;
}
