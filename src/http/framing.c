/*
 * Whether the headers say one thing only. libmicrohttpd takes differing Content-Length fields,
 * Content-Length next to Transfer-Encoding and names followed by a blank, which another server in
 * front may read differently: the ground of request smuggling.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/inside.h"

static bool is_token(const char *name)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    if (*name == '\0')
        return false;
    for (; *name != '\0'; name++) {
        char c = *name;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && strchr(others, c) == NULL)
            return false;
    }
    return true;
}

/* Replaces what is not UTF-8; false for a control character. */
static bool clean_value(struct arena *arena, struct http_field *header)
{
    bool ascii = true;
    for (const char *at = header->value; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
        ascii = ascii && c < 0x80;
    }
    if (ascii)
        return true;
    char *copy = arena_text(arena, header->value);
    for (const char *at = copy; *at != '\0';) {
        size_t start = (size_t)(at - copy);
        if (text_next_utf8(&at) == TEXT_BAD_UTF8)
            copy[start] = '?';
    }
    header->value = copy;
    return true;
}

static size_t count_of(const struct http_field *headers, size_t count, const char *name)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += text_equal_nocase(headers[i].name, name);
    return found;
}

static const char *transfer_check(const struct http_field *headers, size_t count, bool modern,
                                  int *status)
{
    for (size_t i = 0; i < count; i++) {
        if (!text_equal_nocase(headers[i].name, "Transfer-Encoding"))
            continue;
        if (!modern)
            return "Transfer-Encoding needs HTTP/1.1.";
        if (!text_equal_nocase(headers[i].value, "chunked")) {
            *status = 501;
            return "The only Transfer-Encoding understood is chunked.";
        }
    }
    return NULL;
}

const char *framing_check(struct arena *arena, struct http_field *headers, size_t count,
                          bool modern, int *status)
{
    *status = 400;
    for (size_t i = 0; i < count; i++) {
        if (!is_token(headers[i].name))
            return "A header's name is malformed.";
        if (!clean_value(arena, &headers[i]))
            return "A header's value holds a control character.";
    }
    size_t lengths = count_of(headers, count, "Content-Length");
    size_t encodings = count_of(headers, count, "Transfer-Encoding");
    if (lengths > 1)
        return "Content-Length is given more than once.";
    if (lengths > 0 && encodings > 0)
        return "Content-Length and Transfer-Encoding exclude each other.";
    if (encodings > 1)
        return "Transfer-Encoding is given more than once.";
    size_t hosts = count_of(headers, count, "Host");
    if (hosts > 1 || (hosts == 0 && modern))
        return "Host must be given once.";
    if (count_of(headers, count, "Content-Type") > 1)
        return "Content-Type is given more than once.";
    return transfer_check(headers, count, modern, status);
}
