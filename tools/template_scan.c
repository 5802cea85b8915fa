#include "template_scan.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const struct {
    const char *word;
    enum piece_kind kind;
} directives[] = {{"view", PIECE_VIEW}, {"use", PIECE_USE},   {"if", PIECE_IF},
                  {"else", PIECE_ELSE}, {"each", PIECE_EACH}, {"include", PIECE_INCLUDE},
                  {"end", PIECE_CLOSE}};

void scan_init(struct scan *scan, struct arena *arena, const char *text)
{
    *scan = (struct scan){.arena = arena, .at = text, .line = 1, .line_start = true};
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

char *scan_word(struct arena *arena, const char **text)
{
    const char *start = skip_blanks(*text);
    const char *end = start;
    if (isalpha((unsigned char)*end) || *end == '_')
        while (isalnum((unsigned char)*end) || *end == '_')
            end++;
    *text = skip_blanks(end);
    return end == start ? NULL : arena_text_n(arena, start, (size_t)(end - start));
}

/* Where the {{ at `at` is a directive, and not an expression. */
static enum piece_kind kind_of(struct arena *arena, const char *at, const char **rest)
{
    at += 2;
    if (*at == '#')
        return PIECE_COMMENT;
    *rest = at;
    const char *after = at;
    const char *word = scan_word(arena, &after);
    /* `view.x` is an expression, of a name that nobody should have chosen. */
    if (word == NULL || *after == '.' || *after == '-')
        return PIECE_PRINT;
    enum piece_kind kind = PIECE_PRINT;
    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++)
        if (strcmp(word, directives[i].word) == 0)
            kind = directives[i].kind;
    if (kind == PIECE_ELSE && strncmp(after, "if ", 3) == 0) {
        scan_word(arena, &after);
        kind = PIECE_ELSE_IF;
    }
    if (kind != PIECE_PRINT)
        *rest = after;
    return kind;
}

/* If the line at `at` holds only directives: its end, after the newline. Otherwise NULL. */
static const char *bare_line_end(struct arena *arena, const char *at)
{
    bool any = false;
    const char *rest = NULL;
    for (;;) {
        at = skip_blanks(at);
        if (*at == '\r')
            at++;
        if (*at == '\n')
            return any ? at + 1 : NULL;
        if (*at == '\0')
            return any ? at : NULL;
        if (strncmp(at, "{{", 2) != 0 || kind_of(arena, at, &rest) == PIECE_PRINT)
            return NULL;
        any = true;
        at = strstr(at, "}}");
        if (at == NULL)
            return NULL;
        at += 2;
    }
}

static void count_lines(struct scan *scan, const char *until)
{
    for (const char *c = scan->at; c < until; c++)
        if (*c == '\n')
            scan->line++;
}

static struct piece scan_directive(struct scan *scan)
{
    struct piece piece = {.line = scan->line};
    const char *rest = scan->at;
    piece.kind = kind_of(scan->arena, scan->at, &rest);
    const char *end = strstr(scan->at, "}}");
    if (end == NULL) {
        piece.kind = PIECE_BROKEN;
        piece.text = arena_text(scan->arena, "{{ without }}");
        return piece;
    }
    if (piece.kind == PIECE_COMMENT)
        rest = end;
    piece.text = text_trim(scan->arena, arena_text_n(scan->arena, rest, (size_t)(end - rest)));
    bool broken = strchr(piece.text, '\n') != NULL;
    count_lines(scan, end);
    scan->at = end + 2;
    if (broken) {
        piece.kind = PIECE_BROKEN;
        piece.text = arena_text(scan->arena, "}} must stand on the line of its {{");
    }
    return piece;
}

struct piece scan_next(struct scan *scan)
{
    if (scan->line_start) {
        scan->bare_until = bare_line_end(scan->arena, scan->at);
        scan->line_start = false;
    }
    if (scan->bare_until != NULL) {
        const char *next = skip_blanks(scan->at);
        if (strncmp(next, "{{", 2) != 0)
            next = scan->bare_until;
        count_lines(scan, next);
        scan->at = next;
        if (next < scan->bare_until)
            return scan_directive(scan);
        scan->bare_until = NULL;
        scan->line_start = true;
        return *scan->at == '\0' ? (struct piece){PIECE_END, scan->line, NULL} : scan_next(scan);
    }
    if (*scan->at == '\0')
        return (struct piece){PIECE_END, scan->line, NULL};
    if (strncmp(scan->at, "{{", 2) == 0)
        return scan_directive(scan);
    /* Text: one line at most, so that lines of directives are seen. */
    const char *end = scan->at;
    while (*end != '\0' && *end != '\n' && strncmp(end, "{{", 2) != 0)
        end++;
    scan->line_start = *end == '\n';
    end += *end == '\n';
    struct piece piece = {PIECE_TEXT, scan->line,
                          arena_text_n(scan->arena, scan->at, (size_t)(end - scan->at))};
    count_lines(scan, end);
    scan->at = end;
    return piece;
}
