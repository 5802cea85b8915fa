#include "cxml/multipart.h"

#include <string.h>
#include <strings.h>

#include "app/document.h"
#include "base/arena.h"
#include "base/text.h"
#include "http/media.h"

enum { PARTS_MAX = 200, HEADER_LIMIT = 8192 };

struct part {
    const char *type;
    const char *encoding;
    const char *disposition;
    const char *id;
    struct bytes content;
};

/* The value of a parameter, unquoted; NULL where it is absent. */
static const char *parameter(struct arena *arena, const char *header, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = strchr(header, ';'); at != NULL; at = strchr(at, ';')) {
        at++;
        at += strspn(at, " \t\r\n");
        if (strncasecmp(at, name, length) != 0 || at[length] != '=')
            continue;
        at += length + 1;
        if (*at != '"')
            return arena_text_n(arena, at, strcspn(at, "; \t\r\n"));
        return arena_text_n(arena, at + 1, strcspn(at + 1, "\""));
    }
    return NULL;
}

static const char *header_of(struct arena *arena, const char *headers, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = headers; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        const char *end = line + length + 1;
        do {
            end += strcspn(end, "\n");
        } while (*end == '\n' && (end[1] == ' ' || end[1] == '\t') && *++end != '\0');
        return text_trim(arena,
                         arena_text_n(arena, line + length + 1, (size_t)(end - line) - length - 1));
    }
    return "";
}

static const unsigned char *find(struct bytes in, const char *what)
{
    return in.size == 0 ? NULL : memmem(in.data, in.size, what, strlen(what));
}

static struct bytes from(struct bytes in, const unsigned char *at)
{
    return (struct bytes){at, in.size - (size_t)(at - in.data)};
}

/* Splits a part at the empty line into its headers and its content. */
static void read_part(struct arena *arena, struct bytes raw, struct part *out)
{
    const unsigned char *gap = find(raw, "\r\n\r\n");
    const unsigned char *bare = find(raw, "\n\n");
    size_t width = 4;
    if (gap == NULL || (bare != NULL && bare < gap)) {
        gap = bare;
        width = 2;
    }
    *out = (struct part){.type = "", .encoding = "", .disposition = "", .id = "", .content = raw};
    size_t empty_line = raw.size >= 2 && memcmp(raw.data, "\r\n", 2) == 0 ? 2
                        : raw.size >= 1 && *raw.data == '\n'              ? 1
                                                                          : 0;
    if (empty_line > 0) {
        out->content = from(raw, raw.data + empty_line);
        return;
    }
    size_t size = gap == NULL ? 0 : (size_t)(gap - raw.data);
    if (gap == NULL || size > HEADER_LIMIT)
        return;
    const char *headers = arena_text_n(arena, (const char *)raw.data, size);
    out->type = header_of(arena, headers, "Content-Type");
    out->encoding = header_of(arena, headers, "Content-Transfer-Encoding");
    out->disposition = header_of(arena, headers, "Content-Disposition");
    out->id = header_of(arena, headers, "Content-ID");
    out->content = from(raw, gap + width);
}

/* The next delimiter: at the beginning of a line, and not that of another boundary which begins
 * like this one (RFC 2046 section 5.1.1). */
static const unsigned char *find_mark(struct bytes body, struct bytes in, const char *mark)
{
    size_t length = strlen(mark);
    const unsigned char *at = find(in, mark);
    for (; at != NULL; at = find(from(in, at + 1), mark)) {
        struct bytes rest = from(body, at + length);
        bool starts_line = at == body.data || at[-1] == '\n';
        if (starts_line && (rest.size == 0 || strchr("\r\n \t", *rest.data) != NULL ||
                            (rest.size >= 2 && memcmp(rest.data, "--", 2) == 0)))
            return at;
    }
    return NULL;
}

static struct bytes without_line_end(struct bytes part)
{
    if (part.size > 0 && part.data[part.size - 1] == '\n')
        part.size--;
    if (part.size > 0 && part.data[part.size - 1] == '\r')
        part.size--;
    return part;
}

static size_t split(struct arena *arena, struct bytes body, const char *boundary,
                    struct part parts[PARTS_MAX])
{
    const char *mark = arena_printf(arena, "--%s", boundary);
    size_t count = 0;
    const unsigned char *at = find_mark(body, body, mark);
    while (at != NULL && count < PARTS_MAX) {
        struct bytes rest = from(body, at + strlen(mark));
        if (rest.size >= 2 && memcmp(rest.data, "--", 2) == 0)
            break;
        const unsigned char *line_end = find(rest, "\n");
        if (line_end == NULL)
            break;
        rest = from(rest, line_end + 1);
        const unsigned char *next = find_mark(body, rest, mark);
        struct bytes raw =
            next == NULL ? rest : (struct bytes){rest.data, (size_t)(next - rest.data)};
        read_part(arena, without_line_end(raw), &parts[count++]);
        at = next;
    }
    return count;
}

