#ifndef TOOLS_TEMPLATE_SCAN_H
#define TOOLS_TEMPLATE_SCAN_H
/* The pieces of a template: literal text and what stands between {{ and }}. */
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum piece_kind {
    PIECE_END, /* of the template */
    PIECE_TEXT,
    PIECE_PRINT, /* an expression to print */
    PIECE_VIEW,
    PIECE_USE,
    PIECE_IF,
    PIECE_ELSE,
    PIECE_ELSE_IF,
    PIECE_EACH,
    PIECE_INCLUDE,
    PIECE_CLOSE, /* {{end}} */
    PIECE_COMMENT,
    PIECE_BROKEN /* `text` says why */
};

struct piece {
    enum piece_kind kind;
    size_t line;
    char *text; /* the literal, or what follows the directive's name, trimmed */
};

struct scan {
    struct arena *arena;
    const char *at;
    size_t line;
    bool line_start;
    const char *bare_until; /* directives before it stand alone on their line */
};

void scan_init(struct scan *scan, struct arena *arena, const char *text);

/* The next piece; a line that holds nothing but directives gives no text. */
struct piece scan_next(struct scan *scan);

/* Cuts the first word off `*text`: a name, or NULL where none begins there. */
char *scan_word(struct arena *arena, const char **text);

#endif
