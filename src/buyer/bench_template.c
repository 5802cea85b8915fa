#include "buyer/bench_template.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/status.h"

const char *const bench_marks[BENCH_FIELDS] = {"@@bench-payload@@", "@@bench-cookie@@",
                                               "@@bench-order@@", "@@bench-auxiliary@@"};

enum { PIECES_MAX = 32, LENGTH_SIZE = 32 };

/* Literal text, then a field; the last has none. */
struct piece {
    const char *text;
    size_t size;
    int field; /* -1: none */
};

struct bench_template {
    const char *head; /* up to the number of Content-Length */
    size_t head_size;
    struct piece pieces[PIECES_MAX];
    size_t count;
};

static const char *next_mark(const char *at, int *field)
{
    const char *first = NULL;
    *field = -1;
    for (int i = 0; i < BENCH_FIELDS; i++) {
        const char *found = strstr(at, bench_marks[i]);
        if (found != NULL && (first == NULL || found < first)) {
            first = found;
            *field = i;
        }
    }
    return first;
}

struct bench_template *bench_template_new(struct arena *arena, const char *host, const char *path,
                                          const char *document)
{
    struct bench_template *template = arena_make(arena, struct bench_template);
    template->head = arena_printf(arena,
                                  "POST %s HTTP/1.1\r\nHost: %s\r\n"
                                  "Content-Type: text/xml; charset=UTF-8\r\nContent-Length: ",
                                  path, host);
    template->head_size = strlen(template->head);
    const char *at = document;
    for (int field = 0; field >= 0;) {
        if (template->count == PIECES_MAX)
            panic("bench: a document with more than %d marks", PIECES_MAX);
        const char *mark = next_mark(at, &field);
        size_t size = mark == NULL ? strlen(at) : (size_t)(mark - at);
        template->pieces[template->count++] = (struct piece){at, size, field};
        if (mark != NULL)
            at = mark + strlen(bench_marks[field]);
    }
    return template;
}

static size_t body_size(const struct bench_template *template, const size_t sizes[BENCH_FIELDS])
{
    size_t total = 0;
    for (size_t i = 0; i < template->count; i++) {
        const struct piece *piece = &template->pieces[i];
        total += piece->size + (piece->field < 0 ? 0 : sizes[piece->field]);
    }
    return total;
}

size_t bench_template_fill(const struct bench_template *template,
                           const char *const values[BENCH_FIELDS], char *out, size_t capacity)
{
    size_t sizes[BENCH_FIELDS];
    char length[LENGTH_SIZE];
    for (int i = 0; i < BENCH_FIELDS; i++)
        sizes[i] = values[i] == NULL ? 0 : strlen(values[i]);
    size_t body = body_size(template, sizes);
    int digits = snprintf(length, sizeof length, "%zu\r\n\r\n", body);
    if (digits < 0 || template->head_size + (size_t)digits + body > capacity)
        return 0;
    char *at = mempcpy(out, template->head, template->head_size);
    at = mempcpy(at, length, (size_t)digits);
    for (size_t i = 0; i < template->count; i++) {
        const struct piece *piece = &template->pieces[i];
        at = mempcpy(at, piece->text, piece->size);
        if (piece->field >= 0 && values[piece->field] != NULL)
            at = mempcpy(at, values[piece->field], sizes[piece->field]);
    }
    return (size_t)(at - out);
}
