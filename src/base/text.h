#ifndef BASE_TEXT_H
#define BASE_TEXT_H
/* Small questions about NUL-terminated UTF-8 text. ASCII only where case is involved. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct arena;

enum { TEXT_BAD_UTF8 = 0x110000 };

bool text_equal(const char *a, const char *b);
/* ASCII letters compared without case; never depends on the locale. */
bool text_equal_nocase(const char *a, const char *b);
/* Whether `part` stands anywhere in `text`, without case; "" and NULL stand everywhere. */
bool text_has_nocase(const char *text, const char *part);
/* Whether a blank-separated list has the item. */
bool text_list_has(const char *list, const char *item);
/* The next item of such a list, which is left at what follows; NULL at its end. */
const char *text_list_next(struct arena *arena, const char **list);
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
/* NULL and "" are empty. */
bool text_empty(const char *text);
/* `text`, or "" for NULL. */
const char *text_or_empty(const char *text);

/* A copy without white space (XML's: blank, tab, CR, LF) at both ends. */
char *text_trim(struct arena *arena, const char *text);
/* A copy with A-Z made a-z. */
char *text_lower(struct arena *arena, const char *text);
/* A copy cut so that it has at most `limit` bytes, never inside a character. */
char *text_cut(struct arena *arena, const char *text, size_t limit);
/* With a capital letter (ASCII) in front; NULL stays. */
const char *text_sentence(struct arena *arena, const char *text);

/* Reads one character and moves on; TEXT_BAD_UTF8 for a byte that is not UTF-8 (moves one byte). */
uint32_t text_next_utf8(const char **text);
/* Characters of UTF-8 on one line; -1 where there is a control character, as of another line. */
int text_line_length(const char *text);
bool text_is_utf8(struct bytes bytes);

/* The whole text as a decimal number; false where it is anything else or does not fit. */
bool text_to_int(const char *text, int64_t *out);

/* Decodes base64 (either alphabet, padding optional, white space skipped) into the arena; false
 * where it is not base64. `out->data` is followed by a NUL that is not counted. */
bool text_from_base64(struct arena *arena, const char *text, struct bytes *out);

/* FNV-1a, for tables and for noticing a change; not against malice. */
uint64_t text_hash(const char *text);

#endif
