#include "template_expression.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "template_scan.h"

bool template_names_have(const struct template_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return true;
    return false;
}

static const char *unknown_name(struct arena *arena, const struct template_names *names,
                                const char *name)
{
    struct buf known;
    buf_init(&known, arena, 1000);
    for (size_t i = 0; i < names->count; i++)
        buf_printf(&known, "%s%s", i == 0 ? "" : ", ", names->names[i]);
    return arena_printf(arena, "unknown name %s: an expression begins with one of %s", name,
                        buf_string(&known));
}

const char *template_expression(struct arena *arena, const struct template_names *names,
                                const char **text, const char **why)
{
    const char *name = scan_word(arena, text);
    if (name == NULL) {
        *why = arena_printf(arena, "an expression is expected at \"%s\"", *text);
        return NULL;
    }
    if (!template_names_have(names, name)) {
        *why = unknown_name(arena, names, name);
        return NULL;
    }
    struct buf c;
    buf_init(&c, arena, 4096);
    buf_text(&c, name);
    bool first = true;
    while (**text == '.' || strncmp(*text, "->", 2) == 0) {
        bool pointer = **text == '-' || first;
        *text += **text == '.' ? 1 : 2;
        const char *member = scan_word(arena, text);
        if (member == NULL) {
            *why = "the name of a member is expected after . or ->";
            return NULL;
        }
        buf_printf(&c, "%s%s", pointer ? "->" : ".", member);
        first = false;
    }
    return first ? arena_printf(arena, "(*%s)", name) : buf_string(&c);
}

static const char *end_of_number(const char *text)
{
    const char *end = text + (*text == '-');
    if (!isdigit((unsigned char)*end))
        return NULL;
    while (isdigit((unsigned char)*end))
        end++;
    return *end == '\0' ? end : NULL;
}

/* "text" without escapes: nothing that a view compares with needs them. */
static bool is_string(const char *text)
{
    size_t length = strlen(text);
    return length >= 2 && text[0] == '"' && text[length - 1] == '"' &&
           strcspn(text + 1, "\"\\") == length - 2;
}

static const char *comparison(struct arena *arena, const char *left, const char *text,
                              const char **why)
{
    bool equal = text[0] == '=';
    const char *right = text + 2;
    while (*right == ' ')
        right++;
    if (is_string(right))
        return arena_printf(arena, "%shtml_is(%s, %s)", equal ? "" : "!", left, right);
    const char *rest = right;
    if (end_of_number(right) == NULL && (scan_word(arena, &rest) == NULL || *rest != '\0')) {
        *why = "after == or != comes a whole number, a constant or a \"string\"";
        return NULL;
    }
    return arena_printf(arena, "%s %.2s %s", left, text, right);
}

const char *template_condition(struct arena *arena, const struct template_names *names,
                               const char *text, const char **why)
{
    bool negated = *text == '!';
    text += negated;
    const char *left = template_expression(arena, names, &text, why);
    if (left == NULL)
        return NULL;
    if (*text == '\0')
        return arena_printf(arena, "%shtml_true(%s)", negated ? "!" : "", left);
    if (!negated && (strncmp(text, "==", 2) == 0 || strncmp(text, "!=", 2) == 0))
        return comparison(arena, left, text, why);
    *why =
        arena_printf(arena, "a condition is EXPR, !EXPR, EXPR == X or EXPR != X, not \"%s\"", text);
    return NULL;
}
