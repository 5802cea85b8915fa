#include "cxml/redact.h"

#include <string.h>

#include "base/arena.h"

/* A document as ASCII characters, whatever its width: one byte each, or two with one of them zero.
 */
struct view {
    unsigned char *data;
    size_t count; /* characters */
    size_t width; /* 1, or 2 for UTF-16 */
    size_t low;   /* which byte of a character is its ASCII */
};

static int at(const struct view *view, size_t index)
{
    const unsigned char *c = view->data + index * view->width;
    if (index >= view->count || (view->width == 2 && c[1 - view->low] != 0))
        return -1;
    return c[view->low];
}

static void blank(struct view *view, size_t index)
{
    unsigned char *c = view->data + index * view->width;
    if (view->width == 2)
        c[1 - view->low] = 0;
    c[view->low] = '*';
}

static bool reads(const struct view *view, size_t index, const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (at(view, index + i) != text[i])
            return false;
    }
    return true;
}

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether a start tag of that local name begins at `index`, the place after `<` or after a prefix.
 */
static bool is_tag(const struct view *view, size_t index, const char *name)
{
    int before = index == 0 ? -1 : at(view, index - 1);
    if ((before != '<' && before != ':') || !reads(view, index, name))
        return false;
    int after = at(view, index + strlen(name));
    return is_space(after) || after == '>' || after == '/';
}

/* From behind the start tag to the end tag, or to the end where the document is cut. */
static size_t redact_secret(struct view *view, size_t index)
{
    while (index < view->count && at(view, index) != '>')
        index++;
    if (index > 0 && at(view, index - 1) == '/')
        return index;
    for (index++; index < view->count; index++) {
        bool end = at(view, index) == '<' && at(view, index + 1) == '/';
        if (end)
            break;
        blank(view, index);
    }
    return index;
}

static size_t redact_card(struct view *view, size_t index)
{
    for (; index < view->count && at(view, index) != '>'; index++) {
        if (!is_space(at(view, index - 1)) || !reads(view, index, "number"))
            continue;
        index += strlen("number");
        while (is_space(at(view, index)) || at(view, index) == '=')
            index++;
        int quote = at(view, index);
        if (quote != '"' && quote != '\'')
            continue;
        for (index++; index < view->count && at(view, index) != quote; index++)
            blank(view, index);
    }
    return index;
}

static struct view make_view(unsigned char *data, size_t size)
{
    bool wide = size >= 2 && ((data[0] == 0xFF && data[1] == 0xFE) || data[1] == 0);
    bool wide_big = size >= 2 && ((data[0] == 0xFE && data[1] == 0xFF) || data[0] == 0);
    if (wide_big)
        return (struct view){data, size / 2, 2, 1};
    if (wide)
        return (struct view){data, size / 2, 2, 0};
    return (struct view){data, size, 1, 0};
}

struct bytes cxml_redact(struct arena *arena, struct bytes raw)
{
    unsigned char *copy = arena_copy(arena, raw.data, raw.size);
    struct view view = make_view(copy, raw.size);
    for (size_t i = 0; i < view.count; i++) {
        int c = at(&view, i);
        if (c == 'S' && is_tag(&view, i, "SharedSecret"))
            i = redact_secret(&view, i);
        else if (c == 'P' && is_tag(&view, i, "PCard"))
            i = redact_card(&view, i);
    }
    return (struct bytes){copy, raw.size};
}
