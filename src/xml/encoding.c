#include "xml/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* An allow list: UTF-7 and EBCDIC hide markup from whatever looked at the bytes before us. Keys are
 * the names people write, without case and punctuation; names are iconv's and the IANA's. */
static const struct encoding {
    const char *key;
    const char *name;
} encodings[] = {
    {"utf8", "UTF-8"},
    {"usascii", "US-ASCII"},
    {"ascii", "US-ASCII"},
    {"iso88591", "ISO-8859-1"},
    {"latin1", "ISO-8859-1"},
    {"iso88592", "ISO-8859-2"},
    {"iso88593", "ISO-8859-3"},
    {"iso88594", "ISO-8859-4"},
    {"iso88595", "ISO-8859-5"},
    {"iso88596", "ISO-8859-6"},
    {"iso88597", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"},
    {"iso88599", "ISO-8859-9"},
    {"iso885910", "ISO-8859-10"},
    {"iso885911", "ISO-8859-11"},
    {"iso885913", "ISO-8859-13"},
    {"iso885914", "ISO-8859-14"},
    {"iso885915", "ISO-8859-15"},
    {"iso885916", "ISO-8859-16"},
    {"windows1250", "WINDOWS-1250"},
    {"windows1251", "WINDOWS-1251"},
    {"windows1252", "WINDOWS-1252"},
    {"cp1252", "WINDOWS-1252"},
    {"windows1253", "WINDOWS-1253"},
    {"windows1254", "WINDOWS-1254"},
    {"windows1255", "WINDOWS-1255"},
    {"windows1256", "WINDOWS-1256"},
    {"windows1257", "WINDOWS-1257"},
    {"windows1258", "WINDOWS-1258"},
    {"utf16", "UTF-16"},
    {"utf16le", "UTF-16"},
    {"utf16be", "UTF-16"},
};

static const char *const utf8 = "UTF-8";

static const char *find_encoding(const char *name)
{
    char key[16];
    size_t length = 0;
    for (; *name != '\0'; name++) {
        char c = *name;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
            continue;
        if (length == sizeof key - 1)
            return NULL;
        key[length++] = c;
    }
    key[length] = '\0';
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (strcmp(encodings[i].key, key) == 0)
            return encodings[i].name;
    return NULL;
}

static bool is_space(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Where the first NUL or byte beyond ASCII is; `size` if there is none. */
static size_t ascii_prefix(const unsigned char *data, size_t size)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t tops = 0x8080808080808080u;
    size_t at = 0;
    for (; size - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, data + at, 8);
        if (((word | (word - ones)) & tops) != 0)
            break;
    }
    while (at < size && data[at] != 0 && data[at] < 0x80)
        at++;
    return at;
}

static int line_at(const unsigned char *data, size_t offset)
{
    int line = 1;
    for (size_t i = 0; i < offset; i++)
        line += data[i] == '\n';
    return line;
}

/* Accepts UTF-8 without NUL. */
static enum status check_utf8(const unsigned char *data, size_t size, struct fault *fault)
{
    size_t at = 0;
    while ((at += ascii_prefix(data + at, size - at)) < size) {
        if (data[at] == 0)
            return fault_set(fault, BAD_INPUT, "line %d: a NUL byte (offset %zu)",
                             line_at(data, at), at);
        char window[5] = {0};
        memcpy(window, data + at, size - at < 4 ? size - at : 4);
        const char *next = window;
        if (text_next_utf8(&next) == TEXT_BAD_UTF8)
            return fault_set(fault, BAD_INPUT,
                             "line %d: byte 0x%02X at offset %zu is not UTF-8, which the document "
                             "says it is; name its true encoding",
                             line_at(data, at), data[at], at);
        at += (size_t)(next - window);
    }
    return OK;
}

/* Bytes in `from` (a name of iconv's) as UTF-8. */
static enum status convert(struct arena *arena, struct bytes in, const char *from,
                           struct xml_source *out, struct fault *fault)
{
    iconv_t cd = iconv_open(utf8, from);
    if (cd == (iconv_t)-1)
        return fault_set(fault, FAILED, "this machine cannot convert from %s", from);
    /* No character of these encodings takes more than three bytes of UTF-8 for one of its own. */
    size_t room = in.size * 3;
    unsigned char *data = arena_array(arena, in.size, 3);
    char *source = (char *)(uintptr_t)in.data; /* iconv's signature lacks the const it keeps */
    char *target = (char *)data;
    size_t left = in.size;
    size_t failed = iconv(cd, &source, &left, &target, &room);
    iconv_close(cd);
    size_t size = (size_t)((unsigned char *)target - data);
    if (failed == (size_t)-1)
        return fault_set(fault, BAD_INPUT, "line %d: the bytes at offset %zu are not %s",
                         line_at(data, size), in.size - left, from);
    out->utf8 = (struct bytes){data, size};
    return OK;
}

