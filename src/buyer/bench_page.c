#include "buyer/bench_page.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "buyer/answer.h"
#include "net/http_client.h"

const char *bench_page_path(const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = host == NULL ? NULL : strchr(host + 3, '/');
    return path == NULL ? "/" : path;
}

const char *bench_page_start(struct arena *arena, const struct bench_answer *answer)
{
    struct net_reply reply = {.status = answer->http,
                              .content_type = "text/xml; charset=UTF-8",
                              .body = {(const unsigned char *)answer->body, answer->body_size}};
    struct fault fault = {.message = ""};
    struct answer read =
        answer_read_setup(arena, answer->http == 0 ? UNAVAILABLE : OK, &reply, &fault);
    return read.outcome == ANSWER_OK ? bench_page_path(read.start_url) : NULL;
}

static bool is_in(const char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(list[i], text))
            return true;
    }
    return false;
}

size_t bench_page_products(struct arena *arena, const char *html, const char **out, size_t limit)
{
    static const char mark[] = "/products/";
    size_t count = 0;
    for (const char *at = strstr(html, mark); at != NULL && count < limit; at = strstr(at, mark)) {
        at += sizeof mark - 1;
        const char *id = arena_text_n(arena, at, strcspn(at, "\"'/?#&<> "));
        if (*id != '\0' && !is_in(out, count, id))
            out[count++] = id;
    }
    return count;
}

/* `name="product" value="prod-1"`; NULL where there is no such field. */
static const char *field(struct arena *arena, const char *html, const char *name)
{
    const char *mark = arena_printf(arena, "name=\"%s\" value=\"", name);
    const char *found = strstr(html, mark);
    if (found == NULL)
        return NULL;
    found += strlen(mark);
    return arena_text_n(arena, found, strcspn(found, "\""));
}

bool bench_page_offer(struct arena *arena, const char *html, const char **product,
                      const char **offer)
{
    const char *form = strstr(html, "/items\"");
    if (form == NULL)
        return false;
    *product = field(arena, form, "product");
    *offer = field(arena, form, "offer");
    return *product != NULL && *offer != NULL;
}

/* The five characters that HTML escapes. */
static const char *unescape(struct arena *arena, const char *text)
{
    static const struct {
        const char *name;
        char character;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    char *out = arena_text(arena, text);
    char *to = out;
    while (*text != '\0') {
        size_t i = 0;
        while (i < 5 && !text_starts(text, known[i].name))
            i++;
        *to++ = i < 5 ? known[i].character : *text;
        text += i < 5 ? strlen(known[i].name) : 1;
    }
    *to = '\0';
    return out;
}

enum status bench_page_cart(struct arena *arena, const char *html, struct cart *out,
                            struct fault *fault)
{
    static const char *const names[] = {"cXML-base64", "cXML-urlencoded"};
    for (size_t i = 0; i < 2; i++) {
        const char *value = field(arena, html, names[i]);
        if (value == NULL)
            continue;
        struct http_field form = {names[i], unescape(arena, value)};
        return cart_read(arena, (struct http_fields){&form, 1}, out, fault);
    }
    return fault_set(fault, NOT_FOUND, "no cart came back from approval");
}
