#include "buyer/url.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const char host_characters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";

bool url_is_host(const char *text)
{
    return !text_empty(text) && text[strspn(text, host_characters)] == '\0';
}

const char *url_origin(struct arena *arena, const char *url)
{
    if (url == NULL)
        return NULL;
    size_t scheme = text_starts(url, "https://") ? 8 : text_starts(url, "http://") ? 7 : 0;
    if (scheme == 0)
        return NULL;
    /* All else that may end a host is refused by the characters that a host may have: `@` first. */
    size_t host = strcspn(url + scheme, "/?#");
    const char *origin = arena_text_n(arena, url, scheme + host);
    return url_is_host(origin + scheme) ? origin : NULL;
}

/* The host alone, without its port. */
static const char *host_of(struct arena *arena, const char *origin)
{
    const char *host = strstr(origin, "://") + 3;
    size_t size = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    return arena_text_n(arena, host, size);
}

static bool is_loopback_address(const char *host)
{
    return text_starts(host, "127.") && host[strspn(host, "0123456789.")] == '\0';
}

bool url_is_safe_for_secrets(struct arena *arena, const char *url)
{
    const char *origin = url_origin(arena, url);
    if (origin == NULL)
        return false;
    if (text_starts(origin, "https://"))
        return true;
    const char *host = host_of(arena, origin);
    return text_equal_nocase(host, "localhost") || text_equal(host, "[::1]") ||
           is_loopback_address(host);
}

bool url_is_visible(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~')
            return false;
    }
    return true;
}