/* The value of the declaration's encoding, "" where there is none. */
static void read_declaration(struct bytes in, char *out, size_t out_size)
{
    out[0] = '\0';
    size_t at = 0;
    while (at < in.size && is_space(in.data[at]))
        at++;
    char head[256] = {0};
    memcpy(head, in.data + at, in.size - at < sizeof head - 1 ? in.size - at : sizeof head - 1);
    char *end = strstr(head, "?>");
    if (strncmp(head, "<?xml", 5) != 0 || !is_space((unsigned char)head[5]) || end == NULL)
        return;
    *end = '\0';
    char *name = strstr(head, "encoding");
    if (name == NULL)
        return;
    name += strlen("encoding");
    name += strspn(name, " \t\r\n=");
    size_t length = *name == '"' || *name == '\'' ? strcspn(name + 1, "\"'") : 0;
    if (length == 0 || length >= out_size)
        return;
    memcpy(out, name + 1, length);
    out[length] = '\0';
}

/* What the first bytes alone say: a name for iconv, "" for nothing, NULL for what is refused.
 * `mark` is the size of the byte order mark. */
static const char *sniff(struct bytes in, size_t *mark)
{
    unsigned char b[4] = {1, 1, 1, 1};
    memcpy(b, in.data, in.size < 4 ? in.size : 4);
    *mark = 0;
    if ((b[0] == 0xFF && b[1] == 0xFE && b[2] == 0 && b[3] == 0) ||
        (b[0] == 0 && b[1] == 0 && (b[2] == 0xFE || b[2] == 0)) ||
        (b[0] == '<' && b[1] == 0 && b[2] == 0) || (b[0] == 0x4C && b[1] == 0x6F && b[2] == 0xA7))
        return NULL;
    if (b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF) {
        *mark = 3;
        return utf8;
    }
    if ((b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF)) {
        *mark = 2;
        return b[0] == 0xFF ? "UTF-16LE" : "UTF-16BE";
    }
    /* XML 1.0 appendix F: without a mark, the zero half of the first character tells. */
    if (b[1] == 0 && (b[0] == '<' || is_space(b[0])))
        return "UTF-16LE";
    if (b[0] == 0 && (b[1] == '<' || is_space(b[1])))
        return "UTF-16BE";
    return "";
}

/* The encoding that charset and declaration name for bytes that are not UTF-16. */
static enum status choose(struct bytes in, const char *charset, const char **out,
                          struct fault *fault)
{
    bool ascii = ascii_prefix(in.data, in.size) == in.size;
    char declared[64];
    read_declaration(in, declared, sizeof declared);
    const char *const claims[] = {text_or_empty(charset), declared};
    for (size_t i = 0; i < 2; i++) {
        if (claims[i][0] == '\0')
            continue;
        *out = find_encoding(claims[i]);
        /* A transport's label that means nothing is no reason to refuse what the document says. */
        if (*out == NULL && i == 0)
            continue;
        if (*out == NULL)
            return fault_set(fault, BAD_INPUT, "line 1: the encoding %.40s is not supported",
                             claims[i]);
        /* us-ascii is what text/xml means when it says nothing (cXML guide p. 20), and UTF-16 is
         * what .NET writes into the declaration of any string: both only bind if they can be. */
        bool fits = strcmp(*out, "US-ASCII") == 0 ? ascii : strcmp(*out, "UTF-16") != 0;
        if (fits)
            return OK;
    }
    *out = utf8;
    return OK;
}

enum status xml_decode(struct arena *arena, struct bytes bytes, const char *charset,
                       struct xml_source *out, struct fault *fault)
{
    enum status st;
    size_t mark;
    if (bytes.size == 0)
        return fault_set(fault, BAD_INPUT, "line 1: the document is empty");
    const char *from = sniff(bytes, &mark);
    if (from == NULL)
        return fault_set(fault, BAD_INPUT, "line 1: UTF-32 and EBCDIC are not supported");
    struct bytes in = {bytes.data + mark, bytes.size - mark};
    if (*from == '\0' && (st = choose(in, charset, &from, fault)) != OK)
        return st;
    bool wide = from[0] == 'U' && strncmp(from, "UTF-16", 6) == 0;
    *out = (struct xml_source){.utf8 = in, .encoding = wide ? "UTF-16" : from, .line = 1};
    bool as_it_is = strcmp(from, utf8) == 0 || strcmp(from, "US-ASCII") == 0;
    if (!as_it_is && (st = convert(arena, in, from, out, fault)) != OK)
        return st;
    if ((st = check_utf8(out->utf8.data, out->utf8.size, fault)) != OK)
        return st;
    /* Leading blanks are against the guide (p. 19), and yet they come. */
    while (out->utf8.size > 0 && is_space(out->utf8.data[0])) {
        out->line += out->utf8.data[0] == '\n';
        out->utf8.data++;
        out->utf8.size--;
    }
    if (out->utf8.size == 0)
        return fault_set(fault, BAD_INPUT, "line %d: the document is empty", out->line);
    return OK;
}
