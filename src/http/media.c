#include "http/media.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char *lower_trimmed(struct arena *arena, const char *start, const char *end)
{
    return text_lower(arena, text_trim(arena, arena_text_n(arena, start, (size_t)(end - start))));
}

/* Where the parameter that starts at `text` ends: a `;` outside quotes, or the end of the text. */
static const char *parameter_end(const char *text)
{
    bool quoted = false;
    for (; *text != '\0' && (quoted || *text != ';'); text++) {
        if (*text == '"')
            quoted = !quoted;
        else if (quoted && *text == '\\' && text[1] != '\0')
            text++;
    }
    return text;
}

/* A parameter's value without its quotes, whether they are a pair or not. */
static char *unquoted(struct arena *arena, const char *start, const char *end)
{
    char *text = lower_trimmed(arena, start, end);
    size_t length = 0;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0')
            from++;
        else if (*from == '"' || *from == '\'')
            continue;
        text[length++] = *from;
    }
    text[length] = '\0';
    return text;
}

struct media media_parse(struct arena *arena, const char *value)
{
    struct media media = {"", ""};
    if (value == NULL)
        return media;
    const char *end = value + strcspn(value, ";");
    media.type = lower_trimmed(arena, value, end);
    while (*end == ';') {
        const char *start = end + 1;
        end = parameter_end(start);
        const char *equals = memchr(start, '=', (size_t)(end - start));
        if (equals == NULL || *media.charset != '\0')
            continue;
        if (text_equal(lower_trimmed(arena, start, equals), "charset"))
            media.charset = unquoted(arena, equals + 1, end);
    }
    return media;
}

bool media_is(const char *value, const char *type)
{
    if (value == NULL)
        return false;
    while (is_blank(*value))
        value++;
    for (; *type != '\0'; type++, value++) {
        char c = *value;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != *type)
            return false;
    }
    while (is_blank(*value))
        value++;
    return *value == '\0' || *value == ';';
}
