#include "buyer/bench_http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char start[] = "HTTP/1.1 ";

enum { START_SIZE = sizeof start - 1, LENGTH_DIGITS = 10 };

const char *bench_http_header(const struct bench_answer *answer, const char *name)
{
    size_t size = strlen(name);
    const char *end = answer->head + answer->head_size;
    for (const char *line = answer->head; line != NULL && line + size < end;) {
        if (strncasecmp(line, name, size) == 0)
            return line + size + strspn(line + size, " \t");
        line = memchr(line, '\n', (size_t)(end - line));
        line = line == NULL ? NULL : line + 1;
    }
    return NULL;
}

/* Found by its text: the body is read as XML only where more than the code is wanted of it. */
static int cxml_code(const char *body, size_t size)
{
    static const char mark[] = "<Status code=\"";
    const char *found = memmem(body, size, mark, sizeof mark - 1);
    return found == NULL ? 0 : (int)strtol(found + sizeof mark - 1, NULL, 10);
}

enum bench_progress bench_http_read(const char *data, size_t size, struct bench_answer *out)
{
    const char *end = memmem(data, size, "\r\n\r\n", 4);
    if (size >= START_SIZE && memcmp(data, start, START_SIZE) != 0)
        return BENCH_UNREADABLE;
    if (end == NULL)
        return BENCH_INCOMPLETE;
    *out = (struct bench_answer){.head = data, .head_size = (size_t)(end - data) + 4};
    out->http = (int)strtol(data + START_SIZE, NULL, 10);
    out->body = data + out->head_size;
    const char *length = bench_http_header(out, "Content-Length:");
    if (out->http < 200 || out->http > 599 || length == NULL || *length < '0' || *length > '9' ||
        strspn(length, "0123456789") > LENGTH_DIGITS)
        return BENCH_UNREADABLE;
    out->body_size = strtoul(length, NULL, 10);
    if (size < out->head_size + out->body_size)
        return BENCH_INCOMPLETE;
    const char *connection = bench_http_header(out, "Connection:");
    out->closes = connection != NULL && strncasecmp(connection, "close", 5) == 0;
    out->cxml = cxml_code(out->body, out->body_size);
    return BENCH_COMPLETE;
}
