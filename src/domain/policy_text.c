/* The text of a statement, as its author wrote it: for showing which one decides. */
#include "domain/policy.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const char *skip_blank(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL)
        at++;
    return at;
}

/* Behind the value that begins at `at`. The document is known to be JSON. */
static const char *skip_value(const char *at, const char *end)
{
    int depth = 0;
    bool quoted = false;
    for (; at < end; at++) {
        if (quoted) {
            if (*at == '\\')
                at++;
            else if (*at == '"')
                quoted = false;
            if (!quoted && depth == 0)
                return at + 1;
        } else if (*at == '"') {
            quoted = true;
        } else if (*at == '{' || *at == '[') {
            depth++;
        } else if (*at == '}' || *at == ']') {
            if (depth == 0)
                return at; /* of what the value stands in */
            if (--depth == 0)
                return at + 1;
        } else if (*at == ',' && depth == 0) {
            return at;
        }
    }
    return end;
}

/* The value of the member Statement of the outermost object; NULL where there is none. */
static const char *find_statements(const char *at, const char *end)
{
    static const char name[] = "\"Statement\"";
    at = skip_blank(at, end) + 1;
    while (at < end) {
        at = skip_blank(at, end);
        const char *behind = skip_value(at, end);
        bool found = (size_t)(behind - at) == strlen(name) && memcmp(at, name, strlen(name)) == 0;
        at = skip_blank(behind, end) + 1; /* the colon */
        at = skip_blank(at, end);
        if (found)
            return at;
        at = skip_blank(skip_value(at, end), end) + 1; /* the comma */
    }
    return NULL;
}

const char *policy_statement_text(struct arena *arena, struct bytes json, size_t index)
{
    const char *end = (const char *)json.data + json.size;
    const char *at = find_statements((const char *)json.data, end);
    if (at == NULL || at >= end)
        return "";
    if (*at == '[') {
        at = skip_blank(at + 1, end);
        for (size_t i = 0; i < index && at < end; i++)
            at = skip_blank(skip_blank(skip_value(at, end), end) + 1, end);
    }
    const char *behind = at < end ? skip_value(at, end) : end;
    return arena_text_n(arena, at, at < end ? (size_t)(behind - at) : 0);
}
