#include "template_markup.h"

#include <string.h>
#include <strings.h>

struct markup markup_new(void)
{
    return (struct markup){.state = MARKUP_TEXT};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Names that do not fit are cut: none that matters is that long. */
static void append(char *name, size_t size, char c)
{
    size_t length = strlen(name);
    if (length + 1 < size) {
        name[length] = lower(c);
        name[length + 1] = '\0';
    }
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static void remember(struct markup *markup, char c)
{
    size_t length = strlen(markup->tail);
    if (length + 1 == sizeof markup->tail)
        memmove(markup->tail, markup->tail + 1, length--);
    markup->tail[length] = lower(c);
    markup->tail[length + 1] = '\0';
}

static bool tail_is(const struct markup *markup, const char *start, const char *rest)
{
    size_t length = strlen(markup->tail);
    size_t a = strlen(start);
    size_t b = strlen(rest);
    return length >= a + b && memcmp(markup->tail + length - a - b, start, a) == 0 &&
           memcmp(markup->tail + length - b, rest, b) == 0;
}

static void end_tag(struct markup *markup)
{
    static const char *const raw[] = {"script", "style", NULL};
    bool into_raw = !markup->closing && is_one_of(markup->tag, raw);
    markup->state = into_raw ? MARKUP_RAW : MARKUP_TEXT;
    markup->tail[0] = '\0';
}

static const char *step_open(struct markup *markup, char c)
{
    if (c == '!') {
        markup->state = MARKUP_BANG;
        return NULL;
    }
    if (c == '/' && !markup->closing) {
        markup->closing = true;
        return NULL;
    }
    if (!is_letter(c))
        return "a < that begins no tag is written &lt;";
    markup->state = MARKUP_TAG_NAME;
    markup->tag[0] = '\0';
    append(markup->tag, sizeof markup->tag, c);
    return NULL;
}

/* Anywhere in a tag but inside a value. */
static const char *step_tag(struct markup *markup, char c)
{
    if (c == '>') {
        end_tag(markup);
    } else if (is_blank(c) || c == '/') {
        /* Blanks around = would need one more state: they are refused by the next case. */
        markup->state = MARKUP_TAG;
    } else if (c == '=') {
        if (markup->state != MARKUP_NAME)
            return "= must directly follow the attribute's name";
        markup->state = MARKUP_VALUE;
        markup->value_begun = false;
    } else if (markup->state == MARKUP_TAG_NAME) {
        append(markup->tag, sizeof markup->tag, c);
    } else if (markup->state == MARKUP_JOINED) {
        return "{{end}} inside a tag must be followed by a blank or the tag's end";
    } else if (c == '"' || c == '\'' || c == '<') {
        return "a quote or < where an attribute's name is expected";
    } else {
        if (markup->state == MARKUP_TAG)
            markup->attribute[0] = '\0';
        markup->state = MARKUP_NAME;
        append(markup->attribute, sizeof markup->attribute, c);
    }
    return NULL;
}

static const char *step_value(struct markup *markup, char c)
{
    char quote = markup->state == MARKUP_DOUBLE ? '"' : '\'';
    if (markup->state == MARKUP_VALUE) {
        if (is_blank(c) || c == '>')
            return "an attribute's value must directly follow its =";
        markup->state = c == '"' ? MARKUP_DOUBLE : c == '\'' ? MARKUP_SINGLE : MARKUP_UNQUOTED;
    } else if (markup->state == MARKUP_UNQUOTED) {
        if (is_blank(c) || c == '>')
            return step_tag(markup, c);
    } else if (c == quote) {
        markup->state = MARKUP_TAG;
    } else {
        markup->value_begun = true;
    }
    return NULL;
}

static void step_raw(struct markup *markup, char c)
{
    remember(markup, c);
    if (markup->state == MARKUP_COMMENT) {
        if (tail_is(markup, "--", ">"))
            markup->state = MARKUP_TEXT;
    } else if (tail_is(markup, "</", markup->tag)) {
        markup->closing = true;
        markup->state = MARKUP_TAG_NAME;
    }
}

const char *markup_step(struct markup *markup, char c)
{
    switch (markup->state) {
    case MARKUP_TEXT:
        if (c == '<') {
            markup->state = MARKUP_OPEN;
            markup->closing = false;
        }
        return NULL;
    case MARKUP_OPEN:
        return step_open(markup, c);
    case MARKUP_BANG:
        markup->state = c == '-' ? MARKUP_DASH : MARKUP_DOCTYPE;
        return NULL;
    case MARKUP_DASH:
        markup->state = MARKUP_COMMENT;
        markup->tail[0] = '\0';
        return c == '-' ? NULL : "a comment begins with <!--";
    case MARKUP_DOCTYPE:
        if (c == '>')
            markup->state = MARKUP_TEXT;
        return NULL;
    case MARKUP_TAG_NAME:
    case MARKUP_TAG:
    case MARKUP_JOINED:
    case MARKUP_NAME:
        return step_tag(markup, c);
    case MARKUP_VALUE:
    case MARKUP_DOUBLE:
    case MARKUP_SINGLE:
    case MARKUP_UNQUOTED:
        return step_value(markup, c);
    case MARKUP_COMMENT:
    case MARKUP_RAW:
        step_raw(markup, c);
        return NULL;
    }
    return NULL;
}

static enum markup_place place_in_value(const struct markup *markup, const char **why)
{
    static const char *const urls[] = {"href", "src",  "action",   "formaction", "poster", "cite",
                                       "data", "ping", "manifest", "xlink:href", NULL};
    static const char *const code[] = {"style", "srcdoc", "srcset", NULL};
    if (is_one_of(markup->attribute, code) || strncmp(markup->attribute, "on", 2) == 0) {
        *why = "an expression in an attribute that holds code";
        return PLACE_FORBIDDEN;
    }
    if (!is_one_of(markup->attribute, urls))
        return PLACE_ATTRIBUTE;
    return markup->value_begun ? PLACE_URL_PART : PLACE_URL;
}

enum markup_place markup_place(const struct markup *markup, const char **why)
{
    switch (markup->state) {
    case MARKUP_TEXT:
        return PLACE_TEXT;
    case MARKUP_DOUBLE:
    case MARKUP_SINGLE:
        return place_in_value(markup, why);
    case MARKUP_VALUE:
    case MARKUP_UNQUOTED:
        *why = "an expression in an attribute without quotes";
        return PLACE_FORBIDDEN;
    case MARKUP_COMMENT:
    case MARKUP_BANG:
    case MARKUP_DASH:
    case MARKUP_DOCTYPE:
        *why = "an expression in a comment or declaration";
        return PLACE_FORBIDDEN;
    case MARKUP_RAW:
        *why = "an expression in a script or style";
        return PLACE_FORBIDDEN;
    default:
        *why = "an expression inside a tag, outside an attribute's value";
        return PLACE_FORBIDDEN;
    }
}

void markup_value(struct markup *markup)
{
    markup->value_begun = true;
}

static bool in_tag(const struct markup *markup)
{
    return markup->state == MARKUP_TAG_NAME || markup->state == MARKUP_TAG ||
           markup->state == MARKUP_JOINED || markup->state == MARKUP_NAME;
}

bool markup_same(const struct markup *a, const struct markup *b)
{
    if (a->state != b->state)
        return false;
    switch (a->state) {
    case MARKUP_TEXT:
        return true;
    case MARKUP_TAG_NAME:
    case MARKUP_TAG:
    case MARKUP_JOINED:
    case MARKUP_RAW:
        return strcmp(a->tag, b->tag) == 0 && a->closing == b->closing;
    default:
        return strcmp(a->tag, b->tag) == 0 && a->closing == b->closing &&
               strcmp(a->attribute, b->attribute) == 0;
    }
}

bool markup_merge(struct markup *markup, const struct markup *other)
{
    bool begun = markup->value_begun || other->value_begun;
    if (in_tag(markup) && in_tag(other)) {
        /* Names that the branches began must not be continued: nobody could tell what they are. */
        if (strcmp(markup->tag, other->tag) != 0 || markup->closing != other->closing)
            return false;
        if (markup->state != MARKUP_TAG || other->state != MARKUP_TAG)
            markup->state = MARKUP_JOINED;
        return true;
    }
    if (!markup_same(markup, other))
        return false;
    markup->value_begun = begun;
    return true;
}
