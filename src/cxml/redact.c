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

static bool is_name(const struct view *view, size_t index, const char *name)
{
    int after = at(view, index + strlen(name));
    return reads(view, index, name) && (is_space(after) || after == '>' || after == '/');
}

/* Whether the local name in a start tag stands at `index`: behind `<`, or behind a prefix. */
static bool is_tag(const struct view *view, size_t index, const char *name)
{
    if (index == 0 || !is_name(view, index, name))
        return false;
    int before = at(view, --index);
    if (before != ':')
        return before == '<';
    while (index > 0 && before != '<' && before != '/' && before != '>' && !is_space(before))
        before = at(view, --index);
    return before == '<';
}

/* The quote that the character at `index` leaves open inside a tag; 0: none. */
static int quote_after(const struct view *view, size_t index, int quote)
{
    int c = at(view, index);
    if (quote == 0 && (c == '"' || c == '\''))
        return c;
    return c == quote ? 0 : quote;
}

/* Blanks from `index` to behind `end`, or to the end where there is none. */
static size_t blank_through(struct view *view, size_t index, const char *end)
{
    for (; index < view->count; index++) {
        bool found = reads(view, index, end);
        blank(view, index);
        if (!found)
            continue;
        for (size_t i = 1; end[i] != '\0'; i++)
            blank(view, ++index);
        return index + 1;
    }
    return index;
}

static bool is_secret_end(const struct view *view, size_t index)
{
    if (at(view, index) != '<' || at(view, index + 1) != '/')
        return false;
    for (index += 2; index < view->count; index++) {
        int c = at(view, index);
        int before = at(view, index - 1);
        if ((before == '/' || before == ':') && is_name(view, index, "SharedSecret"))
            return true;
        if (c == '<' || c == '>' || is_space(c))
            return false;
    }
    return false;
}

/* From behind the start tag to the end tag, or to the end where the document is cut. */
static size_t redact_secret(struct view *view, size_t index)
{
    int quote = 0;
    for (; index < view->count && at(view, index) != '>'; index++)
        quote = quote_after(view, index, quote);
    if (quote == 0 && at(view, index - 1) == '/')
        return index;
    index++;
    while (index < view->count && !is_secret_end(view, index)) {
        if (reads(view, index, "<![CDATA["))
            index = blank_through(view, index, "]]>");
        else if (reads(view, index, "<!--"))
            index = blank_through(view, index, "-->");
        else
            blank(view, index++);
    }
    return index;
}

static size_t redact_card(struct view *view, size_t index)
{
    int open = 0;
    for (; index < view->count && (open != 0 || at(view, index) != '>'); index++) {
        open = quote_after(view, index, open);
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

/* Where the name stands next, from `index` on; the end where it does not. */
static size_t find_name(const struct view *view, size_t index, const char *name)
{
    if (view->width == 1) {
        const unsigned char *found =
            index > view->count
                ? NULL
                : memmem(view->data + index, view->count - index, name, strlen(name));
        return found == NULL ? view->count : (size_t)(found - view->data);
    }
    while (index < view->count && !reads(view, index, name))
        index++;
    return index;
}

static void redact(struct view view)
{
    static const char secret[] = "SharedSecret", card[] = "PCard";
    size_t next_secret = find_name(&view, 0, secret);
    size_t next_card = find_name(&view, 0, card);
    while (next_secret < view.count || next_card < view.count) {
        bool is_secret = next_secret < next_card;
        size_t i = is_secret ? next_secret : next_card;
        if (is_tag(&view, i, is_secret ? secret : card))
            i = is_secret ? redact_secret(&view, i) : redact_card(&view, i);
        if (next_secret <= i)
            next_secret = find_name(&view, i + 1, secret);
        if (next_card <= i)
            next_card = find_name(&view, i + 1, card);
    }
}

/* UTF-16 may begin anywhere: in a part of a multipart body it does. */
struct bytes cxml_redact(struct arena *arena, struct bytes raw)
{
    unsigned char *copy = arena_copy(arena, raw.data, raw.size);
    redact((struct view){copy, raw.size, 1, 0});
    bool maybe_wide = raw.size > 0 && memchr(copy, 0, raw.size) != NULL;
    for (size_t start = 0; maybe_wide && start < 2; start++) {
        for (size_t low = 0; low < 2; low++)
            redact((struct view){copy + start, (raw.size - start) / 2, 2, low});
    }
    return (struct bytes){copy, raw.size};
}