static int hex(unsigned char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* RFC 2045 section 6.7; what is no escape stays as it is. */
static struct bytes from_quoted_printable(struct arena *arena, struct bytes in)
{
    unsigned char *out = arena_array(arena, in.size + 1, 1);
    size_t size = 0;
    for (size_t i = 0; i < in.size; i++) {
        if (in.data[i] != '=') {
            out[size++] = in.data[i];
            continue;
        }
        if (i + 1 < in.size && in.data[i + 1] == '\n') {
            i += 1;
        } else if (i + 2 < in.size && in.data[i + 1] == '\r' && in.data[i + 2] == '\n') {
            i += 2;
        } else if (i + 2 < in.size && hex(in.data[i + 1]) >= 0 && hex(in.data[i + 2]) >= 0) {
            out[size++] = (unsigned char)(hex(in.data[i + 1]) << 4 | hex(in.data[i + 2]));
            i += 2;
        } else {
            out[size++] = '=';
        }
    }
    return (struct bytes){out, size};
}

/* application/vnd.openxmlformats... is an attachment. */
static bool is_xml(struct arena *arena, const char *content_type)
{
    const char *type = media_parse(arena, content_type).type;
    return text_ends(type, "/xml") || text_ends(type, "+xml");
}

static bool is_encoded(const struct part *part)
{
    return text_equal_nocase(part->encoding, "base64") ||
           text_equal_nocase(part->encoding, "quoted-printable");
}

/* False: it is not base64 as it says. */
static bool decode_content(struct arena *arena, const struct part *part, struct bytes *out)
{
    if (text_equal_nocase(part->encoding, "base64"))
        return text_from_base64(
            arena, arena_text_n(arena, (const char *)part->content.data, part->content.size), out);
    *out = is_encoded(part) ? from_quoted_printable(arena, part->content) : part->content;
    return true;
}

static enum status decode(struct arena *arena, const struct part *part, struct bytes body,
                          struct cxml_part *out, struct fault *fault)
{
    out->content_type = part->type;
    if (!decode_content(arena, part, &out->document))
        return fault_set(fault, BAD_INPUT, "The document's part is not base64 as it says.");
    if (!is_encoded(part))
        return OK;
    struct buf whole;
    size_t before = (size_t)(part->content.data - body.data);
    buf_init(&whole, arena, body.size + out->document.size);
    buf_put(&whole, body.data, before);
    buf_put(&whole, out->document.data, out->document.size);
    buf_put(&whole, part->content.data + part->content.size,
            body.size - before - part->content.size);
    out->whole = buf_bytes(&whole);
    return OK;
}

/* `*out_document`: the first part whose type is XML, else the first. */
static enum status take_apart(struct arena *arena, const char *content_type, struct bytes body,
                              struct part **out, size_t *out_count, size_t *out_document,
                              struct fault *fault)
{
    const char *boundary = parameter(arena, content_type, "boundary");
    if (text_empty(boundary))
        return fault_set(fault, BAD_INPUT, "The multipart body's Content-Type has no boundary.");
    *out = arena_array(arena, PARTS_MAX, sizeof **out);
    *out_count = split(arena, body, boundary, *out);
    *out_document = 0;
    if (*out_count == 0)
        return fault_set(fault, BAD_INPUT, "The multipart body has no part.");
    for (size_t i = *out_count; i > 0; i--) {
        if (is_xml(arena, (*out)[i - 1].type))
            *out_document = i - 1;
    }
    return OK;
}

static bool has_parts(const char *content_type)
{
    return strncasecmp(content_type, "multipart/", strlen("multipart/")) == 0;
}

enum status cxml_multipart_read(struct arena *arena, const char *content_type, struct bytes body,
                                struct cxml_part *out, struct fault *fault)
{
    struct part *parts;
    size_t count, document;
    if (!has_parts(content_type))
        return OK;
    enum status st = take_apart(arena, content_type, body, &parts, &count, &document, fault);
    return st == OK ? decode(arena, &parts[document], body, out, fault) : st;
}

static const char *name_of(struct arena *arena, const struct part *part, size_t number)
{
    const char *name = parameter(arena, part->disposition, "filename");
    if (text_empty(name))
        name = parameter(arena, part->type, "name");
    if (text_empty(name) && strlen(part->id) > 2 && *part->id == '<')
        name = arena_text_n(arena, part->id + 1, strlen(part->id) - 2);
    return text_empty(name) ? arena_printf(arena, "attachment-%zu", number) : name;
}

enum status cxml_multipart_attachments(struct arena *arena, const char *content_type,
                                       struct bytes body, struct attachments *out,
                                       struct fault *fault)
{
    struct part *parts;
    size_t count, document;
    *out = (struct attachments){0};
    if (!has_parts(content_type))
        return OK;
    enum status st = take_apart(arena, content_type, body, &parts, &count, &document, fault);
    if (st != OK)
        return st;
    out->items = arena_array(arena, count, sizeof *out->items);
    for (size_t i = 0; i < count; i++) {
        struct attachment *attachment = &out->items[out->count];
        if (i == document)
            continue;
        *attachment = (struct attachment){
            .name = name_of(arena, &parts[i], out->count + 1),
            .type = arena_text_n(arena, parts[i].type, strcspn(parts[i].type, "; \t\r\n")),
        };
        if (!decode_content(arena, &parts[i], &attachment->body))
            attachment->body = parts[i].content;
        out->count++;
    }
    return OK;
}
