#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"

bool text_equal(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

bool text_equal_nocase(const char *a, const char *b)
{
    while (*a != '\0' && lower((unsigned char)*a) == lower((unsigned char)*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

bool text_has_nocase(const char *text, const char *part)
{
    size_t length = part == NULL ? 0 : strlen(part);
    for (const char *at = text; length > 0; at++) {
        if (*at == '\0')
            return false;
        if (strncasecmp(at, part, length) == 0)
            return true;
    }
    return true;
}

bool text_list_has(const char *list, const char *item)
{
    size_t length = strlen(item);
    while (*list != '\0') {
        size_t size = strcspn(list, " ");
        if (size == length && length > 0 && memcmp(list, item, size) == 0)
            return true;
        list += size;
        list += strspn(list, " ");
    }
    return false;
}

const char *text_list_next(struct arena *arena, const char **list)
{
    if (**list == '\0')
        return NULL;
    size_t length = strcspn(*list, " ");
    const char *item = arena_text_n(arena, *list, length);
    *list += length;
    *list += strspn(*list, " ");
    return item;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t tail = strlen(suffix);
    return length >= tail && memcmp(text + length - tail, suffix, tail) == 0;
}

bool text_empty(const char *text)
{
    return text == NULL || *text == '\0';
}

const char *text_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char *text_trim(struct arena *arena, const char *text)
{
    while (is_space(*text))
        text++;
    size_t length = strlen(text);
    while (length > 0 && is_space(text[length - 1]))
        length--;
    return arena_text_n(arena, text, length);
}

char *text_lower(struct arena *arena, const char *text)
{
    char *copy = arena_text(arena, text);
    for (char *c = copy; *c != '\0'; c++)
        *c = (char)lower((unsigned char)*c);
    return copy;
}

char *text_cut(struct arena *arena, const char *text, size_t limit)
{
    size_t length = strlen(text);
    if (length > limit) {
        length = limit;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    return arena_text_n(arena, text, length);
}

const char *text_sentence(struct arena *arena, const char *text)
{
    if (text == NULL || *text < 'a' || *text > 'z')
        return text;
    char *sentence = arena_text(arena, text);
    *sentence = (char)(*sentence - 'a' + 'A');
    return sentence;
}

uint32_t text_next_utf8(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    uint32_t c = s[0];
    int more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : 3;
    if (c >= 0x80 && (c < 0xC2 || c > 0xF4)) {
        *text += 1;
        return TEXT_BAD_UTF8;
    }
    c &= more == 0 ? 0x7Fu : 0x3Fu >> more;
    for (int i = 1; i <= more; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            *text += 1;
            return TEXT_BAD_UTF8;
        }
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if ((more == 2 && c < 0x800) || (more == 3 && (c < 0x10000 || c > 0x10FFFF)) ||
        (c >= 0xD800 && c < 0xE000)) {
        *text += 1;
        return TEXT_BAD_UTF8;
    }
    *text += more + 1;
    return c;
}

bool text_is_utf8(struct bytes bytes)
{
    /* The reader above stops at a NUL, so a copy of the tail is not needed: continuation bytes
     * can't be NUL, and a text that ends inside a character is seen by its missing continuation. */
    size_t at = 0;
    while (at < bytes.size) {
        char window[5] = {0};
        size_t left = bytes.size - at;
        memcpy(window, bytes.data + at, left < 4 ? left : 4);
        const char *next = window;
        if (window[0] == '\0')
            next++;
        else if (text_next_utf8(&next) == TEXT_BAD_UTF8)
            return false;
        at += (size_t)(next - window);
    }
    return true;
}

int text_line_length(const char *text)
{
    int count = 0;
    while (*text != '\0') {
        uint32_t c = text_next_utf8(&text);
        if (c < ' ' || c == 0x7F)
            return -1;
        count++;
    }
    return count;
}

bool text_to_int(const char *text, int64_t *out)
{
    char *end;
    if (text == NULL || (*text != '-' && (*text < '0' || *text > '9')))
        return false;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0' || end == text)
        return false;
    *out = number;
    return true;
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    if (c == '/' || c == '_')
        return 63;
    return -1;
}

bool text_from_base64(struct arena *arena, const char *text, struct bytes *out)
{
    unsigned char *data = arena_alloc(arena, strlen(text) / 4 * 3 + 4);
    size_t size = 0;
    uint32_t group = 0;
    int digits = 0;
    for (; *text != '\0' && *text != '='; text++) {
        if (is_space(*text))
            continue;
        int digit = base64_digit(*text);
        if (digit < 0)
            return false;
        group = group << 6 | (uint32_t)digit;
        if (++digits % 4 == 0) {
            data[size++] = (unsigned char)(group >> 16);
            data[size++] = (unsigned char)(group >> 8);
            data[size++] = (unsigned char)group;
        }
    }
    for (; *text != '\0'; text++) {
        if (*text != '=' && !is_space(*text))
            return false;
    }
    if (digits % 4 == 1)
        return false;
    if (digits % 4 >= 2)
        data[size++] = (unsigned char)(digits % 4 == 2 ? group >> 4 : group >> 10);
    if (digits % 4 == 3)
        data[size++] = (unsigned char)(group >> 2);
    data[size] = '\0';
    *out = (struct bytes){data, size};
    return true;
}

uint64_t text_hash(const char *text)
{
    uint64_t sum = UINT64_C(0xCBF29CE484222325);
    for (; *text != '\0'; text++)
        sum = (sum ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return sum;
}
