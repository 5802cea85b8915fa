#include "http/request.h"

#include <string.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "http/inside.h"

static const char *find(struct http_fields fields, const char *name)
{
    size_t at = 0;
    return http_field_next(fields, name, &at);
}

bool http_may_wait(const struct http_request *request)
{
    return !request->inside->hurried;
}

const char *http_header(const struct http_request *request, const char *name)
{
    struct http_fields headers = request->inside->headers;
    for (size_t i = 0; i < headers.count; i++)
        if (text_equal_nocase(headers.fields[i].name, name))
            return headers.fields[i].value;
    return NULL;
}

const char *http_param(const struct http_request *request, const char *name)
{
    const char *value = find(request->inside->params, name);
    if (value == NULL)
        panic("the route %s has no parameter %s", request->route, name);
    return value;
}

const char *http_query(const struct http_request *request, const char *name)
{
    return find(request->inside->query, name);
}

const char *http_form(const struct http_request *request, const char *name)
{
    return find(request->inside->form, name);
}

/* The value of `name` in one Cookie header, or NULL. */
static const char *cookie_in(struct arena *arena, const char *header, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = header; at != NULL;) {
        at += strspn(at, " \t;");
        const char *end = at + strcspn(at, ";");
        if (strncmp(at, name, length) == 0 && at[length] == '=') {
            const char *start = at + length + 1;
            while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
                end--;
            if (end - start >= 2 && *start == '"' && end[-1] == '"') {
                start++;
                end--;
            }
            return arena_text_n(arena, start, (size_t)(end - start));
        }
        at = *end == ';' ? end + 1 : NULL;
    }
    return NULL;
}

const char *http_cookie(const struct http_request *request, const char *name)
{
    struct http_fields headers = request->inside->headers;
    for (size_t i = 0; i < headers.count; i++) {
        if (!text_equal_nocase(headers.fields[i].name, "Cookie"))
            continue;
        const char *value = cookie_in(request->arena, headers.fields[i].value, name);
        if (value != NULL)
            return value;
    }
    return NULL;
}

struct http_fields http_query_fields(const struct http_request *request)
{
    return request->inside->query;
}

struct http_fields http_form_fields(const struct http_request *request)
{
    return request->inside->form;
}

struct http_fields http_header_fields(const struct http_request *request)
{
    return request->inside->headers;
}

const char *http_field_next(struct http_fields fields, const char *name, size_t *at)
{
    while (*at < fields.count) {
        const struct http_field *field = &fields.fields[(*at)++];
        if (text_equal(field->name, name))
            return field->value;
    }
    return NULL;
}
